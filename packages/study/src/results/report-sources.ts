import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from '@stopover/files';
import { parquetRows } from '@stopover/hub';
import { z } from 'zod';
import type { Results } from '../records/results.ts';
import { predictionsFile } from '../store/predictions.ts';
import type { Store } from '../store/store.ts';
import { type LayerCell, layerCells } from './layer-cells.ts';

/** What a report shows besides results. */
export interface ReportSources {
  /** The study file as it was run last; absent where the store has none. */
  readonly studyFile?: string;
  /** Right answers of a target's items in a language, in the order of their ids: a label's number in its head; null where they are no labels. */
  readonly golds: (target: string, language: string) => readonly string[] | null;
  /** Of targets whose layers were swept, every layer's items; can be gone through once. */
  readonly layers: AsyncIterable<LayerCell>;
}

const labelled: ReadonlySet<string> = new Set(['classification', 'choice']);

/** Reads the study file and the gold labels of every target and language once, from the first evaluation that has them. */
export async function readReportSources(store: Store, results: Results): Promise<ReportSources> {
  const { study, targets, cells } = results;
  const kinds = new Map(targets.map(({ name, kind }) => [name, kind]));
  const golds = new Map<string, readonly string[]>();
  for (const { target, language, stage } of cells) {
    const key = JSON.stringify([target, language]);
    if (golds.has(key) || !labelled.has(kinds.get(target) ?? '')) continue;
    golds.set(key, await goldsIn(predictionsFile(store.stageFolder(stage), target, language)));
  }
  const studyFile = await studyText(store, study.name);
  return {
    ...(studyFile !== undefined && { studyFile }),
    golds: (target, language) => golds.get(JSON.stringify([target, language])) ?? null,
    layers: layerCells(store, results),
  };
}

async function goldsIn(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { gold } of parquetRows(path, { columns: ['gold'] })) found.push(z.string().parse(gold));
  return found;
}

async function studyText(store: Store, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(store.folder, 'studies', name, 'study.yaml'), 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
