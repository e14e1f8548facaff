// A hub on loopback that speaks the protocol: commits of names, paged listings, files with a redirect to storage on
// another origin, ranges, private and gated repositories; and that misbehaves where a test says so.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A repository of the fake hub: a branch, its commit, and files by path. */
export interface FakeRepo {
  readonly branch: string;
  readonly commit: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Who may read: everybody, who has the token, or who has the token and accepted the terms (here: nobody). */
  readonly access?: 'public' | 'private' | 'gated';
}

/** `datasets/owner/name` or `models/owner/name` → repository. */
export type FakeRepos = Readonly<Record<string, FakeRepo>>;

/** Requests that are answered otherwise. */
export interface Fault {
  /** Requests whose path holds this text; of those the first `times`. */
  readonly path: string;
  times: number;
  readonly answer: (response: ServerResponse) => void;
}

/** A request as it arrived. */
export interface SeenRequest {
  /** Path and query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

export interface FakeHub extends AsyncDisposable {
  readonly endpoint: string;
  /** In order of arrival, those to the storage host included. */
  readonly requests: SeenRequest[];
  readonly faults: Fault[];
  /** Blobs that storage hands out, by hash: a test may spoil one. */
  readonly storage: Map<string, Buffer>;
  /** How bytes are sent: changed by a test at any time. */
  readonly sending: {
    /** Breaks every connection after this many bytes of the body. */
    dropAfter?: number;
    /** Stops after this many bytes and keeps the connection open. */
    stallAfter?: number;
    /** Sends whole files to requests for a range. */
    ignoresRanges?: boolean;
  };
}

/** Files of this size and above are LFS: their bytes come from storage, another origin. */
const lfsFrom = 200;
/** Entries on a page of a listing. */
const pageSize = 2;

/** Starts a hub with these repositories; `token` is the one that opens private ones. */
export async function fakeHub(repos: FakeRepos, token?: string): Promise<FakeHub> {
  const requests: SeenRequest[] = [];
  const faults: Fault[] = [];
  const sending: FakeHub['sending'] = {};
  const storage = new Map<string, Buffer>();
  for (const { files } of Object.values(repos))
    for (const bytes of Object.values(files)) storage.set(sha256(bytes), bytes);
  const handled = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { authorization, range } = request.headers;
    requests.push({ path: request.url ?? '', authorization, range });
    const fault = faults.find(({ path, times }) => times > 0 && request.url?.includes(path));
    if (!fault) return false;
    fault.times -= 1;
    fault.answer(response);
    return true;
  };
  // By another name: clients, Python's too, take a redirect within one host for the hub's own answer.
  const cdn = await listen('localhost', (request, response) => {
    const [key = ''] = (request.url ?? '').slice(1).split('?');
    if (!handled(request, response)) send(request, response, storage.get(key), `"${key.slice(0, 32)}"`, sending);
  });
  const hub = await listen('127.0.0.1', (request, response) => {
    if (handled(request, response)) return;
    const asked = new Asked(request, response, token, sending);
    const [name, repo] = Object.entries(repos).find(([known]) => asked.concerns(known)) ?? [];
    if (name === undefined || repo === undefined) asked.refuse(asked.hasToken ? 404 : 401, 'RepoNotFound');
    else if (asked.isOpen(repo)) asked.answer(name, repo, cdn.origin);
  });
  return {
    endpoint: hub.origin,
    requests,
    faults,
    storage,
    sending,
    [Symbol.asyncDispose]: async () => {
      await hub.close();
      await cdn.close();
    },
  };
}

