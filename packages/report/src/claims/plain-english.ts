// Claim 6: plain English intermediates against what may be added to them.
import type { Composition } from '@stopover/study';
import { counted } from '../page/words.ts';
import { meanOf } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { allOf, beats, type Claim, lacking, numberOf, openNeeds } from './judgement.ts';
import { needsNames, needsSeeds } from './needs.ts';

/** An intermediate, and the plain English ones that it is made of more of. */
interface Variant {
  readonly name: string;
  readonly plain: readonly string[];
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

/** Variants of the plain ones: with something added, and the same tasks otherwise. */
function addedTo(evidence: Evidence, is: (one: Composition) => boolean): Variant[] {
  const plain = [...evidence.singles, ...evidence.mixtures];
  return evidence.intermediates.filter(is).flatMap(({ name, tasks, without }) => {
    if (without) return [];
    const other = plain.find((one) => same(one.tasks, tasks));
    return other ? [{ name, plain: [other.name] }] : [];
  });
}

const additions = [
  {
    what: 'masked-language modelling beside it',
    variants: (evidence: Evidence) =>
      addedTo(evidence, ({ masked, translated, shuffled, ready }) => masked && !translated && !shuffled && !ready),
  },
  {
    what: 'more intermediate tasks',
    variants: (evidence: Evidence) =>
      evidence.mixtures.flatMap(({ name, tasks }): Variant[] => {
        const plain = tasks.flatMap((task) => evidence.single(task)?.name ?? []);
        return plain.length === tasks.length ? [{ name, plain }] : [];
      }),
  },
  {
    what: 'machine-translated data',
    variants: (evidence: Evidence) =>
      addedTo(evidence, ({ masked, translated, shuffled, ready }) => translated && !masked && !shuffled && !ready),
  },
] as const;

/** Plain minus variant, the mean over variants and over the targets that have all of them. */
function advantage(evidence: Evidence, variants: readonly Variant[]) {
  const weights = new Map<string, number>();
  const add = (name: string, weight: number) => weights.set(name, (weights.get(name) ?? 0) + weight);
  for (const { name, plain } of variants) {
    add(name, -1 / variants.length);
    for (const one of plain) add(one, 1 / (plain.length * variants.length));
  }
  const found = evidence.targets.flatMap((design) => evidence.estimate(design, weights) ?? []);
  return found.length > 0 ? { estimate: meanOf(found), targets: found.length } : null;
}

/** Claim 6. */
export const plainEnglishWins: Claim = {
  id: 6,
  text: 'Plain English intermediate tasks beat masked-language modelling beside them, more intermediate tasks, and machine-translated data.',
  published: 'masked-language modelling and translated data not consistently better',
  rule: 'Each intermediate with an addition against the plain ones of the same tasks (a mixture against the mean of its tasks), the mean over all such pairs and the study’s targets. Supported: plain is above all three. Contradicted: it is below one of them, or differs from it by less than the margin.',
  judge(evidence) {
    const found = additions.map(({ what, variants }) => {
      const known = variants(evidence);
      return { what, count: known.length, result: known.length > 0 ? advantage(evidence, known) : null };
    });
    const judged = found.flatMap(({ what, count, result }) =>
      result ? [{ what, count, ...result, answer: beats(result.estimate, evidence.margin, additions.length) }] : [],
    );
    const numbers = judged.map(({ what, count, targets, estimate }) =>
      numberOf(`plain minus ${what}, ${counted(count, 'pair')}, mean over ${counted(targets, 'target')}`, estimate),
    );
    const missing = needsNames(
      'intermediates with and without',
      found.filter(({ result }) => !result).map(({ what }) => what),
    );
    const all = allOf(judged.map(({ answer }) => answer));
    const verdict = all === 'supported' && missing.length > 0 ? 'not decidable here' : all;
    if (judged.length === 0) return lacking([], missing);
    const list = (answer: string) =>
      judged
        .filter((one) => one.answer === answer)
        .map(({ what }) => what)
        .join(', ');
    const unclear = judged.filter(({ answer }) => answer !== 'yes' && answer !== 'no').map(({ estimate }) => estimate);
    return {
      verdict,
      because: {
        supported: 'Plain English beats all three.',
        contradicted: `Plain English does not beat ${list('no')}.`,
        'not decidable here': missing.length > 0 ? 'The study lacks a part of it.' : 'Some cannot be told apart.',
      }[verdict],
      numbers,
      needs: openNeeds(verdict, [
        ...missing,
        ...(unclear.length > 0 ? needsSeeds(evidence, unclear, { points: evidence.margin, of: evidence.targets }) : []),
      ]),
    };
  },
};
