import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import { writeAtomic } from '@stopover/files';
import { modelFiles, type Parts } from '@stopover/onnx-graph';
import type { HeadSpec } from './architecture.ts';
import type { CheckpointFiles } from './checkpoint.ts';
import { type ExportKind, exportGraph } from './export-graph.ts';
import { classOf, headKindOf, headLabels, labelCount } from './head-labels.ts';
import { finiteParts, kept } from './placed-weights.ts';
import { writtenConfig } from './written-config.ts';

/** A head that other programs run. */
export type ExportHead = HeadSpec & { readonly kind: ExportKind };

/**
 * The head that a checkpoint's config.json names.
 * @throws RequestError when there is none, or when it is one that no ONNX program has a layout for.
 * @throws DataError when its labels contradict each other.
 */
export function exportHead({ architecture, config, folder }: Omit<CheckpointFiles, 'stored'>): ExportHead {
  const name = classOf(config) ?? 'none';
  const where = join(folder, 'config.json');
  const kind = headKindOf(architecture, config);
  switch (kind) {
    case 'classification':
    case 'tagging':
      return { kind, size: labelCount({ folder, config }) };
    case 'span':
      return { kind: 'span', size: 2 };
    case 'mlm':
      return { kind: 'mlm', size: config.vocabSize };
    case 'ranking': {
      const what = `${name} has no head that a pipeline of Transformers.js runs`;
      throw new RequestError({ where, what, remedy: 'Leave --onnx out: Python transformers loads the checkpoint.' });
    }
    case 'choice': {
      const what = `${name} chooses between rows of a batch, which no pipeline of Transformers.js does`;
      throw new RequestError({ where, what, remedy: 'Leave --onnx out: Python transformers loads the checkpoint.' });
    }
    default: {
      const what = `"${name}" is no head of ${architecture.modelType} that is known here`;
      const known = Object.values(architecture.className).join(', ');
      throw new RequestError({
        where,
        what,
        remedy: `Take a fine-tuned model; \`architectures\` says one of ${known}.`,
      });
    }
  }
}

/**
 * Writes config.json and `onnx/model.onnx`, and `onnx/model.onnx_data` where the weights are too large for it
 * (`mostBytes`), as Transformers.js looks for them. Each file appears whole or not at all.
 * @returns the paths in the folder.
 * @throws RequestError for a head that no ONNX program has a layout for, DataError when a weight is missing or not finite.
 */
export async function writeOnnx(
  checkpoint: CheckpointFiles,
  folder: string,
  { mostBytes }: { readonly mostBytes?: number } = {},
): Promise<readonly string[]> {
  const head = exportHead(checkpoint);
  const { graph, parameters } = exportGraph(checkpoint, head);
  const initializers = new Map<string, Parts>();
  for (const parameter of parameters) {
    const entry = kept(checkpoint, parameter);
    initializers.set(parameter.name, () => finiteParts(entry));
  }
  const limit = mostBytes === undefined ? {} : { mostBytes };
  const { model, data } = modelFiles(graph, { name: head.kind, initializers, dataFile: 'model.onnx_data', ...limit });
  const named = head.kind === 'classification' || head.kind === 'tagging';
  const config = writtenConfig({
    ...checkpoint,
    head: head.kind,
    ...(named && { labels: headLabels(checkpoint) ?? Array.from({ length: head.size }, (_, i) => `LABEL_${i}`) }),
    // Transformers.js does not look for weights in a file of their own unless it is told to.
    ...(data && { more: { 'transformers.js_config': { use_external_data_format: true } } }),
  });
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await writeAtomic(join(folder, 'config.json'), config);
  if (data) await writeWhole(join(folder, 'onnx/model.onnx_data'), data);
  await writeWhole(join(folder, 'onnx/model.onnx'), model);
  return ['config.json', ...(data ? ['onnx/model.onnx_data'] : []), 'onnx/model.onnx'];
}

async function writeWhole(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  await writeFile(`${path}.part`, pieces, { flush: true });
  await rename(`${path}.part`, path);
}
