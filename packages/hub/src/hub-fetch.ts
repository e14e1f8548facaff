// Every request to the hub goes through here: the token, redirects, waiting and trying again.
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, RequestError } from '@stopover/core';
import pRetry from 'p-retry';
import { BrokenDownload, HubRefused, HubUnreachable } from './hub-failures.ts';
import { retryAfter } from './retry-after.ts';
import { StallWatch } from './stall-watch.ts';

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What sends a request: Node's fetch, or one through a proxy. */
export type Send = (
  url: URL,
  how: { readonly headers: Headers; readonly redirect: 'manual'; readonly signal: AbortSignal },
) => Promise<Response>;

/** Told before the hub is asked again. */
export interface HubPause {
  /** `hub answered 503 for /api/…`: without a full stop. */
  readonly reason: string;
  readonly milliseconds: number;
}

export interface HubFetchOptions {
  readonly endpoint: string;
  readonly token?: string;
  readonly fetch: Send;
  /** Milliseconds before the second attempt; doubles with each further one. */
  readonly retryDelay: number;
  /** Milliseconds without a byte after which a request is given up. */
  readonly stallTimeout: number;
  readonly onPause?: (pause: HubPause) => void;
}

/** An answer that is being received. */
export interface Answer {
  readonly response: Response;
  /** What the hub says of the file before it sends on to its storage: a hash, without quotes; '' where it says none. */
  readonly etag: string;
}

/** Attempts after the first: with a second before the next and doubling, they span a quarter of a minute. */
const retries = 4;
/** A hub that asks for a longer pause than this (milliseconds) has to be asked again by a person. */
const longestPause = 120_000;
const longestChain = 5;

/**
 * Requests to a hub. The token goes to the hub's own origin and to no other, whoever redirects where. What can pass
 * (no answer, 429, 5xx) is tried again, no sooner than Retry-After says.
 */
export class HubRequests {
  readonly #options: HubFetchOptions;
  readonly #home: string;

  /** @throws RequestError when the endpoint or the token cannot be used; neither is in the message. */
  constructor(options: HubFetchOptions) {
    this.#options = options;
    this.#home = originOf(options.endpoint);
    checkToken(options.token);
  }

  /**
   * A whole answer, in memory. Its signature is that of fetch, for the hub's own library.
   * @throws HubUnreachable after the last attempt, HubRefused at once.
   */
  readonly ask: Fetch = (input, init) =>
    this.patiently(async () => {
      const url = new URL(input instanceof Request ? input.url : input);
      using watch = new StallWatch(url.host, this.#options.stallTimeout);
      const { response } = await this.#open(url, new Headers(init?.headers), watch);
      const parts: Uint8Array[] = [];
      for await (const part of chunksOf(response, watch)) parts.push(part);
      const { status, headers } = response;
      return new Response(Buffer.concat(parts), { status, headers });
    });

  /** One attempt at an answer that `take` reads while it comes. @throws HubUnreachable, HubRefused */
  async receive<T>(
    url: URL,
    headers: Headers,
    take: (answer: Answer, chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  ) {
    using watch = new StallWatch(url.host, this.#options.stallTimeout);
    const answer = await this.#open(url, headers, watch);
    // Awaited here: the watch ends with this function.
    return await take(answer, chunksOf(answer.response, watch));
  }

  /** Runs `work` again where that may help; attempts after which `gotFurther` is true are not counted. */
  patiently<T>(work: () => Promise<T>, gotFurther: () => boolean = () => false): Promise<T> {
    const { retryDelay, onPause } = this.#options;
    return pRetry(work, {
      retries,
      minTimeout: retryDelay,
      maxTimeout: longestPause,
      shouldRetry: ({ error }) => mayPass(error),
      shouldConsumeRetry: () => !gotFurther(),
      onFailedAttempt: async ({ error, retriesLeft, retriesConsumed }) => {
        if (retriesLeft === 0 || !mayPass(error)) return;
        const asked = error instanceof HubUnreachable ? error.pause : 0;
        onPause?.({ reason: error.message, milliseconds: asked + retryDelay * 2 ** retriesConsumed });
        await wait(asked);
      },
    });
  }

  async #open(first: URL, asked: Headers, watch: StallWatch): Promise<Answer> {
    let url = first;
    let etag = '';
    for (let hop = 0; hop <= longestChain; hop++) {
      const headers = new Headers(asked);
      headers.delete('authorization');
      if (this.#options.token && url.origin === this.#home)
        headers.set('authorization', `Bearer ${this.#options.token}`);
      const response = await this.#fetchOnce(url, headers, watch);
      etag ||= etagOf(response);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return { response, etag };
      await response.body?.cancel();
      url = new URL(location, url);
    }
    throw new HubUnreachable(`${first.host} redirects without end for ${first.pathname}`);
  }

  async #fetchOnce(url: URL, headers: Headers, watch: StallWatch): Promise<Response> {
    const response = await this.#options
      .fetch(url, { headers, redirect: 'manual', signal: watch.signal })
      .catch((cause: unknown) => {
        if (cause instanceof HubUnreachable || cause instanceof HubRefused) throw cause;
        throw new HubUnreachable(`no answer from ${url.host} (${reasonOf(cause)})`, 0, { cause });
      });
    const { status } = response;
    // 416 is for the one who asked for a range.
    if (status < 400 || status === 416) return response;
    await response.body?.cancel();
    // The path only: the query of a storage address is a key to the file.
    if (status === 408 || status === 429 || status >= 500)
      throw new HubUnreachable(`${url.host} answered ${status} for ${url.pathname}`, retryAfter(response.headers));
    throw new HubRefused(status, response.headers.get('x-error-code') ?? '', url.host);
  }
}

/** What fetch says is "fetch failed"; the reason is in `cause`. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);

const mayPass = (error: Error): boolean =>
  error instanceof BrokenDownload || (error instanceof HubUnreachable && error.pause <= longestPause);

async function* chunksOf(response: Response, watch: StallWatch): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  try {
    for await (const chunk of response.body) {
      watch.moved();
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof HubUnreachable) throw cause;
    throw new HubUnreachable(`the connection broke (${reasonOf(cause)})`, 0, { cause });
  }
}

/** Large files name their hash in a header of the hub's own; ETag is what everybody else means. */
function etagOf({ headers }: Response): string {
  const etag = headers.get('x-linked-etag') ?? headers.get('etag') ?? '';
  return etag.replace(/^W\//, '').replaceAll('"', '');
}

function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.origin;
  throw new RequestError({
    where: 'HF_ENDPOINT',
    what: 'it is not the plain address of a hub',
    remedy: 'Write it as https://host, without a user name or password; a token goes into HF_TOKEN.',
  });
}

/** Fetch would refuse such a header with a message that holds it. */
function checkToken(token: string | undefined): void {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return;
  throw new RequestError({
    where: 'HF_TOKEN',
    what: 'the token holds a space, a line break or a character outside ASCII',
    remedy: 'Copy the token again, whole and alone, into HF_TOKEN or the token file.',
  });
}
