import type { NliItem } from '../entailment.ts';
import type { Language } from '../language.ts';
import { languages } from '../languages.ts';
import { say } from '../render.ts';
import { sizes } from '../sizes.ts';
import type { Split } from '../splits.ts';
import { sayAll } from '../text.ts';
import { balancedPairs } from './kept-pairs.ts';
import { remembered, type Table } from './table.ts';

const pair = (language: Language, { premise, hypothesis }: NliItem) => ({
  premise: sayAll(language, premise),
  hypothesis: say(language, hypothesis).text,
});

const items = (repo: string, split: Split, count: number) =>
  remembered((seed) => balancedPairs(repo, split, count, seed));

/** MultiNLI: English training and development pairs, columns as on the hub. */
function multiNli(name: string, split: Split, count: number): Table {
  const drawn = items('nyu-mll/multi_nli', split, count);
  return {
    repo: 'nyu-mll/multi_nli',
    config: 'default',
    split: name,
    rows: (seed) =>
      drawn(seed).map((item, index) => ({
        promptID: index,
        pairID: `${index}${'enc'[item.label]}`,
        ...pair(languages.en, item),
        genre: 'miniature',
        label: item.label,
      })),
  };
}

const xnliValidation = items('facebook/xnli', 'validation', sizes.xnli.validation);
const xnliTest = items('facebook/xnli', 'test', sizes.xnli.test);
const xnliLanguages = ['en', 'de', 'es', 'ru', 'tr', 'sw', 'zh', 'vi'] as const;

/** MultiNLI, and XNLI with the same pairs in every language. */
export const inferenceTables: readonly Table[] = [
  multiNli('train', 'train', sizes.mnli.train),
  multiNli('validation_matched', 'validation', sizes.mnli.validation),
  ...xnliLanguages.flatMap((code) =>
    (
      [
        ['validation', xnliValidation],
        ['test', xnliTest],
      ] as const
    ).map(([split, drawn]) => ({
      repo: 'facebook/xnli',
      config: code,
      split,
      rows: (seed: number) => drawn(seed).map((item) => ({ ...pair(languages[code], item), label: item.label })),
    })),
  ),
];
