import { languageIn, type Table } from '@stopover/data';
import { contentKey } from '@stopover/files';
import { translatorInKey } from '../planning/key-content.ts';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import type { StudyInputs } from '../records/study-inputs.ts';
import { selectionTables } from '../stages/train-stage.ts';

/** The models that a plan begins at, the tables that its stages read, each once, and what translated them. */
export function inputsOf({ engine, models, stages }: Pick<Plan, 'engine' | 'models' | 'stages'>): StudyInputs {
  const tables = new Map<string, StudyInputs['tables'][number]>();
  for (const stage of stages)
    for (const { task, language, location, fingerprint } of readBy(stage)) {
      const { split } = location;
      tables.set(`${task} ${split} ${language}`, { task, split, language, fingerprint });
    }
  return {
    engine,
    models: models.map(({ id, hash }) => ({ id, hash })),
    tables: [...tables.values()],
    translations: stages.flatMap(translationsIn),
  };
}

/** Those that a model, or a combination's weights, were chosen on are read as well: other rows there choose another model. */
function readBy(stage: Stage): readonly Table[] {
  if (stage.kind === 'evaluate') return [...stage.data, ...stage.candidates, ...stage.development];
  return 'select' in stage ? [...stage.data, ...selectionTables(stage)] : stage.data;
}

const translationsIn = (stage: Stage): StudyInputs['translations'] =>
  stage.kind === 'translate'
    ? stage.data.map((table) => ({
        ...{ task: table.task, split: table.location.split, from: languageIn(table), to: stage.to },
        ...{ by: stage.by.name, hash: contentKey(translatorInKey(stage.by)) },
      }))
    : [];
