import { HubApiError } from '@huggingface/hub';
import { DataError, messageOf, type Problem, RequestError, StopoverError } from '@stopover/core';
import type { HubRepo } from './hub-client.ts';
import { HubUnreachable } from './hub-fetch.ts';

/** What a failed hub call means to the person who asked: names the repository, the file and the next step. */
export function explain(error: unknown, repo: HubRepo, file: string, withToken: boolean): StopoverError {
  if (error instanceof StopoverError) return error;
  const where = `${repo.name}${file ? `, ${file}` : ''} on the hub`;
  if (error instanceof HubUnreachable) {
    const remedy = 'Check the network and try again (finished files are kept), or work offline from the cache.';
    return new StopoverError({ where, what: error.message, remedy }, { cause: error });
  }
  const problem = (what: string, remedy: string): StopoverError => wrong(repo, { where, what, remedy }, error);
  if (error instanceof HubApiError && (error.statusCode === 401 || error.statusCode === 403)) {
    return problem(
      `access was refused (${error.statusCode})`,
      withToken
        ? 'Check the name, accept the terms on its page if it is gated, and check that the token in HF_TOKEN may read it.'
        : 'Check the name. If it is private or gated, accept its terms on its page and set HF_TOKEN to a token that may read it.',
    );
  }
  if (error instanceof HubApiError && error.statusCode === 404) {
    return problem(
      'the hub knows no such repository, revision or file (404)',
      repo.type === 'dataset'
        ? 'Check the name, and that the revision is a commit of its refs/convert/parquet branch.'
        : 'Check the name and the revision.',
    );
  }
  return problem(messageOf(error), 'Try again; if it stays, report it with this message.');
}

/** A missing model is a wrong request; a missing table is wrong data (contract of Source). */
export const wrong = (repo: HubRepo, problem: Problem, cause?: unknown): StopoverError =>
  repo.type === 'model' ? new RequestError(problem, { cause }) : new DataError(problem, { cause });

/** Whether the hub said that there is no such thing. */
export const isUnknown = (error: unknown): boolean => error instanceof HubApiError && error.statusCode === 404;
