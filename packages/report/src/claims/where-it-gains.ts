// Claim 4: TyDiQA gains from many intermediates, XNLI from none.
import type { TargetDesign } from '../analysis/target-design.ts';
import type { Estimate } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { type Claim, type ClaimNumber, type ClaimVerdict, isAbove, lacking, numberOf, openNeeds } from './judgement.ts';
import { needsNames, needsSeeds } from './needs.ts';

/** Of fewer intermediate tasks neither "many" nor "none" is said. */
const enough = 3;

interface Gain {
  readonly name: string;
  readonly estimate: Estimate;
}

/** Claim 4. */
export const manyAndNone: Claim = {
  id: 4,
  text: 'TyDiQA gains from many intermediate tasks, XNLI from none.',
  published: '',
  rule: `At least ${enough} single intermediate tasks. Supported: on TyDiQA at least half of the gains are above 0 (corrected for their number), and on XNLI every upper bound is below the margin. Contradicted: on TyDiQA more than half of the upper bounds are below the margin, or on XNLI a gain is above it (both corrected for their number).`,
  judge(evidence) {
    const find = (name: string) => evidence.targets.find(({ group }) => group.target.name === name);
    const [tydiqa, xnli] = [find('tydiqa'), find('xnli')];
    const many = tydiqa ? gainsOn(evidence, tydiqa) : [];
    const none = xnli ? gainsOn(evidence, xnli) : [];
    const numbers = [...numbersOf('tydiqa', many), ...numbersOf('xnli', none)];
    const [ofMany, ofNone] = [gainsFromMany(many, evidence.margin), gainsFromNone(none, evidence.margin)];
    const missing = [
      ...needsNames('targets', [...(tydiqa ? [] : ['tydiqa']), ...(xnli ? [] : ['xnli'])]),
      ...(Math.min(many.length, none.length) < enough ? [`at least ${enough} single intermediate tasks on both`] : []),
    ];
    const verdict = both(ofMany, ofNone);
    if (verdict === 'not decidable here' && missing.length > 0) return lacking(numbers, missing);
    const designs = [tydiqa, xnli].flatMap((design) => design ?? []);
    const estimates = [...many, ...none].map(({ estimate }) => estimate);
    return {
      verdict,
      because: `TyDiQA gains from many: ${ofMany}; XNLI gains from none: ${ofNone}.`,
      numbers,
      needs: openNeeds(verdict, needsSeeds(evidence, estimates, { points: evidence.margin, of: designs })),
    };
  },
};

const both = (one: ClaimVerdict, other: ClaimVerdict): ClaimVerdict => {
  if (one === 'contradicted' || other === 'contradicted') return 'contradicted';
  return one === 'supported' && other === 'supported' ? 'supported' : 'not decidable here';
};

const gainsOn = (evidence: Evidence, design: TargetDesign): Gain[] =>
  evidence.singles.flatMap(({ name }) => {
    const estimate = evidence.estimate(design, new Map([[name, 1]]));
    return estimate ? [{ name, estimate }] : [];
  });

const numbersOf = (target: string, gains: readonly Gain[]): ClaimNumber[] =>
  gains.map(({ name, estimate }) => numberOf(`gain of ${name} on ${target}`, estimate));

/** At least half of them are above 0; contradicted where more than half are surely below the margin. */
function gainsFromMany(gains: readonly Gain[], margin: number): ClaimVerdict {
  if (gains.length < enough) return 'not decidable here';
  const share = (is: (estimate: Estimate) => boolean) =>
    gains.filter(({ estimate }) => is(estimate)).length / gains.length;
  // Each at the corrected level, so that the count itself is right in 95 % of studies.
  if (share((estimate) => isAbove(strict(estimate, gains.length), 0) === 'yes') >= 0.5) return 'supported';
  return share((estimate) => isAbove(estimate, margin, gains.length) === 'no') > 0.5
    ? 'contradicted'
    : 'not decidable here';
}

/** None is above the margin; contradicted where one surely is. */
function gainsFromNone(gains: readonly Gain[], margin: number): ClaimVerdict {
  if (gains.some(({ estimate }) => isAbove(strict(estimate, gains.length), margin) === 'yes')) return 'contradicted';
  const none = gains.every(({ estimate }) => isAbove(estimate, margin) === 'no');
  return gains.length >= enough && none ? 'supported' : 'not decidable here';
}

/** The same with intervals as wide as `family` of them ask for. */
function strict(estimate: Estimate, family: number): Estimate {
  const { half } = estimate;
  return { ...estimate, half: half && ((level) => half(level / family)) };
}
