// What a training command was asked for, kept in the folder that it writes to: nothing goes on with another's state.
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import type { TaskData } from '@stopover/data';
import { hashFiles, namesIn, writeAtomic } from '@stopover/files';
import type { Recipe } from '@stopover/training';
import type { Terminal } from '../program/terminal.ts';

/** What makes a training what it is, by the names that people know: values, and hashes of what is read. */
export type RunRequest = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A recipe's fields, its adapter in one. */
export const recipeInRequest = ({ adapter, ...fields }: Recipe): RunRequest => ({
  ...fields,
  ...(adapter !== undefined && { adapter: JSON.stringify(adapter) }),
});

/** What is in the folder of a training that was begun, beside its request. */
const state = ['checkpoint', 'best', 'average', 'start', 'trial', 'steps.json', 'log.jsonl', 'done.json', 'model'];
/** What of it a new beginning takes away: a finished model stays until the new one takes its place. */
const discarded = state.filter((name) => name !== 'model');

/** A folder whose training is the one that is asked for. */
export interface ClaimedRun {
  /** The document of a training that is finished; undefined while it is not. */
  readonly done: object | undefined;
  /** Keeps the document: from now on the training is finished. */
  finish(document: object): Promise<void>;
}

/**
 * Makes sure that a folder holds nothing, or the training of this very request.
 * @throws RequestError saying what differs, and the ways out.
 */
export async function claimRun(folder: string, request: RunRequest, restart: boolean): Promise<ClaimedRun> {
  const [file, doneFile] = [join(folder, 'request.json'), join(folder, 'done.json')];
  const begun = (await namesIn(folder)).filter((name) => state.includes(name));
  const before = await readObject(file);
  if (restart) for (const name of discarded) await rm(join(folder, name), { recursive: true, force: true });
  else if (begun.length > 0 && !(before && same(before, request))) throw another(folder, before, request);
  if (restart || begun.length === 0 || !before) await writeAtomic(file, `${JSON.stringify(request, null, 1)}\n`);
  return {
    done: begun.includes('model') && !restart ? await readObject(doneFile) : undefined,
    finish: (document) => writeAtomic(doneFile, `${JSON.stringify(document)}\n`),
  };
}

function another(folder: string, before: object | undefined, request: RunRequest): RequestError {
  const differences = before ? differencesOf(before, request) : [];
  const shown = differences.slice(0, 6).join('; ') + (differences.length > 6 ? `; ${differences.length - 6} more` : '');
  return new RequestError({
    where: `--out ${folder}`,
    what: before
      ? `the folder holds another training: ${shown}`
      : 'the folder holds a training that does not say what it was asked for',
    remedy:
      'Name another folder with --out, or begin anew in this one with --restart: what it holds is then discarded.',
  });
}

const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

function differencesOf(before: object, request: RunRequest): readonly string[] {
  const there = new Map<string, unknown>(Object.entries(before));
  const names = new Set([...Object.keys(request), ...there.keys()]);
  return [...names].flatMap((name) => {
    const [old, now] = [there.get(name) ?? null, request[name] ?? null];
    if (old === now) return [];
    return isHash(old) && isHash(now) ? `another ${name}` : `${name} ${String(old)}, now ${String(now)}`;
  });
}

const same = (before: object, request: RunRequest): boolean => differencesOf(before, request).length === 0;

async function readObject(path: string): Promise<object | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // nothing is known of what lies there
  }
}

/** SHA-256 over what a folder's model and tokenizer are read from, hex. */
export async function hashModel(folder: string): Promise<string> {
  const names = (await namesIn(folder)).filter((name) => /\.(json|safetensors|gz|txt|model)$/.test(name)).sort();
  return hashFiles(names.map((name) => join(folder, name)));
}

/** SHA-256 over a task's name, labels and examples, in their order, hex. */
export function hashRows({ task, examples }: TaskData): string {
  const all = createHash('sha256');
  all.update(JSON.stringify([task.name, task.kind, task.head]));
  for (const example of examples) all.update(`${JSON.stringify(example)}\n`);
  return all.digest('hex');
}

/** Says that a training is finished since an earlier call; the exit status of that. */
export function doneBefore(terminal: Terminal, folder: string, document: object): number {
  terminal.document(document);
  terminal.print('This very training is finished: --restart makes it again.');
  terminal.print(`Model: ${join(folder, 'model')}`);
  return 0;
}
