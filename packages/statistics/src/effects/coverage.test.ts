import { describe, expect, it } from 'vitest';
import { poolSeeds } from '../components/seed-pool.ts';
import { seedScoresOf } from '../components/seed-scores.ts';
import { type ArmTable, armTable } from '../design/arm-table.ts';
import { contrastOf, differenceOfArms } from '../design/contrast.ts';
import { clustersOf, itemFrame } from '../design/item-frame.ts';
import { armOf, madeUpRuns, normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import { type Effect, effectOf } from './effect.ts';
import { intervalOf } from './interval.ts';

/** Items of a language. */
const count = 50;
const frameOf = (languages: readonly string[]) =>
  itemFrame(
    languages.map((language) => ({
      language,
      clusters: clustersOf(
        language,
        Array.from({ length: count }, (_, i) => `${i}`),
        false,
      ),
    })),
  );

const german = frameOf(['de']);

/** Whether the 95 % interval has the truth, which is 0. */
function holds(effect: Effect): boolean {
  const [low, high] = intervalOf(effect);
  return low <= 0 && high >= 0;
}

/** Share of intervals with the truth in them, in percent. */
const coverage = (found: readonly boolean[]) => (100 * found.filter(Boolean).length) / found.length;

/** A seed deviation that gives r: standard error from seeds over that from items, of one arm. */
const deviationOf = (r: number, seeds: number) => r * Math.sqrt(seeds / count);

describe('95 % intervals hold the truth in 94 to 99 % of simulated studies', () => {
  it.each([2, 3, 5].flatMap((seeds) => [0, 1, 2, 4].map((r) => [seeds, r] as const)))(
    '%i seeds, r = %i, not pooled',
    (seeds, r) => {
      const stream = streamOf(11, `coverage ${seeds} ${r}`);
      const found = Array.from({ length: 1200 }, () => {
        const truth = {
          items: normals(count, 1, stream),
          seeds: normals(seeds, deviationOf(r, seeds), stream),
          rest: 0.7,
        };
        const arm = armTable(german, armOf('a', madeUpRuns('de', truth, stream)));
        return holds(effectOf(contrastOf(german, [{ arm, weight: 1 }], ['de'])));
      });
      // 1,200 studies know it to 0.6. With two seeds a t of one degree of freedom covers more.
      expect(coverage(found)).toBeGreaterThanOrEqual(94);
      expect(coverage(found)).toBeLessThanOrEqual(seeds === 2 ? 99.5 : 99);
    },
  );

  /** Arms with the same luck of seeds as far as `shared` (a correlation), the second `wild` times as wide. */
  const arms = (
    names: number,
    seeds: number,
    r: number,
    shared: number,
    stream: ReturnType<typeof streamOf>,
    wild = 1,
  ) => {
    const deviation = deviationOf(r, seeds) / Math.sqrt(1 - shared);
    const common = normals(seeds, deviation * Math.sqrt(shared), stream);
    return Array.from({ length: names }, (_, a) => {
      const own = normals(seeds, (a === 1 ? wild : 1) * deviation * Math.sqrt(1 - shared), stream);
      const truth = {
        items: normals(count, 1, stream),
        seeds: own.map((luck, s) => luck + (common[s] ?? 0)),
        rest: 0.5,
      };
      return armTable(german, armOf(`arm ${a}`, madeUpRuns('de', truth, stream)));
    });
  };
  const effects = (tables: readonly ArmTable[]) => {
    const pool = poolSeeds(tables.map((arm) => seedScoresOf(german, arm, ['de'])));
    const [base, ...others] = tables;
    return base ? others.map((arm) => effectOf(differenceOfArms(german, arm, base, ['de']), pool)) : [];
  };

  it.each(
    [2, 3, 4].flatMap((seeds) => [
      [seeds, 2, 4, 0],
      [seeds, 3, 2, 0],
      [seeds, 9, 1, 0],
      [seeds, 9, 4, 0],
      [seeds, 5, 4, 0.6],
    ]),
  )('%i seeds pooled over %i arms, r = %i, seeds correlated %f', (seeds, names, r, shared) => {
    const stream = streamOf(7, `pooled ${seeds} ${names} ${r} ${shared}`);
    const found = Array.from({ length: names > 5 ? 300 : 700 }, () =>
      effects(arms(names, seeds, r, shared, stream)),
    ).flat();
    expect(found.filter(({ pooled }) => pooled).length / found.length).toBeGreaterThan(0.97);
    const held = coverage(found.map(holds));
    // Contrasts of a study share their baseline: 300 × 8 of them know it to about 0.8.
    expect(held).toBeGreaterThanOrEqual(93.5);
    expect(held).toBeLessThanOrEqual(99.2);
  });

  it('one wild arm among eight is told apart, and the others keep their intervals', () => {
    const stream = streamOf(5, 'wild');
    const found = Array.from({ length: 500 }, () => effects(arms(8, 3, 2, 0, stream, 5)).map(holds));
    expect(coverage(found.flatMap(([, ...tame]) => tame))).toBeGreaterThanOrEqual(94);
    // Three seeds show a fivefold deviation in three studies of four; where they do not, nothing can.
    expect(coverage(found.map(([wild = false]) => wild))).toBeGreaterThanOrEqual(85);
  });

  it.each([
    [['de'], 3, 2, 1, 1],
    [['de'], 3, 5, 0, 3],
    [['de', 'es', 'fr', 'sw'], 3, 3, 1, 3],
    [['de', 'es', 'fr', 'sw'], 5, 5, 1, 1],
  ])('draws of shots in %j: %i seeds, %i draws', (languages, seeds, draws, ofSeeds, ofDraws) => {
    const stream = streamOf(3, `draws ${languages.length} ${seeds} ${draws}`);
    const frame = frameOf(languages);
    const found = Array.from({ length: 300 }, () => {
      const luck = normals(seeds, 0.3 * ofSeeds, stream);
      const runs = languages.flatMap((language) =>
        madeUpRuns(
          language,
          { items: normals(count, 1, stream), seeds: luck, draws: normals(draws, 0.3 * ofDraws, stream), rest: 0.7 },
          stream,
        ),
      );
      return holds(effectOf(contrastOf(frame, [{ arm: armTable(frame, armOf('a', runs)), weight: 1 }], languages)));
    });
    expect(coverage(found)).toBeGreaterThanOrEqual(94);
    expect(coverage(found)).toBeLessThanOrEqual(99.5);
  });
});
