// Claims on the average gain over the benchmark's nine targets: 1, 2 and 5.
import type { TargetDesign } from '../analysis/target-design.ts';
import { counted } from '../page/words.ts';
import { type Estimate, meanOf } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { allOf, beats, type Claim, isAbove, lacking, numberOf, openNeeds } from './judgement.ts';
import { needsModel, needsNames, needsSeeds } from './needs.ts';
import { nearPublished, nineTasks, publishedGains } from './published.ts';

/** A gain is large from half the smallest of the three published ones, in points. */
const large = publishedGains.hellaswag / 2;

const three = [
  { task: 'squad-v2', points: publishedGains.squad },
  { task: 'mnli', points: publishedGains.mnli },
  { task: 'hellaswag', points: publishedGains.hellaswag },
] as const;

/** A mean over the benchmark's targets that have it; null where none has. */
interface Averaged {
  readonly estimate: Estimate | null;
  /** Targets of the study without a result. */
  readonly without: readonly string[];
  readonly count: number;
}

function overTargets(evidence: Evidence, weights: ReadonlyMap<string, number>): Averaged {
  const found = evidence.benchmark.map((design) => ({ design, gain: evidence.estimate(design, weights) }));
  const gains = found.flatMap(({ gain }) => gain ?? []);
  const without = found.filter(({ gain }) => !gain).map(({ design }) => design.group.target.name);
  return { estimate: gains.length > 0 ? meanOf(gains) : null, without, count: gains.length };
}

const overCount = (count: number) => `mean over ${counted(count, 'target')}`;

/** Claim 1. */
export const largeGains: Claim = {
  id: 1,
  text: 'SQuAD, MNLI and HellaSwag each give large gains over the targets.',
  published: 'SQuAD +8.2, MNLI +7.5, HellaSwag +7.0',
  rule: `XLM-R Large, all nine targets. Supported: the mean gain of each of the three is above ${large} points (half the smallest published one). Contradicted: that of one of them is below.`,
  judge(evidence) {
    const found = three.map(({ task }) => {
      const one = evidence.single(task);
      return { task, ...(one ? overTargets(evidence, new Map([[one.name, 1]])) : nothing) };
    });
    const estimates = found.flatMap(({ estimate }) => estimate ?? []);
    const numbers = found.flatMap(({ task, estimate, count }) =>
      estimate ? [numberOf(`gain of ${task}, ${overCount(count)}`, estimate)] : [],
    );
    const missing = [
      ...needsModel(evidence),
      ...needsNames('targets', evidence.missingTargets),
      ...needsNames(
        'intermediate tasks',
        found.filter(({ estimate }) => !estimate).map(({ task }) => task),
      ),
      ...found.flatMap(({ task, without }) => needsNames(`results of ${task} on`, without)),
    ];
    if (missing.length > 0) return lacking(numbers, missing);
    const answers = estimates.map((estimate) => isAbove(estimate, large, three.length));
    const verdict = allOf(answers);
    return {
      verdict,
      because: {
        supported: `All three mean gains are above ${large} points.`,
        contradicted: `${three
          .filter((_, i) => answers[i] === 'no')
          .map(({ task }) => task)
          .join(', ')}: the mean gain is below ${large} points.`,
        'not decidable here': `An interval has ${large} points in it.`,
      }[verdict],
      numbers,
      needs: openNeeds(verdict, needsSeeds(evidence, estimates, { points: large, of: evidence.benchmark })),
    };
  },
};

const nothing: Averaged = { estimate: null, without: [], count: 0 };

