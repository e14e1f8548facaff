import { thisMachine } from './machine.ts';
import type { Plan } from './plan.ts';
import type { Stage } from './stage.ts';
import type { StageRecord } from './stage-record.ts';
import type { Store } from './store.ts';

/** Examples that a stage passes through its model, repetitions included. */
const examplesOf = (stage: Stage): number => {
  const { rows } = stage.expected;
  if (stage.kind !== 'train') return rows;
  const { epochs, maxSteps, batchSize, accumulate } = stage.recipe;
  // Text beside the tasks comes on top of their epochs, and is among the steps where those are given.
  if (maxSteps === null) return (rows * epochs) / (1 - (stage.masked?.share ?? 0));
  return (rows * maxSteps) / Math.max(1, Math.ceil(Math.ceil(rows / batchSize) / accumulate));
};

/** What stages are told apart by: rows of one task are about equally long. */
const sortsOf = (stage: Stage): readonly string[] => [
  `${stage.kind} ${stage.data.map(({ task }) => task).join(' ')}${'masked' in stage && stage.masked ? ' mlm' : ''} ${'recipe' in stage ? stage.recipe.maxLength : stage.by.name}`,
  stage.kind,
];

/**
 * Fills in the time expected for each stage, in seconds of one process: examples × the seconds an example took in the
 * store's stages of the same base model on a processor of this name, first those of the same task. Null without any.
 */
export async function expectTimes(
  stages: readonly Stage[],
  base: string,
  backend: string,
  store: Store,
): Promise<Plan['stages']> {
  const paces = await pacesIn(store, base, backend);
  return stages.map((stage) => {
    const pace = sortsOf(stage)
      .map((sort) => paces.get(sort))
      .find((known) => known !== undefined);
    const seconds = pace ? (pace.seconds / pace.examples) * examplesOf(stage) : null;
    return { ...stage, expected: { ...stage.expected, seconds } };
  });
}

interface Pace {
  seconds: number;
  examples: number;
}

async function pacesIn(store: Store, base: string, backend: string): Promise<ReadonlyMap<string, Pace>> {
  const records = await store.records();
  const byKey = new Map(records.map((record) => [record.stage.key, record]));
  const { cpu } = thisMachine();
  const paces = new Map<string, Pace>();
  for (const record of records) {
    const { made, stage, seconds, examplesSeen, outcome } = record;
    if (stage.kind === 'translate') continue;
    const same = made.cpu === cpu && (backend === 'auto' || made.backend === backend);
    // A resumed stage's time is that of its last part alone.
    if (!same || examplesSeen === 0 || (outcome?.resumedAt ?? 0) > 0 || baseOf(record, byKey) !== base) continue;
    for (const sort of sortsOf(stage)) {
      const pace = paces.get(sort) ?? { seconds: 0, examples: 0 };
      paces.set(sort, { seconds: pace.seconds + seconds, examples: pace.examples + examplesSeen });
    }
  }
  return paces;
}

/** The hash of the base model that a stage descends from; undefined when a parent is no longer in the store. */
function baseOf(record: StageRecord, byKey: ReadonlyMap<string, StageRecord>): string | undefined {
  if (record.stage.kind === 'translate') return undefined;
  const { from } = record.stage;
  if ('base' in from) return from.base;
  const parent = byKey.get(from.stage);
  return parent && baseOf(parent, byKey);
}
