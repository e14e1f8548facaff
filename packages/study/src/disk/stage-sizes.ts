// What a stage takes on the disk, by the numbers of its model: all are bounds, of float32 and of every word.
import type { ModelSize } from '../records/model-size.ts';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import { adapterSize, headOf } from './adapter-size.ts';

const float = 4;
/** Weights and two moments. */
const stateOfParameter = 3 * float;
/** The older of two goes before the next is written. */
const checkpointsAtOnce = 2;
/** Those that two checkpoints name, and one that is better. */
const bestAtOnce = 3;
/** Bytes of predictions and scores for a row, as the demo's files have them. */
const perRow = 30;
/** Record, log and scores of a stage. */
const perStage = 6000;

/** Bytes that a stage takes: while it is worked on, and afterwards. */
interface StageSizes {
  readonly working: number;
  /** 0 where it leaves none. */
  readonly model: number;
  /** Beside the model. */
  readonly rest: number;
}

/** Sizes of the stages of a plan, by their places: a large grid has no place for an object each. */
export interface PlanSizes {
  readonly working: Float64Array;
  readonly model: Float64Array;
  readonly rest: Float64Array;
}

/** What each stage takes; `parents` are the places of the stages whose models each starts from. */
export function stageSizes(
  { stages, models }: Pick<Plan, 'stages' | 'models'>,
  parents: (place: number) => ArrayLike<number>,
): PlanSizes {
  const bases = new Map(models.map(({ hash, size }) => [hash, size]));
  const sizes: (ModelSize | undefined)[] = [];
  const adapters: (number | undefined)[] = [];
  const made = () => new Float64Array(stages.length);
  const [working, model, rest] = [made(), made(), made()];
  for (const [place, stage] of stages.entries()) {
    const base = stage.kind !== 'translate' && 'base' in stage.from ? bases.get(stage.from.base) : undefined;
    const parent = parents(place)[0];
    const size = base ?? (parent === undefined ? undefined : sizes[parent]);
    sizes.push(size);
    const adapter = size && adapterSize(stage, size, (parent === undefined ? undefined : adapters[parent]) ?? 0);
    adapters.push(adapter);
    const own = sizesOf(stage, size, adapter);
    [working[place], model[place], rest[place]] = [own.working, own.model, own.rest];
  }
  return { working, model, rest };
}

function sizesOf(stage: Stage, size: ModelSize | undefined, adapter: number | undefined): StageSizes {
  const rest = perStage + (stage.kind === 'evaluate' ? perRow * stage.expected.rows : 0);
  if (!size || stage.kind === 'evaluate' || stage.kind === 'translate') return { working: rest, model: 0, rest };
  const model =
    adapter === undefined ? float * size.parameters + size.tokenizer : float * (adapter + headOf(stage, size));
  if (stage.kind === 'combine') return { working: (stage.select ? 2 : 1) * model + rest, model, rest };
  const { steps } = stage.expected;
  const { saveSteps, evalSteps, select, averagedCheckpoints = 10 } = stage.recipe;
  // One that is as long as the distance between two checkpoints leaves none.
  const checkpoints = Math.min(checkpointsAtOnce, Math.max(0, Math.ceil(steps / saveSteps) - 1));
  const best = select === 'best' ? Math.min(bestAtOnce, Math.ceil(steps / evalSteps)) : 0;
  const averaged = select === 'average' ? Math.min(averagedCheckpoints, steps) : 0;
  const kept = checkpoints * stateOfParameter + (best + averaged) * float;
  const trained = adapter === undefined ? size.parameters : adapter + headOf(stage, size);
  return { working: trained * kept + model + rest, model, rest };
}
