// Every request to the hub goes through here: the token, redirects, waiting and trying again.
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, RequestError } from '@stopover/core';
import { codeOf } from '@stopover/files';
import pRetry from 'p-retry';
import { BrokenDownload, HubNowhere, HubRefused, HubUnreachable, NotTheHub } from './hub-failures.ts';
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
/** A hub that asks for a longer pause than this (milliseconds) has to be asked again by a person: its windows last 5 minutes. */
const longestPause = 360_000;
/** Pauses of the usual length, where a hub that limits requests does not say how long. */
const unsaidPause = 10;
/** A host that was never reached is tried once more: a name server may have slept. */
const attemptsNowhere = 2;
const longestChain = 5;

/**
 * Requests to a hub. The token goes to the hub's own origin and to no other, whoever redirects where. What can pass
 * (no answer, 429, 5xx) is tried again, no sooner than Retry-After says.
 */
export class HubRequests {
  readonly #options: HubFetchOptions;
  readonly #home: string;
  /** Whether anything was ever answered. */
  #met = false;

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
      const body = Buffer.concat(parts);
      expectJson(body, url.host);
      return new Response(body, { status, headers });
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
    const again = ({ error, attemptNumber }: { readonly error: Error; readonly attemptNumber: number }) =>
      mayPass(error) && (this.#met || !(error instanceof HubNowhere) || attemptNumber < attemptsNowhere);
    return pRetry(work, {
      retries,
      minTimeout: retryDelay,
      maxTimeout: longestPause,
      shouldRetry: again,
      shouldConsumeRetry: () => !gotFurther(),
      onFailedAttempt: async ({ error, attemptNumber, retriesLeft, retriesConsumed }) => {
        if (retriesLeft === 0 || !again({ error, attemptNumber })) return;
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
        const Kind = isNowhere(cause) ? HubNowhere : HubUnreachable;
        throw new Kind(`no answer from ${url.host} (${reasonOf(cause)})`, 0, { cause });
      });
    this.#met = true;
    const { status } = response;
    if (isWebPage(response)) {
      await response.body?.cancel();
      throw new NotTheHub(url.host, status);
    }
    // 416 is for the one who asked for a range.
    if (status < 400 || status === 416) return response;
    await response.body?.cancel();
    // The path only: the query of a storage address is a key to the file.
    const answered = `${url.host} answered ${status} for ${url.pathname}`;
    if (status === 429) {
      const said = retryAfter(response.headers);
      throw new HubUnreachable(`${answered}: it limits requests`, said || unsaidPause * this.#options.retryDelay);
    }
    if (status === 408 || status >= 500) throw new HubUnreachable(answered, retryAfter(response.headers));
    throw new HubRefused(status, response.headers.get('x-error-code') ?? '', url.host);
  }
}

/** What fetch says is "fetch failed"; the reason is in `cause`. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);

/** Codes of a name that nobody knows, of a host that takes no connection, and of a connection that nobody may trust. */
const nowhere =
  /^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|ENODATA|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*)$/;

function isNowhere(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isNowhere)) return true;
  return nowhere.test(codeOf(error) ?? '') || error.message === 'bad port' || isNowhere(error.cause);
}

/**
 * Whether an answer is a page for a browser. A hub's answers are JSON or files; its failures of the moment (429, 5xx) and
 * its 404 may be pages, and carry what is needed in their status.
 */
function isWebPage({ status, headers }: Response): boolean {
  if (!/^\s*text\/html/i.test(headers.get('content-type') ?? '') || headers.has('x-error-code')) return false;
  return status < 300 || status === 511 || (status >= 400 && ![404, 407, 408, 429].includes(status) && status < 500);
}

/** @throws NotTheHub for a page that does not say it is one, HubUnreachable for what is cut off. */
function expectJson(body: Buffer, host: string): void {
  const text = body.toString('utf8');
  try {
    JSON.parse(text);
  } catch (cause) {
    if (/^\s*</.test(text)) throw new NotTheHub(host, 200);
    throw new HubUnreachable(`${host} answered with what is not JSON`, 0, { cause });
  }
}

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
