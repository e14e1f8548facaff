// Every request to the hub goes through here: the token, waiting and trying again.
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '@stopover/core';
import pRetry from 'p-retry';

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface HubFetchOptions {
  readonly endpoint: string;
  readonly token?: string;
  readonly fetch: Fetch;
  /** Milliseconds before the second attempt; doubles with each further one. */
  readonly retryDelay: number;
}

/** Attempts after the first: with a second before the next and doubling, they span a quarter of a minute. */
const retries = 4;
/** A hub that asks for a longer pause than this (milliseconds) has to be asked again by a person. */
const longestPause = 120_000;

/** The hub did not answer, or asked to come back later, at every attempt. */
export class HubUnreachable extends Error {
  /** Milliseconds that the hub asked to wait. */
  readonly pause: number;

  constructor(message: string, pause = 0, options?: ErrorOptions) {
    super(message, options);
    this.pause = pause;
  }
}

/**
 * A fetch that adds the token to requests to the hub itself (never to the storage host it redirects to) and tries
 * again after network errors, 429 and 5xx, no sooner than Retry-After says.
 * @throws HubUnreachable after the last attempt.
 */
export function hubFetch({ endpoint, token, fetch, retryDelay }: HubFetchOptions): Fetch {
  const home = new URL(endpoint).origin;
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    if (token && url.origin === home) headers.set('authorization', `Bearer ${token}`);
    return pRetry(() => once(fetch, input, { ...init, headers }, url), {
      retries,
      minTimeout: retryDelay,
      maxTimeout: longestPause,
      shouldRetry: ({ error }) => pauseOf(error) <= longestPause,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (retriesLeft > 0 && pauseOf(error) <= longestPause) await wait(pauseOf(error));
      },
    });
  };
}

async function once(fetch: Fetch, input: string | URL | Request, init: RequestInit, url: URL): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (cause) {
    // undici says "fetch failed" and hides the reason in `cause`.
    const reason = cause instanceof Error && cause.cause !== undefined ? messageOf(cause.cause) : messageOf(cause);
    throw new HubUnreachable(`no answer from ${url.host} (${reason})`, 0, { cause });
  }
  if (response.status !== 429 && response.status < 500) return response;
  await response.body?.cancel();
  throw new HubUnreachable(`${url.host} answered ${response.status} for ${url.pathname}`, retryAfter(response));
}

const pauseOf = (error: Error): number => (error instanceof HubUnreachable ? error.pause : 0);

/** Milliseconds that the answer asks to wait: Retry-After in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter(response: Response): number {
  const value = response.headers.get('retry-after');
  if (value === null) return 0;
  const seconds = Number(value);
  const pause = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isFinite(pause) ? Math.max(0, pause) : 0;
}
