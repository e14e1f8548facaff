// The one place that says what a failed call of the system means: where, what, and what to do.
import { messageOf, type Problem, RequestError, StopoverError } from '@stopover/core';
import { codeOf } from './system-codes.ts';

/** What a code means. `asked`: the one who named the path can put it right, so that the request was wrong. */
interface Meaning {
  readonly what: string;
  readonly remedy: string;
  readonly asked?: boolean;
}

const full =
  'Free some space, or name a folder on another disk; then run the same command again: what is complete stays.';
const permissions = 'Change its permissions, or name another place.';
const again = 'Run the same command again; if it stays, look at the disk: the system says more in its log.';
const handles = 'Allow more in this shell (`ulimit -n 4096`), and run the same command again.';

const meanings: Readonly<Record<string, Meaning>> = {
  ENOENT: { what: 'there is no such file or folder', remedy: 'Check the path.', asked: true },
  ENOTDIR: {
    what: 'it or a part of its path is no folder, where one is needed',
    remedy: 'Check the path.',
    asked: true,
  },
  EISDIR: { what: 'it is a folder, where a file is needed', remedy: 'Name the file.', asked: true },
  EEXIST: {
    what: 'something else is there already: a file, or a link that leads nowhere',
    remedy: 'Name another place, or move it away.',
    asked: true,
  },
  ENAMETOOLONG: { what: 'the name is longer than the disk allows', remedy: 'Choose a shorter name.', asked: true },
  ELOOP: { what: 'the links of the path lead in a circle', remedy: 'Name the folder itself.', asked: true },
  ERR_INVALID_ARG_VALUE: { what: 'it is not a path that the system takes', remedy: 'Check the path.', asked: true },
  EACCES: { what: 'this user may not read or write it', remedy: permissions },
  EPERM: { what: 'this user may not read or write it', remedy: permissions },
  EROFS: { what: 'it is on a read-only disk', remedy: 'Name a folder that can be written.' },
  ENOSPC: { what: 'the disk is full', remedy: full },
  EDQUOT: { what: 'your disk quota is used up', remedy: full },
  EFBIG: { what: 'the file is larger than the disk or a limit (ulimit -f) allows', remedy: full },
  EMFILE: { what: 'this process may open no more files', remedy: handles },
  ENFILE: { what: 'the system can open no more files', remedy: handles },
  EBUSY: { what: 'another program uses it', remedy: 'End that program, and run the same command again.' },
  ENOTEMPTY: { what: 'the folder is not empty', remedy: 'Another program may be writing there: end it and run again.' },
  EXDEV: { what: 'it lies on two disks', remedy: 'Name a folder that is on one disk.' },
  EIO: { what: 'the disk failed to read or write', remedy: again },
  ESTALE: { what: 'the network disk has lost it', remedy: again },
  ENOMEM: { what: 'there is no memory left', remedy: 'Run fewer processes at a time (--processes), or end others.' },
  EAGAIN: { what: 'the system gives no more processes or threads', remedy: 'Run fewer at a time (--processes).' },
  EPIPE: { what: 'whoever read this has ended', remedy: 'Run it again, and let the reader read to the end.' },
  ERR_FS_FILE_TOO_LARGE: { what: 'the file is larger than 2 GiB, too large to be read at once', remedy: 'Divide it.' },
  ERR_MODULE_NOT_FOUND: {
    what: 'a part of the program or of a plugin is missing',
    // Node.js says the same where it may not open the file.
    remedy:
      'In a clone run `npm ci` and `npm run build`; otherwise install it again. If it is there, this process may open too few files: allow more (`ulimit -n 4096`).',
  },
};

/** Why a call failed, in words: of the system's errors what they mean, of any other the message. */
export const reasonOf = (error: unknown): string => meaningOf(error)?.what ?? messageOf(error);

/**
 * A failed call of the system as an error that a person can act on; undefined for any other error, and for one that is
 * such an error already. `at` names what the path was needed for (`store runs/x`).
 */
export function systemError(error: unknown, at?: string): StopoverError | undefined {
  if (!(error instanceof Error) || 'problem' in error) return undefined;
  if (textIn(error, 'syscall') === 'uv_cwd') return new RequestError(lostFolder, { cause: error });
  const meaning = meaningOf(error);
  if (!meaning) return undefined;
  const { what, remedy, asked = false } = meaning;
  const path = textIn(error, 'dest') ?? textIn(error, 'path');
  const where = [...new Set([at, path])].filter(Boolean).join(', ') || textIn(error, 'syscall') || error.message;
  const problem = { where, what, remedy };
  return asked && at === undefined
    ? new RequestError(problem, { cause: error })
    : new StopoverError(problem, { cause: error });
}

const lostFolder: Problem = {
  where: 'the working folder',
  what: 'the folder in which the command was started is gone',
  remedy: 'Change to a folder that is there (`cd`), and run the same command again.',
};

function meaningOf(error: unknown): Meaning | undefined {
  const code = codeOf(error) ?? '';
  if (Object.hasOwn(meanings, code)) return meanings[code];
  // Every other call of the system that failed: its own words are all that is known.
  if (!(error instanceof Error) || textIn(error, 'syscall') === undefined) return undefined;
  return { what: `the system refuses (${error.message})`, remedy: again };
}

function textIn(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
