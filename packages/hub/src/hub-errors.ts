import { DataError, type Problem, RequestError, StopoverError } from '@stopover/core';
import { hasCode, reasonOf } from '@stopover/files';
import type { HubRepo } from './hub-client.ts';
import {
  BrokenDownload,
  HubNowhere,
  HubRefused,
  HubUnreachable,
  NotTheHub,
  OddListing,
  OtherFile,
} from './hub-failures.ts';

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
    return new StopoverError({ where, what: error.message, remedy: waysOn(error) }, { cause: error });
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

function waysOn(error: HubUnreachable): string {
  const cached = 'or set HF_HUB_OFFLINE=1 to use only what is in the cache.';
  if (error instanceof HubNowhere) {
    const trust = /certificate/i.test(error.message)
      ? 'A proxy of your network may show a certificate of its own: name the file of its authority in NODE_EXTRA_CA_CERTS. '
      : '';
    return `${trust}Check the network (HTTPS_PROXY names a proxy) and run again; where there is none, read a folder on disk with --mirror DIR, ${cached}`;
  }
  const minutes = Math.ceil(error.pause / 60_000);
  const when =
    minutes > 2 ? `It asks to wait ${minutes} minutes: run again after that` : 'Check the network and run again';
  return `${when} (what has arrived is kept), read a folder on disk with --mirror DIR, ${cached}`;
}

type Meaning = readonly [what: string, remedy: string];

function meaningOf(error: unknown, asked: Asked): Meaning {
  if (error instanceof HubRefused) return refusal(error, asked);
  if (error instanceof NotTheHub) {
    return [
      error.message,
      'The network wants a login, or a proxy stands in the way: open the address in a browser, or set HTTPS_PROXY and HF_ENDPOINT right; without the hub, read a folder on disk with --mirror DIR.',
    ];
  }
  if (error instanceof OddListing)
    return [error.message, 'Nothing of it was taken: the server at HF_ENDPOINT is at fault.'];
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
  if (code === 'DisabledRepo') {
    return [
      `the hub has disabled it (${status})`,
      'No token opens it: take another one, or a copy of it that you have.',
    ];
  }
  if (code === 'RepoNotFound' && status !== 404) {
    const refused = withToken
      ? `access was refused (${status}), with the token that was sent`
      : `access was refused, and no token was sent (${status})`;
    return [
      `${refused}: there is no such repository, or it is private`,
      'Check the name: owner/name. If it is private, set HF_TOKEN to a valid token that may read it.',
    ];
  }
  if (code === 'RevisionNotFound' || code === 'EntryNotFound') return unknown(code, repo);
  if (status === 451) return [`the hub may not give it, for legal reasons (${status})`, 'Take another one.'];
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
