// Translations that were made once. Each batch is a file of its own, written under a temporary name and renamed, so
// that any number of processes may write at the same time and what has its final name is whole.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a cache is found by, beside the sentence. */
export interface CacheKey {
  /** Name of the translator: what two say of themselves may be the same. */
  readonly use: string;
  /** What it says of itself: plain JSON. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** BCP 47. */
  readonly from: string;
  readonly to: string;
}

/** Sentences and their translations on disk, for one translator and one pair of languages. */
export class SentenceCache {
  readonly #folder: string;
  readonly #known = new Map<string, string>();
  #broken = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Reads what there is below a folder for a key. An entry that does not bear out its own checksum is as good as none:
   * it is counted, and its sentence translated again.
   */
  static async open(root: string, key: CacheKey): Promise<SentenceCache> {
    const name = sha256(JSON.stringify(sorted(key)));
    const cache = new SentenceCache(join(root, name));
    await mkdir(cache.#folder, { recursive: true });
    const names = await readdir(cache.#folder);
    // For people: what the folder is of. The name alone decides.
    if (!names.includes('key.json')) await cache.#write('key.json', `${JSON.stringify(sorted(key), null, 2)}\n`);
    for (const file of names.filter((one) => one.endsWith('.jsonl')).sort()) await cache.#read(file);
    return cache;
  }

  /** Entries that were found damaged. */
  get broken(): number {
    return this.#broken;
  }

  get(sentence: string): string | undefined {
    return this.#known.get(sentence);
  }

  /** Keeps translations, in one file. */
  async add(entries: ReadonlyMap<string, string>): Promise<void> {
    if (entries.size === 0) return;
    const lines = [...entries].map(([sentence, translation]) => lineOf(sentence, translation));
    await this.#write(`${randomUUID()}.jsonl`, lines.join(''));
    for (const [sentence, translation] of entries) this.#known.set(sentence, translation);
  }

  async #read(file: string): Promise<void> {
    const text = await readFile(join(this.#folder, file), 'utf8');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const entry = entryOf(line);
      if (entry) this.#known.set(entry[0], entry[1]);
      else this.#broken++;
    }
  }

  async #write(name: string, text: string): Promise<void> {
    const temporary = join(this.#folder, `${name}.${randomUUID()}.tmp`);
    try {
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, join(this.#folder, name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const checksum = (sentence: string, translation: string): string =>
  sha256(JSON.stringify([sentence, translation])).slice(0, 16);

const lineOf = (sentence: string, translation: string): string =>
  `${JSON.stringify([checksum(sentence, translation), sentence, translation])}\n`;

/** Undefined for a line that is cut, changed or of another layout. */
function entryOf(line: string): readonly [sentence: string, translation: string] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!Array.isArray(value) || value.length !== 3) return undefined;
    const [check, sentence, translation]: unknown[] = value;
    if (typeof sentence !== 'string' || typeof translation !== 'string') return undefined;
    return check === checksum(sentence, translation) ? [sentence, translation] : undefined;
  } catch {
    return undefined;
  }
}

/** The same value with the fields of its objects in order: one text for one value. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}
