import { DataError, type Problem, RequestError, StopoverError } from '@stopover/core';
import { hasCode, reasonOf } from '@stopover/files';
import type { HubRepo } from './hub-client.ts';
import { BrokenDownload, HubRefused, HubUnreachable, OtherFile } from './hub-failures.ts';

/** What was asked for when a call failed. */
export interface Asked {
  readonly repo: HubRepo;
  /** Address of the hub, for pages that a person has to visit. */
  readonly endpoint: string;
  /** A file, a folder or a revision; '' for the repository. */
  readonly what: string;
  readonly withToken: boolean;
}

/** What a failed hub call means to the person who asked: names the repository, the file and the next step. */
export function explain(error: unknown, asked: Asked): StopoverError {
  if (error instanceof StopoverError) return error;
  const { repo, what } = asked;
  const where = `${repo.name}${what && `, ${what}`} on the hub`;
  if (error instanceof HubUnreachable) {
    return new StopoverError({ where, what: error.message, remedy: laterOrOffline(error) }, { cause: error });
  }
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    const remedy = 'Free some space, or set HF_HOME to a folder on a larger disk; what has arrived is kept.';
    return new StopoverError({ where, what: 'the disk of the cache is full', remedy }, { cause: error });
  }
  const [fact, remedy] = meaningOf(error, asked);
  return wrong(repo, { where, what: fact, remedy }, error);
}

/** A missing model is a wrong request; a missing table is wrong data (contract of Source). */
export const wrong = (repo: HubRepo, problem: Problem, cause?: unknown): StopoverError =>
  repo.type === 'model' ? new RequestError(problem, { cause }) : new DataError(problem, { cause });

/** Whether the hub said that there is no such thing. */
export const isUnknown = (error: unknown): boolean => error instanceof HubRefused && error.status === 404;

function laterOrOffline({ pause }: HubUnreachable): string {
  const minutes = Math.ceil(pause / 60_000);
  const when =
    minutes > 2 ? `It asks to wait ${minutes} minutes: run again after that` : 'Check the network and run again';
  return `${when} (what has arrived is kept), or set HF_HUB_OFFLINE=1 to use only what is in the cache.`;
}

type Meaning = readonly [what: string, remedy: string];

function meaningOf(error: unknown, asked: Asked): Meaning {
  if (error instanceof HubRefused) return refusal(error, asked);
  if (error instanceof OtherFile) {
    return [
      error.message,
      'Run again: the list of files is asked for anew. If it stays, the server at HF_ENDPOINT is at fault.',
    ];
  }
  if (error instanceof BrokenDownload) {
    return [
      error.message,
      'Run again. If it stays, the server at HF_ENDPOINT or something on the way changes the file.',
    ];
  }
  return [reasonOf(error), 'Try again; if it stays, report it with this message.'];
}

function refusal({ status, code }: HubRefused, { repo, endpoint, withToken }: Asked): Meaning {
  const page = `${endpoint}/${repo.type === 'dataset' ? 'datasets/' : ''}${repo.name}`;
  if (code === 'GatedRepo') {
    return [
      `it is gated, and ${withToken ? "the token's account was not let in" : 'no token was sent'} (${status})`,
      `Accept its terms on ${page}, set HF_TOKEN to a token of the same account, and run again.`,
    ];
  }
  if (status === 401 && !withToken) {
    return [
      'access was refused, and no token was sent (401): there is no such repository, or it is private',
      'Check the name. If it is private, set HF_TOKEN to a token that may read it.',
    ];
  }
  if (status === 401 || status === 403) {
    return [
      `access was refused (${status}), ${withToken ? 'with the token that was sent' : 'and no token was sent'}`,
      'Check the name, and that HF_TOKEN (or the token file) holds a valid token that may read it; public data need none.',
    ];
  }
  if (status === 404) return unknown(code, repo);
  if (status === 407) {
    return [
      'the proxy refuses: it wants a name and a password (407)',
      'Write them into HTTPS_PROXY or HTTP_PROXY, as http://name:password@host:port.',
    ];
  }
  return [`the hub refuses (${status}${code && `, ${code}`})`, 'Try again; if it stays, report it with this message.'];
}

function unknown(code: string, { type }: HubRepo): Meaning {
  const what = type === 'dataset' ? 'data set' : 'model';
  if (code === 'RepoNotFound') return [`the hub knows no such ${what} (404)`, 'Check the name: owner/name.'];
  const revision =
    type === 'dataset'
      ? 'Check that the revision is a commit of its refs/convert/parquet branch.'
      : 'Check the revision.';
  if (code === 'RevisionNotFound') return ['the hub knows no such revision (404)', revision];
  if (code === 'EntryNotFound') return ['the repository has no such file (404)', revision];
  return [`the hub knows no such ${what}, revision or file (404)`, `Check the name. ${revision}`];
}
