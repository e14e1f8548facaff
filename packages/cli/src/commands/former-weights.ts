import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '@stopover/files';

/** Files by which programs know the weights of a folder: an adapter goes before a whole model, one file before shards. */
const areWeights =
  /^(adapter_config\.json|adapter_model\.safetensors|model\.safetensors|model\.safetensors\.index\.json|model-\d+-of-\d+\.safetensors)$/;

/**
 * Removes weights that an earlier export has left in a folder beside those that were written now: programs would read them
 * in their place. @returns their names.
 */
export async function removeFormerWeights(folder: string, written: readonly string[]): Promise<readonly string[]> {
  const former = (await namesIn(folder)).filter((name) => areWeights.test(name) && !written.includes(name)).sort();
  for (const name of former) await rm(join(folder, name));
  return former;
}
