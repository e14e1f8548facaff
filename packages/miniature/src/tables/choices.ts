import { causalEdges } from '../causes.ts';
import { Dice } from '../dice.ts';
import type { Language } from '../language.ts';
import { languages } from '../languages.ts';
import { type CausalItem, drawCausal, edgesOf } from '../plausibility.ts';
import { tell } from '../render.ts';
import { knownCauses, sizes } from '../sizes.ts';
import { collect, type Split } from '../splits.ts';
import { labelOf, remembered, type Table } from './table.ts';

interface Choice {
  readonly item: CausalItem;
  readonly label: 0 | 1;
}

function row(language: Language, { item, label }: Choice) {
  const told = [item.right, ...item.wrong].map((event) => tell(language, event, item.subject));
  const [choice1, choice2] = label === 0 ? told : told.toReversed();
  return { premise: tell(language, item.premise, item.subject), choice1, choice2, question: item.direction };
}

/** COPA trains on half of the world's causes and is tested on all of them. */
const items = (repo: string, split: Split, count: number) =>
  remembered((seed) => {
    const dice = new Dice(seed, labelOf(repo, split));
    const edges = split === 'train' ? edgesOf('copa', knownCauses.copa) : causalEdges;
    const draw = (index: number): Choice => ({ item: drawCausal(dice, edges, 1), label: index % 2 === 0 ? 0 : 1 });
    const keyOf = (choice: Choice) => {
      // Both orders of the choices are one item.
      const { premise, choice1, choice2, question } = row(languages.en, { ...choice, label: 0 });
      return [premise, choice1, choice2, question].join('\n');
    };
    return collect(count, split, draw, keyOf);
  });

function copa(split: 'train' | 'validation', count: number): Table {
  const drawn = items('aps/super_glue', split, count);
  return {
    repo: 'aps/super_glue',
    config: 'copa',
    split,
    rows: (seed) => drawn(seed).map((choice, idx) => ({ ...row(languages.en, choice), idx, label: choice.label })),
  };
}

const xcopaValidation = items('cambridgeltl/xcopa', 'validation', sizes.xcopa.validation);
const xcopaTest = items('cambridgeltl/xcopa', 'test', sizes.xcopa.test);
const xcopaLanguages = ['it', 'tr', 'sw', 'zh', 'vi'] as const;

/** COPA in English, and XCOPA with the same items in every language. */
export const choiceTables: readonly Table[] = [
  copa('train', sizes.copa.train),
  copa('validation', sizes.copa.validation),
  ...xcopaLanguages.flatMap((code) =>
    (
      [
        ['validation', xcopaValidation],
        ['test', xcopaTest],
      ] as const
    ).map(([split, drawn]) => ({
      repo: 'cambridgeltl/xcopa',
      config: code,
      split,
      rows: (seed: number) =>
        drawn(seed).map((choice, idx) => ({
          ...row(languages[code], choice),
          label: choice.label,
          idx,
          changed: false,
        })),
    })),
  ),
];
