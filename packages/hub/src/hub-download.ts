// One file over HTTP, into a part that a later attempt or a later process goes on with.
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { BrokenDownload, OtherFile } from './hub-failures.ts';
import type { Answer, HubRequests } from './hub-fetch.ts';
import type { HubFile } from './hub-listing.ts';

export interface DownloadRequest {
  readonly requests: HubRequests;
  readonly url: URL;
  readonly file: HubFile;
  /** The part: what is in it is taken for the first bytes of the file. It stays when the download fails. */
  readonly to: string;
  /** Called with the number of bytes that are there, those of the part included. */
  readonly onBytes: (received: number) => void;
}

/** An attempt that brought this many bytes did not fail for nothing: a slow line may break often. */
const muchProgress = 1 << 18;

/**
 * Downloads a file and checks its size and hash. A broken download goes on where it broke, from the start where the
 * server does not know ranges. The part is whole and on disk when this returns.
 * @throws BrokenDownload or HubUnreachable after the last attempt, HubRefused or OtherFile at once.
 */
export async function download(request: DownloadRequest): Promise<void> {
  await using part = await Part.open(request);
  let before = 0;
  const gotFurther = () => part.received - before >= muchProgress;
  await request.requests.patiently(async () => {
    before = part.received;
    await receiveRest(request, part);
    await part.check();
  }, gotFurther);
  await part.sync();
}

async function receiveRest({ requests, url, file, onBytes }: DownloadRequest, part: Part): Promise<void> {
  if (part.received === file.size) return;
  // Compressed bytes have no ranges, and another length than the file.
  const headers = new Headers({ 'accept-encoding': 'identity' });
  if (part.received > 0) headers.set('range', `bytes=${part.received}-`);
  await requests.receive(url, headers, async (answer, chunks) => {
    expectSameFile(answer, file);
    if (!continues(answer, part.received, file.size)) await part.restart();
    for await (const chunk of chunks) {
      await part.add(chunk);
      onBytes(part.received);
    }
  });
}

/** Whether the answer begins where the part ends; a server may send the whole file instead, but nothing else. */
function continues({ response }: Answer, received: number, size: number): boolean {
  if (response.status === 200) return received === 0;
  const range = response.headers.get('content-range') ?? '';
  if (response.status === 206 && range === `bytes ${received}-${size - 1}/${size}`) return true;
  throw new BrokenDownload(
    `byte ${received} of ${size} was asked for, and the answer is ${response.status} ${range}`.trim(),
  );
}

/** The hub names the file's hash before it sends on to storage: another one than listed is another file. */
function expectSameFile({ etag }: Answer, { check, blob }: HubFile): void {
  if (etag === blob || check === 'size' || !(check === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(etag))
    return;
  throw new OtherFile(etag, blob);
}

/** What has arrived of a file, with the hash of it. */
class Part implements AsyncDisposable {
  readonly #file: HubFile;
  readonly #handle: FileHandle;
  #hash: Hash | undefined;
  #received: number;

  private constructor(file: HubFile, handle: FileHandle, hash: Hash | undefined, received: number) {
    this.#file = file;
    this.#handle = handle;
    this.#hash = hash;
    this.#received = received;
  }

  static async open({ file, to }: DownloadRequest): Promise<Part> {
    const handle = await open(to, 'a').then(async (made) => {
      await made.close();
      return open(to, 'r+');
    });
    const { size } = await handle.stat();
    const part = new Part(file, handle, hashFor(file), size);
    if (size > file.size) await part.restart();
    else for await (const chunk of createReadStream(to)) part.#hash?.update(chunk);
    return part;
  }

  /** Bytes from the start that are there. */
  get received(): number {
    return this.#received;
  }

  async add(chunk: Uint8Array): Promise<void> {
    if (this.#received + chunk.length > this.#file.size) {
      await this.restart();
      throw new BrokenDownload(`more than ${this.#file.size} bytes arrived`);
    }
    // A disk that is nearly full takes a part of what it is given.
    for (let rest = chunk; rest.length > 0; ) {
      const { bytesWritten } = await this.#handle.write(rest, 0, rest.length, this.#received);
      const written = rest.subarray(0, bytesWritten);
      this.#hash?.update(written);
      this.#received += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
  }

  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = hashFor(this.#file);
    this.#received = 0;
  }

  /** @throws BrokenDownload when bytes are missing or wrong; wrong ones are not kept. */
  async check(): Promise<void> {
    const { size, blob, check } = this.#file;
    if (this.#received !== size) throw new BrokenDownload(`${this.#received} bytes arrived instead of ${size}`);
    const digest = this.#hash?.copy().digest('hex') ?? blob;
    if (digest === blob) return;
    await this.restart();
    throw new BrokenDownload(`its ${check} hash is ${digest}, the hub promised ${blob}`);
  }

  sync(): Promise<void> {
    return this.#handle.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

function hashFor({ check, size }: HubFile): Hash | undefined {
  if (check === 'sha256') return createHash('sha256');
  // Git hashes "blob", the length and a zero byte before the content.
  return check === 'git' ? createHash('sha1').update(`blob ${size}\0`) : undefined;
}
