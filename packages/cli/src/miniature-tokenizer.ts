import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { miniatureTokenizer } from '@stopover/miniature';

/** Writes the miniature's tokenizer.json into a folder. */
export async function writeMiniatureTokenizer(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tokenizer.json'), miniatureTokenizer());
}
