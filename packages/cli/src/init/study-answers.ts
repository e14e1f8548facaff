// What `init` must know of a study, how each of it is asked for, and what is taken where nobody says.
import { embeddedWorld } from '../composition/plugins.ts';

/** How much a study may take. */
export const budgets = ['try', 'usual', 'full'] as const;
export type Budget = (typeof budgets)[number];

/** What a study compares. */
export interface StudyAnswers {
  readonly model: string;
  readonly targets: readonly string[];
  readonly intermediates: readonly string[];
  readonly languages: 'all' | readonly string[];
  /** None where no arm trains on labelled target-language examples. */
  readonly shots: readonly number[];
  readonly budget: Budget;
}

/** One question: a field of the study file, and the option that answers it. */
export interface Question<K extends keyof StudyAnswers = keyof StudyAnswers> {
  readonly field: K;
  readonly text: string;
  /** Reads an answer; undefined for one that cannot be. */
  readonly read: (text: string) => StudyAnswers[K] | undefined;
  /** What is wrong with an answer that cannot be read. */
  readonly form: string;
}

const names = (text: string): readonly string[] | undefined => {
  const all = text.split(',').map((name) => name.trim());
  return all.includes('') ? undefined : all;
};

const numbers = (text: string): readonly number[] | undefined => {
  if (text.trim() === 'none') return [];
  const all = text.split(',').map((one) => (/^\s*\d{1,9}\s*$/.test(one) ? Number(one) : 0));
  return all.every((one) => one > 0) ? all : undefined;
};

const question = <K extends keyof StudyAnswers>(one: Question<K>): Question<K> => one;

/** The questions, in the order in which they are asked. */
export const questions = {
  model: question({
    field: 'model',
    text: `Which model? ${embeddedWorld} is embedded and needs no network; else a hub id as FacebookAI/xlm-roberta-base, or a folder`,
    read: (text) => text.trim() || undefined,
    form: 'give one model',
  }),
  targets: question({
    field: 'targets',
    text: 'Which targets are scored? `stopover tasks` lists them',
    read: names,
    form: 'give names of tasks, separated by commas',
  }),
  intermediates: question({
    field: 'intermediates',
    text: 'Which English tasks in between? The way without one is always compared',
    read: (text) => names(text)?.filter((name) => name !== 'none'),
    form: 'give names of tasks, separated by commas, or none',
  }),
  languages: question({
    field: 'languages',
    text: 'Which languages? BCP 47 tags, or all',
    read: (text) => (text.trim() === 'all' ? 'all' : names(text)),
    form: 'give tags of languages, separated by commas, or all',
  }),
  shots: question({
    field: 'shots',
    text: 'How many labelled examples in the target language? Numbers, or none',
    read: numbers,
    form: 'give whole numbers, separated by commas, or none',
  }),
  budget: question({
    field: 'budget',
    text: 'How much may it take? try: one seed and few rows; usual: three seeds; full: five seeds and all rows',
    read: (text) => budgets.find((one) => one === text.trim()),
    form: `give ${budgets.join(', ')}`,
  }),
} satisfies { readonly [K in keyof StudyAnswers]: Question<K> };

/** What is taken where nobody says: with the answers that there are. */
export const defaults: { readonly [K in keyof StudyAnswers]: (known: Partial<StudyAnswers>) => StudyAnswers[K] } = {
  model: () => embeddedWorld,
  targets: () => ['xcopa'],
  intermediates: () => ['social-iqa'],
  // What the embedded world has of the default target; others have lists of their own.
  languages: ({ targets }) => (targets === undefined || targets.join() === 'xcopa' ? ['it', 'tr'] : 'all'),
  shots: () => [10, 100],
  budget: ({ model }) => (model === undefined || model === embeddedWorld ? 'try' : 'usual'),
};
