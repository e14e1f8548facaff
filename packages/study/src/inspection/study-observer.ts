import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type StageStanding, stageStandings } from '../execution/stage-standings.ts';
import { parentsOf } from '../planning/jobs.ts';
import { partOf } from '../planning/part-of-plan.ts';
import { trialKeys } from '../planning/settled-plan.ts';
import type { Plan } from '../records/plan.ts';
import type { Store } from '../store/store.ts';
import { type LoggedStep, readStageLog } from './stage-log.ts';

/** How the result of a stage stands. */
export type ResultState = 'done' | 'running' | 'failed' | 'waiting';

/** How a study stands at one moment. */
export interface StudyMoment {
  /** The part of the plan that was asked for. */
  readonly plan: Plan;
  /** Of its stages, in its order. */
  readonly standings: readonly StageStanding[];
  /**
   * How the result of a stage stands, by key: `running` when it or a stage that it starts from is in hand, `failed` when it or
   * anything before it has failed, so that it cannot come.
   */
  readonly results: ReadonlyMap<string, ResultState>;
  /** What the stages that somebody has in hand have logged, by key; of the first `mostCurves` of them. */
  readonly logs: ReadonlyMap<string, readonly LoggedStep[]>;
  /** Headline scores by key of the evaluation and language, of those that are complete and were read so far. */
  readonly scores: ReadonlyMap<string, ReadonlyMap<string, number | null>>;
  /** Scores on English development rows of a sweep's trials that are complete, by key. */
  readonly trials: ReadonlyMap<string, number | null>;
}

/** Running stages whose logs are read: more than a page shows is asked of no disk. */
const mostCurves = 16;
/** Scores that are read at one look: those of a large store that is looked at for the first time come by and by. */
const mostScores = 300;

/** Looks at a study again and again while whoever runs it; reads what is new, and writes nothing. */
export class StudyObserver {
  readonly #store: Store;
  readonly #name: string;
  readonly #scores = new Map<string, ReadonlyMap<string, number | null>>();
  readonly #trials = new Map<string, number | null>();
  #plan: { readonly plan: Plan; readonly written: string } | undefined;

  constructor(store: Store, name: string) {
    this.#store = store;
    this.#name = name;
  }

  /** @throws RequestError or DataError when the plan is gone or damaged. */
  async look(): Promise<StudyMoment> {
    const plan = await this.#currentPlan();
    const standings = await stageStandings(this.#store, plan);
    const logs = new Map<string, readonly LoggedStep[]>();
    for (const { key, state } of standings)
      if (state === 'owned' && logs.size < mostCurves) logs.set(key, await readStageLog(this.#store.stageFolder(key)));
    this.#forget(standings);
    await this.#readScores(plan, standings);
    await this.#readTrials(plan, standings);
    const seen = { logs, scores: this.#scores, trials: this.#trials };
    return { plan, standings, results: resultsOf(plan, standings), ...seen };
  }

  /** The plan is read again when it was written again: whoever runs the study may have changed it. */
  async #currentPlan(): Promise<Plan> {
    const path = join(this.#store.folder, 'studies', this.#name, 'plan.json');
    const written = await stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => 'gone',
    );
    if (this.#plan?.written !== written) this.#plan = { plan: partOf(await this.#store.loadPlan(this.#name)), written };
    return this.#plan.plan;
  }

  /** A stage that was damaged and removed is made again: what was read of it, or could not be, is its own no more. */
  #forget(standings: readonly StageStanding[]): void {
    for (const { key, state } of standings) {
      if (state === 'done') continue;
      this.#scores.delete(key);
      this.#trials.delete(key);
    }
  }

  async #readScores(plan: Plan, standings: readonly StageStanding[]): Promise<void> {
    const kinds = new Map(plan.stages.map((stage) => [stage.key, stage.kind]));
    const isNew = ({ key, state }: StageStanding) =>
      state === 'done' && kinds.get(key) === 'evaluate' && !this.#scores.has(key);
    const metrics = new Map(plan.targets.map(({ name, metric }) => [name, metric]));
    for (const { key } of standings.filter(isNew).slice(0, mostScores)) {
      // A damaged one has no score here; a report says why.
      const scores = await this.#store.scores(key).catch(() => undefined);
      const metric = metrics.get(scores?.task ?? '') ?? '';
      const own = Object.entries(scores?.languages ?? {});
      this.#scores.set(key, new Map(own.map(([language, one]) => [language, one.scores[metric] ?? null])));
    }
  }

  async #readTrials({ sweep }: Plan, standings: readonly StageStanding[]): Promise<void> {
    const tried = new Set(trialKeys(sweep?.choices ?? []));
    for (const { key, state } of standings) {
      if (state !== 'done' || !tried.has(key) || this.#trials.has(key)) continue;
      const record = await this.#store.find(key).catch(() => undefined);
      if (record) this.#trials.set(key, record.outcome?.selectionScore ?? null);
    }
  }
}

function resultsOf({ stages }: Plan, standings: readonly StageStanding[]): ReadonlyMap<string, ResultState> {
  const states = new Map(standings.map(({ key, state }) => [key, state]));
  const results = new Map<string, ResultState>();
  // Parents stand before their children.
  for (const stage of stages) {
    const parents = parentsOf(stage);
    const own = states.get(stage.key);
    if (own === 'done') results.set(stage.key, 'done');
    else if (own === 'failed' || parents.some((key) => results.get(key) === 'failed')) results.set(stage.key, 'failed');
    else if ([stage.key, ...parents].some((key) => states.get(key) === 'owned')) results.set(stage.key, 'running');
    else results.set(stage.key, 'waiting');
  }
  return results;
}