/** One request to the hub itself. */
class Asked {
  readonly hasToken: boolean;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #sending: FakeHub['sending'];
  readonly #url: URL;
  readonly #path: string;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    token: string | undefined,
    sending: FakeHub['sending'],
  ) {
    this.#request = request;
    this.#response = response;
    this.#sending = sending;
    this.#url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
    this.#path = decodeURIComponent(this.#url.pathname).slice(1);
    this.hasToken = token !== undefined && request.headers.authorization === `Bearer ${token}`;
  }

  concerns(name: string): boolean {
    return this.#path.startsWith(`api/${name}/`) || this.#path.startsWith(`${placeOf(name)}/`);
  }

  isOpen({ access = 'public' }: FakeRepo): boolean {
    if (access === 'public' || (access === 'private' && this.hasToken)) return true;
    if (access === 'gated') this.refuse(this.hasToken ? 403 : 401, 'GatedRepo');
    else this.refuse(401, 'RepoNotFound');
    return false;
  }

  answer(name: string, repo: FakeRepo, storage: string): void {
    const info = `api/${name}/revision/`;
    const tree = `api/${name}/tree/`;
    const resolve = `${placeOf(name)}/resolve/`;
    if (this.#path.startsWith(info)) this.#info(name, repo, this.#path.slice(info.length));
    else if (this.#path.startsWith(tree)) this.#list(repo, this.#path.slice(tree.length));
    else if (this.#path.startsWith(resolve)) this.#give(repo, this.#path.slice(resolve.length), storage);
    else this.refuse(404, '');
  }

  refuse(status: number, code: string): void {
    this.#response.writeHead(status, { 'content-type': 'application/json', 'x-error-code': code });
    this.#response.end(JSON.stringify({ error: code }));
  }

  #info(name: string, { branch, commit }: FakeRepo, revision: string): void {
    if (revision !== commit && revision !== branch) this.refuse(404, 'RevisionNotFound');
    else json(this.#response, { _id: 'x', id: name, sha: commit, lastModified: '2024-01-01T00:00:00.000Z' });
  }

  #list(repo: FakeRepo, rest: string): void {
    const folder = this.#below(repo, rest);
    if (folder === undefined) return;
    const prefix = folder === '' ? '' : `${folder}/`;
    const below = Object.entries(repo.files).filter(([path]) => path.startsWith(prefix));
    if (below.length === 0) {
      this.refuse(404, 'EntryNotFound');
      return;
    }
    const recursive = this.#url.searchParams.get('recursive') === 'true';
    const shown = below.filter(([path]) => recursive || !path.slice(prefix.length).includes('/'));
    const inside = below.map(([path]) => path.slice(prefix.length).split('/'));
    const folders = new Set(inside.flatMap((parts) => (parts.length > 1 ? [`${prefix}${parts[0]}`] : [])));
    const named = [...folders].map((path) => ({ type: 'directory', path, size: 0, oid: '' }));
    this.#page([...named, ...shown.map(entry)]);
  }

  #page(entries: readonly object[]): void {
    const from = Number(this.#url.searchParams.get('cursor') ?? 0);
    const next = new URL(this.#url);
    next.searchParams.set('cursor', String(from + pageSize));
    if (from + pageSize < entries.length) this.#response.setHeader('link', `<${next.href}>; rel="next"`);
    json(this.#response, entries.slice(from, from + pageSize));
  }

  #give(repo: FakeRepo, rest: string, storage: string): void {
    const path = this.#below(repo, rest);
    if (path === undefined) return;
    const bytes = repo.files[path];
    this.#response.setHeader('x-repo-commit', repo.commit);
    if (!bytes) {
      this.refuse(404, 'EntryNotFound');
    } else if (bytes.length < lfsFrom) {
      send(this.#request, this.#response, bytes, `"${gitHash(bytes)}"`, this.#sending);
    } else {
      this.#response.writeHead(302, {
        location: `${storage}/${sha256(bytes)}?signature=secret`,
        etag: `"${gitHash(bytes)}"`,
        'x-linked-size': bytes.length,
        'x-linked-etag': `"${sha256(bytes)}"`,
      });
      this.#response.end();
    }
  }

  /** What follows the revision; undefined, and answered, when there is no such revision. */
  #below({ branch, commit }: FakeRepo, rest: string): string | undefined {
    const revision = [commit, branch].find((name) => rest === name || rest.startsWith(`${name}/`));
    if (revision === undefined) this.refuse(404, 'RevisionNotFound');
    return revision === undefined ? undefined : rest.slice(revision.length + 1);
  }
}

/** Models have no folder of their own in addresses of files. */
const placeOf = (name: string): string => name.replace(/^models\//, '');

function entry([path, bytes]: readonly [string, Buffer]) {
  const lfs = bytes.length >= lfsFrom ? { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } } : {};
  return { type: 'file', path, size: bytes.length, oid: gitHash(bytes), ...lfs };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer | undefined,
  etag: string,
  { dropAfter, stallAfter, ignoresRanges = false }: FakeHub['sending'],
): void {
  if (!bytes) {
    response.writeHead(404).end();
    return;
  }
  const [, from, to = ''] = (!ignoresRanges && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')) || [];
  const start = Number(from ?? 0);
  const end = to === '' ? bytes.length : Math.min(bytes.length, Number(to) + 1);
  response.setHeader('etag', etag);
  if (start >= bytes.length && from !== undefined) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const body = bytes.subarray(start, end);
  const range = from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` };
  response.writeHead(from === undefined ? 200 : 206, { ...range, 'content-length': body.length });
  const limit = dropAfter ?? stallAfter;
  if (limit === undefined || limit >= body.length) response.end(body);
  else response.write(body.subarray(0, limit), () => dropAfter !== undefined && response.destroy());
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** SHA-256 of bytes, hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The name that git gives to a file's content, hex. */
export const gitHash = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

async function listen(name: string, handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://${name}:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
