import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { miniatureModelFolder } from '@stopover/miniature';
import { Tokenizer } from '@stopover/text';

/** A tokenizer of the mirror whose ids are below `vocab`; the miniature's where there is none. */
export async function tokenizerFor(mirror: string | undefined, vocab: number): Promise<Tokenizer> {
  const names = mirror ? ['xlm-r-tokenizer', 'small-multilingual'].map((name) => join(mirror, 'models', name)) : [];
  for (const folder of names.filter((path) => existsSync(path))) {
    const tokenizer = await Tokenizer.load(folder);
    if (tokenizer.size <= vocab) return tokenizer;
  }
  return Tokenizer.load(miniatureModelFolder);
}