/** Claim 2. */
export const multiTaskIsBest: Claim = {
  id: 2,
  text: 'Multi-task training on all nine intermediate tasks is best.',
  published: 'multi-task +8.7',
  rule: 'XLM-R Large, all nine targets, all nine intermediate tasks and their mixture. Supported: the mixture’s mean gain is above that of each single task. Contradicted: it is below that of one, or differs from it by less than the margin.',
  judge(evidence) {
    const all = evidence.mixtures.find(({ tasks }) => [...nineTasks.keys()].every((task) => tasks.includes(task)));
    const singles = [...nineTasks.keys()].map((task) => ({ task, one: evidence.single(task) }));
    const found = singles.flatMap(({ task, one }) => {
      if (!one || !all) return [];
      const weights = new Map([[all.name, 1] as const, [one.name, -1] as const]);
      return [{ task, ...overTargets(evidence, weights) }];
    });
    const estimates = found.flatMap(({ estimate }) => estimate ?? []);
    const gain = all ? overTargets(evidence, new Map([[all.name, 1]])) : nothing;
    const numbers = [
      ...(gain.estimate ? [numberOf(`gain of ${all?.name}, ${overCount(gain.count)}`, gain.estimate)] : []),
      ...found.flatMap(({ task, estimate, count }) =>
        estimate ? [numberOf(`${all?.name} minus ${task}, ${overCount(count)}`, estimate)] : [],
      ),
    ];
    const answers = estimates.map((estimate) => beats(estimate, evidence.margin, nineTasks.size));
    const missing = [
      ...needsModel(evidence),
      ...needsNames('targets', evidence.missingTargets),
      ...(all ? [] : ['a mixture of all nine intermediate tasks']),
      ...needsNames(
        'intermediate tasks',
        singles.filter(({ one }) => !one).map(({ task }) => task),
      ),
      ...found.flatMap(({ task, without }) => needsNames(`results of ${task} on`, without)),
    ];
    if (missing.length > 0) return lacking(numbers, missing);
    const verdict = allOf(answers);
    return {
      verdict,
      because: {
        supported: 'The mixture beats each of the nine.',
        contradicted: `It does not beat ${found
          .filter((_, i) => answers[i] === 'no')
          .map(({ task }) => task)
          .join(', ')}.`,
        'not decidable here': 'It cannot be told from one of the nine.',
      }[verdict],
      numbers,
      needs: openNeeds(verdict, needsSeeds(evidence, estimates, { points: evidence.margin, of: evidence.benchmark })),
    };
  },
};

/** Claim 5. */
export const bestOfEachTarget: Claim = {
  id: 5,
  text: 'The best model of each target together give +5.4 on the benchmark.',
  published: '+5.4',
  rule: `XLM-R Large, all nine targets. The best is chosen by English development rows that all were scored on, or where there are none by the test, with an interval that is corrected for the choice. Supported: the mean gain is above ${(publishedGains.bestOfEach - nearPublished).toFixed(1)} points (published − ${nearPublished}). Contradicted: it is below.`,
  judge(evidence) {
    const bar = publishedGains.bestOfEach - nearPublished;
    const found = evidence.benchmark.map((design) => ({ design, best: bestGain(evidence, design) }));
    const estimates = found.flatMap(({ best }) => best?.estimate ?? []);
    const total = estimates.length > 0 ? meanOf(estimates) : null;
    const numbers = [
      ...(total ? [numberOf(`gain of the best of each target, ${overCount(estimates.length)}`, total)] : []),
      ...found.flatMap(({ design, best }) =>
        best ? [numberOf(`${design.group.target.name}: ${best.name}, chosen by ${best.by}`, best.estimate)] : [],
      ),
    ];
    const missing = [
      ...needsModel(evidence),
      ...needsNames('targets', evidence.missingTargets),
      ...needsNames(
        'an intermediate task on',
        found.filter(({ best }) => !best).map(({ design }) => design.group.target.name),
      ),
    ];
    if (missing.length > 0 || !total) return lacking(numbers, missing);
    const verdict = allOf([isAbove(total, bar)]);
    const where = { supported: 'above', contradicted: 'below', 'not decidable here': 'not told from' }[verdict];
    return {
      verdict,
      because: `The mean gain is ${where} ${bar.toFixed(1)} points.`,
      numbers,
      needs: openNeeds(verdict, needsSeeds(evidence, [total], { points: nearPublished, of: evidence.benchmark })),
    };
  },
};

function bestGain(evidence: Evidence, design: TargetDesign) {
  const { target, training, model } = design.group;
  const best = evidence.best.find(
    (one) => one.target === target.name && one.training === training && one.model === model,
  );
  if (!best) return null;
  const gainOf = (name: string) => evidence.estimate(design, new Map([[name, 1]]));
  const chosen = best.byDevelopment?.intermediate;
  const plain = chosen === undefined ? null : gainOf(chosen);
  if (plain && chosen !== undefined) return { name: chosen, by: 'English development rows', estimate: plain };
  const own = gainOf(best.intermediate);
  if (!own) return null;
  // The corrected interval is known at 95 % alone, which is the level that it is used at.
  const half = best.interval && (best.interval[1] - best.interval[0]) / 2;
  const estimate: Estimate = {
    ...own,
    value: design.upwards ? best.estimate : -best.estimate,
    half: half === null ? null : () => half,
  };
  return { name: best.intermediate, by: 'its test', estimate };
}
