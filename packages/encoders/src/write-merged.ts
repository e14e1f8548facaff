import { type CheckpointFiles, saveCheckpoint } from './checkpoint.ts';
import { headKindOf, headLabels } from './head-labels.ts';
import { finiteParts } from './placed-weights.ts';

/**
 * Writes config.json and model.safetensors of a model with its adapters added to the weights, a part at a time. The
 * tokenizer is the caller's.
 * @throws DataError when a number is NaN or infinite.
 */
export async function writeMerged(files: CheckpointFiles, folder: string): Promise<void> {
  const { architecture, config } = files;
  const tensors = [...files.stored].map(([name, entry]) => {
    return [name, { shape: entry.shape, parts: () => finiteParts(entry) }] as const;
  });
  const labels = headLabels(files);
  const head = headKindOf(architecture, config) ?? 'none';
  await saveCheckpoint(folder, tensors, { architecture, config, head, ...(labels && { labels }) });
}
