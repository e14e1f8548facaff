import type { Cell } from '@stopover/study';
import type { Curve, ShotCount, ShotEquivalent } from './analysis.ts';
import { type Group, isTranslated, type Measured } from './conditions.ts';
import type { CellSets } from './statistics/cell-sets.ts';
import type { Draws, Estimate } from './statistics/estimate.ts';
import { shotsToReach } from './statistics/shot-equivalent.ts';
import { percentileInterval } from './statistics/summary.ts';

type Estimates = (key: string) => Estimate;

/** Registers the cells that the lines of a target need; the result makes the lines once they are estimated. */
export function curvesOf(group: Group, sets: CellSets): (estimates: Estimates) => Curve[] {
  const measured = group.conditions.filter((one) => one.cells.length > 0 && !isTranslated(one));
  const common = [...group.averaged].filter((language) =>
    measured.every(({ cells }) => cells.some((cell) => cell.language === language)),
  );
  // Without a language in all, each point stands for its own languages: better than no figure, and the page says so.
  const keep = (cell: Cell) => (common.length > 0 ? common.includes(cell.language) : group.averaged.has(cell.language));
  const points = measured
    .map((one) => ({ ...one, cells: one.cells.filter(keep) }))
    .filter(({ cells }) => cells.length > 0)
    .map((one) => ({ ...one, key: sets.add(one.cells) }));
  const stops = [...new Set(points.map(({ intermediate }) => intermediate))];
  return (estimates) =>
    stops.map((intermediate) => ({
      target: group.target.name,
      training: group.training,
      intermediate,
      languages: common,
      points: points
        .filter((point) => point.intermediate === intermediate)
        .sort((a, b) => a.shots - b.shots)
        .map(({ shots, key }) => {
          const { macro, sources } = estimates(key);
          const known = Object.values(sources).includes(true);
          return { shots, mean: macro.value, interval: known ? percentileInterval(macro.draws) : null };
        }),
    }));
}

/** Registers the cells that shot-equivalents need: the (language, seed) pairs that the whole comparison has. */
export function equivalentsOf(group: Group, sets: CellSets): (estimates: Estimates) => ShotEquivalent[] {
  const curve = group.conditions.filter(
    ({ arm, cells }) => cells.length > 0 && (arm === 'zero-shot' || arm === 'target-shots'),
  );
  const direct = curve.filter(({ shots }) => shots > 0);
  const asked = group.conditions
    .filter(({ arm, cells }) => arm === 'intermediate' && cells.length > 0 && direct.length > 0)
    .map((stop) => ({ stop, kept: inAll([stop, ...curve], group.averaged) }))
    .filter(({ kept }) => kept.length > 0)
    .map(({ stop, kept }) => {
      const add = ({ cells }: Measured) => sets.add(cells.filter((cell) => kept.includes(place(cell))));
      return { stop, level: add(stop), points: curve.map((one) => ({ shots: one.shots, key: add(one) })) };
    });
  return (estimates) =>
    asked.map(({ stop, level, points }) => {
      const { macro, languages, sources } = estimates(level);
      const drawn = points.map(({ shots, key }) => ({ shots, drawn: estimates(key).macro }));
      return {
        target: group.target.name,
        training: group.training,
        intermediate: stop.intermediate,
        ...equivalent(macro, drawn, Object.values(sources).includes(true), group.target.range),
        languages: languages.size,
      };
    });
}

const place = ({ language, seed }: Cell) => `${language} ${seed}`;

const inAll = (conditions: readonly Measured[], averaged: ReadonlySet<string>): string[] => {
  const sets = conditions.map(({ cells }) => new Set(cells.filter((cell) => averaged.has(cell.language)).map(place)));
  return [...(sets[0] ?? [])].filter((one) => sets.every((set) => set.has(one)));
};

interface DrawnPoint {
  readonly shots: number;
  readonly drawn: Draws;
}

function equivalent(
  level: Draws,
  points: readonly DrawnPoint[],
  known: boolean,
  [worst, best]: readonly [number, number],
): Pick<ShotEquivalent, 'count' | 'interval'> {
  const upwards = best >= worst ? 1 : -1;
  const measured = points.map(({ shots }) => shots).filter((shots) => shots > 0);
  const solve = (pick: (drawn: Draws) => number) =>
    shotsToReach(
      upwards * pick(level),
      points.map(({ shots, drawn }) => ({ shots, score: upwards * pick(drawn) })),
    );
  const count = (shots: number) => countOf(shots, Math.min(...measured), Math.max(...measured));
  const value = count(solve(({ value }) => value));
  if (!known) return { count: value, interval: null };
  const [low, high] = percentileInterval(level.draws.map((_, d) => solve(({ draws }) => draws[d] ?? Number.NaN)));
  return { count: value, interval: [count(low), count(high)] };
}

function countOf(shots: number, fewest: number, most: number): ShotCount {
  if (shots <= fewest) return { relation: shots === fewest ? 'about' : 'fewer than', shots: fewest };
  return shots > most ? { relation: 'more than', shots: most } : { relation: 'about', shots: Math.round(shots) };
}
