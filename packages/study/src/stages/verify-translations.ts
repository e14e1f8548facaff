import type { Stage } from '../records/stage.ts';
import type { Store } from '../store/store.ts';
import { selectionTables } from './train-stage.ts';

/** Translations of earlier stages are what those made. */
export async function verifyTranslations(stage: Stage, store: Store): Promise<void> {
  const selected = stage.kind === 'train' ? selectionTables(stage) : [];
  for (const { translation } of [...stage.data, ...selected])
    if (translation) await store.verify(translation.stage, 'translated.parquet');
}
