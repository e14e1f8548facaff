import { type Contrast, effectOf, mean } from '@stopover/statistics';
import type { Composition, LayerSummary, Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import type { Measured } from '../analysis/conditions.ts';
import { detectableWith, seenSpread } from '../analysis/power.ts';
import { baselineOf, isBaseline, isIntermediate, isMain } from '../analysis/roles.ts';
import { contrastIn, designOf, poolFor, type TargetDesign } from '../analysis/target-design.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { type BenchmarkTarget, nineTargets } from './published.ts';
import type { Setting } from './settings.ts';

/** All that a claim is judged by: the targets of one setting, with what its intermediates are made of. */
export class Evidence {
  readonly model: string;
  readonly targets: readonly TargetDesign[];
  readonly intermediates: readonly Composition[];
  readonly layers: readonly LayerSummary[];
  readonly best: Analysed['best'];
  /** The smallest difference that matters, in points. */
  readonly margin: number;

  constructor({ model, groups }: Setting, analysed: Analysed, results: Results) {
    this.model = model;
    this.targets = groups.map(designOf);
    const { intermediates, compositions = [], placebos = {} } = results.study;
    const asItIs = { masked: false, translated: false, shuffled: false, ready: false };
    this.intermediates = intermediates
      .filter((name) => name !== 'none')
      .map((name) => compositions.find((one) => one.name === name) ?? { name, tasks: [name], ...asItIs })
      .map((one) => (one.name in placebos ? { ...one, shuffled: true } : one));
    this.layers = results.layers ?? [];
    this.best = analysed.best;
    this.margin = analysed.settings.margin;
  }

  /**
   * English intermediate tasks as they are, one task each: what the study of 2020 calls an intermediate task. Where several
   * recipes train on a task, the one of its name stands for it, else the first.
   */
  get singles(): readonly Composition[] {
    const all = this.intermediates.filter((one) => isPlain(one) && one.tasks.length === 1);
    const first = new Map<string, Composition>();
    for (const one of all) {
      const [task = ''] = one.tasks;
      if (one.name === task || !first.has(task)) first.set(task, one);
    }
    return [...first.values()];
  }

  /** English mixtures of several tasks. */
  get mixtures(): readonly Composition[] {
    return this.intermediates.filter((one) => isPlain(one) && one.tasks.length > 1);
  }

  /** The intermediate that is one English task as it is. */
  single(task: string): Composition | undefined {
    return this.singles.find(({ tasks }) => tasks[0] === task);
  }

  /** The study's target that is one of the benchmark's. */
  target({ names }: BenchmarkTarget): TargetDesign | undefined {
    return this.targets.find(({ group }) => names.includes(group.target.name));
  }

  /** The benchmark's nine targets that the study has, in the benchmark's order. */
  get benchmark(): readonly TargetDesign[] {
    return nineTargets.flatMap((one) => this.target(one) ?? []);
  }

  /** Names of the benchmark's targets that the study lacks. */
  get missingTargets(): readonly string[] {
    return nineTargets.filter((one) => !this.target(one)).map(({ names }) => names[0] ?? '');
  }

  /** The condition of a target with an intermediate and nothing of the language, where it has results. */
  measured({ group }: TargetDesign, intermediate: string): Measured | undefined {
    const baseline = baselineOf(group.conditions);
    return group.conditions.find(
      (one) =>
        one.intermediate === intermediate &&
        one.cells.length > 0 &&
        isMain(one, baseline) &&
        !isBaseline(one) &&
        isIntermediate(one, baseline),
    );
  }

  /** Zero-shot: English training alone. */
  baseline({ group }: TargetDesign): Measured | undefined {
    return baselineOf(group.conditions);
  }

  /**
   * The weighted sum of intermediates' scores on a target; where weights do not add up to 0, zero-shot is subtracted as
   * often. Null where one of them has no result there.
   */
  contrast(design: TargetDesign, weights: ReadonlyMap<string, number>): Contrast | null {
    const baseline = this.baseline(design);
    const terms: (readonly [Measured, number])[] = [];
    for (const [name, weight] of weights) {
      const one = this.measured(design, name);
      if (!one) return null;
      terms.push([one, weight]);
    }
    const rest = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    if (Math.abs(rest) > 1e-9) {
      if (!baseline) return null;
      terms.push([baseline, -rest]);
    }
    return contrastIn(design, terms, design.group.averaged);
  }

  /** The same, estimated; positive for better. */
  estimate(design: TargetDesign, weights: ReadonlyMap<string, number>): Estimate | null {
    const contrast = this.contrast(design, weights);
    return contrast && estimateOf(effectOf(contrast, poolFor(design, contrast)), design.upwards);
  }

  /**
   * The fewest seeds with which a mean over these targets finds `effect` points with 80 % probability, as far as this study
   * knows how its seeds and items differ; null where even 100 do not, or nothing is known.
   */
  seedsFor(effect: number, designs: readonly TargetDesign[]): number | null {
    const known = designs.flatMap((design) => seenSpread(design) ?? []);
    if (known.length === 0 || known.length < designs.length) return null;
    const found = (seeds: number) => mean(known.map((spread) => detectableWith(seeds, spread)));
    for (let seeds = 3; seeds <= 100; seeds++) if (found(seeds) <= effect) return seeds;
    return null;
  }
}

/** A task without some of its tables is another one, under whatever name. */
const isPlain = ({ masked, translated, shuffled, ready, without }: Composition): boolean =>
  !masked && !translated && !shuffled && !ready && !without;
