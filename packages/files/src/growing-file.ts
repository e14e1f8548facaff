import { type FileHandle, open } from 'node:fs/promises';

/**
 * A file that is there and grows at its end. It stays the one that was opened: where another process has put a new one in its
 * place, what this one appends goes with the old one. What fails closes it.
 */
export class GrowingFile {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<GrowingFile> {
    return new GrowingFile(await open(path, 'a'));
  }

  /** @throws an error of the system; the file is closed then. */
  async append(content: string | Uint8Array): Promise<void> {
    try {
      await this.#file.appendFile(content);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }
}
