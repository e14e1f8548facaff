import type { Table } from '@stopover/data';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import type { StudyInputs } from '../records/study-inputs.ts';

/** The models that a plan begins at, and the tables that its stages read, each once. */
export function inputsOf({ engine, models, stages }: Pick<Plan, 'engine' | 'models' | 'stages'>): StudyInputs {
  const tables = new Map<string, StudyInputs['tables'][number]>();
  for (const stage of stages)
    for (const { task, language, location, fingerprint } of readBy(stage)) {
      const { split } = location;
      tables.set(`${task} ${split} ${language}`, { task, split, language, fingerprint });
    }
  return { engine, models: models.map(({ id, hash }) => ({ id, hash })), tables: [...tables.values()] };
}

const readBy = (stage: Stage): readonly Table[] =>
  stage.kind === 'evaluate' ? [...stage.data, ...stage.candidates, ...stage.development] : stage.data;
