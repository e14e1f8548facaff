import type { LoggedStep, StudyMoment } from '@stopover/study';
import { secondsLeft } from '../commands/stage-state.ts';

/** A point of a curve: step and value. */
type Point = readonly [step: number, value: number];

/** A stage that somebody has in hand. */
export interface LiveStage {
  readonly key: string;
  readonly title: string;
  readonly step: number | null;
  readonly steps: number | null;
  readonly secondsLeft: number | null;
  readonly loss: readonly Point[];
  readonly scores: readonly Point[];
}

/** What changes from second to second. */
export interface LiveState {
  readonly total: number;
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  /** The first of those that run. */
  readonly stages: readonly LiveStage[];
  /** The first of those that failed. */
  readonly failures: readonly { readonly key: string; readonly title: string; readonly reason: string }[];
}

/** Points of a curve: a page shows no more. */
const mostPoints = 240;
/** Stages that a page lists of a kind. */
const mostStages = 16;

/** How the stages of a study stand. */
export function stateOf({ standings, logs }: StudyMoment): LiveState {
  const running = standings.filter(({ state }) => state === 'owned');
  const failed = standings.filter(({ state }) => state === 'failed');
  return {
    total: standings.length,
    done: standings.filter(({ state }) => state === 'done').length,
    running: running.length,
    failed: failed.length,
    stages: running.slice(0, mostStages).map((standing) => {
      const log = logs.get(standing.key) ?? [];
      return {
        ...{ key: standing.key.slice(0, 12), title: standing.title },
        ...{ step: standing.at?.step ?? null, steps: standing.at?.steps ?? null },
        secondsLeft: secondsLeft(standing),
        loss: thinned(pointsOf(log, ({ loss }) => loss)),
        scores: thinned(pointsOf(log, ({ score }) => score)),
      };
    }),
    failures: failed
      .slice(0, mostStages)
      .map(({ key, title, reason = '' }) => ({ key: key.slice(0, 12), title, reason: reason.slice(0, 2000) })),
  };
}

const pointsOf = (log: readonly LoggedStep[], value: (step: LoggedStep) => number | null | undefined): Point[] =>
  log.flatMap((one) => {
    const y = value(one);
    return typeof y === 'number' ? [[one.step, y] as const] : [];
  });

/** Means of neighbours where there are too many; the last point is the last step's. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= mostPoints) return points;
  const every = points.length / mostPoints;
  return Array.from({ length: mostPoints }, (_, i) => {
    const own = points.slice(Math.floor(i * every), Math.floor((i + 1) * every));
    const mean = own.reduce((sum, [, y]) => sum + y, 0) / own.length;
    return [own.at(-1)?.[0] ?? 0, mean] as const;
  });
}
