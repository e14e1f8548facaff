import type { Example, Kind, Pair, Task } from '@stopover/core';

/** All predictions that a uniformly random model may make for one example, and how many of them are right. */
export interface Guess<K extends Kind> {
  readonly pairs: readonly Pair<K>[];
  /** Share of right ones, 0 to 1. */
  readonly chance: number;
}

interface KindRules<K extends Kind> {
  /** What a head could not learn from the example; empty when all is well. */
  readonly faults: (example: Example<K>, head: Task<K>['head']) => readonly string[];
  /** The pair of a model that knows the answer; none where the example has nothing to predict. */
  readonly perfect: (example: Example<K>) => readonly Pair<K>[];
  /** A pair with a wrong prediction; none where everything would be right. */
  readonly wrong: (example: Example<K>, head: Task<K>['head']) => readonly Pair<K>[];
  /** Absent where chance is not known. */
  readonly guess?: (example: Example<K>, head: Task<K>['head']) => Guess<K>;
}

const inRange = (gold: number, count: number, of: string): readonly string[] =>
  Number.isInteger(gold) && gold >= 0 && gold < count ? [] : [`gold ${gold} is none of ${count} ${of}`];

const isText = (name: string, text: string | undefined): readonly string[] =>
  text === undefined || /\S/.test(text) ? [] : [`${name} is empty`];

/** One prediction for each of `count` labels: what a uniformly random model does, without the noise of drawing. */
function guesses(gold: number, count: number): { pairs: { gold: number; prediction: number }[]; chance: number } {
  const pairs = Array.from({ length: count }, (_, prediction) => ({ gold, prediction }));
  return { pairs, chance: 1 / count };
}

const retrieval: KindRules<'bitext'> = {
  faults: ({ query, document }) => [
    ...(query || document ? [] : ['there is neither a query nor a document']),
    ...isText('the query', query?.text),
    ...isText('the document', document?.text),
  ],
  perfect: ({ query, gold }) => (query ? [{ gold, prediction: gold }] : []),
  wrong: ({ query, gold }) => (query ? [{ gold, prediction: `not ${gold}` }] : []),
};

const rules: { readonly [K in Kind]: KindRules<K> } = {
  classification: {
    faults: ({ text, pair, gold }, { labels }) => [
      ...isText('the text', text),
      ...isText('the second text', pair),
      ...inRange(gold, labels.length, 'labels'),
      ...(new Set(labels).size === labels.length ? [] : ['two labels have one name']),
    ],
    perfect: ({ gold }) => [{ gold, prediction: gold }],
    wrong: ({ gold }, { labels }) => [{ gold, prediction: (gold + 1) % labels.length }],
    guess: ({ gold }, { labels }) => guesses(gold, labels.length),
  },
  choice: {
    faults: ({ context, choices, gold }) => [
      ...isText('the context', context),
      ...choices.flatMap((choice, i) => isText(`choice ${i + 1}`, choice)),
      ...(choices.length > 1 ? [] : ['there is nothing to choose from']),
      ...inRange(gold, choices.length, 'choices'),
    ],
    perfect: ({ gold }) => [{ gold, prediction: gold }],
    wrong: ({ gold, choices }) => [{ gold, prediction: (gold + 1) % choices.length }],
    guess: ({ gold, choices }) => guesses(gold, choices.length),
  },
  span: {
    faults: ({ question, context, gold: { texts, start } }, { unanswerable }) => [
      ...isText('the question', question),
      ...isText('the context', context),
      ...(texts.length > 0 || unanswerable ? [] : ['there is no answer, and the head cannot say so']),
      ...(texts.length > 0 || start === -1 ? [] : [`there is no answer, but it starts at ${start}`]),
      ...texts.slice(0, 1).flatMap((text) => {
        const found = context.slice(Math.max(0, start), Math.max(0, start) + text.length);
        return start >= 0 && found === text ? [] : [`at ${start} the context has "${found}", not "${text}"`];
      }),
    ],
    perfect: ({ gold }) => [{ gold, prediction: gold.texts[0] ?? '' }],
    wrong: ({ gold }) => [{ gold, prediction: gold.texts.length > 0 ? 'xyzzy' : 'an answer' }],
  },
  tagging: {
    faults: ({ words, gold }, { labels, labelsIn }) => [
      ...(words.length > 0 && words.length === gold.length ? [] : [`${words.length} words, ${gold.length} tags`]),
      ...gold.flatMap((tag) => (labelsIn || labels.includes(tag) ? [] : [`the tag "${tag}" is none of the head's`])),
    ],
    perfect: ({ gold }) => [{ gold, prediction: gold }],
    wrong: ({ gold }, { labels }) => [
      { gold, prediction: gold.map((tag) => labels.find((label) => label !== tag) ?? `not ${tag}`) },
    ],
  },
  bitext: retrieval,
  ranking: {
    faults: ({ query, document, gold }) => [
      ...(query || document ? [] : ['there is neither a query nor a document']),
      ...isText('the query', query?.text),
      ...isText('the document', document?.text),
      ...(query && document && gold.length === 0 ? ['a query beside a document has no right document'] : []),
    ],
    // A query without gold is answered by documents that say so in rows of their own.
    perfect: ({ query, gold }) => (query && gold.length > 0 ? [{ gold, prediction: gold }] : []),
    wrong: ({ query, gold }) => (query && gold.length > 0 ? [{ gold, prediction: gold.map((id) => `not ${id}`) }] : []),
  },
  mlm: {
    faults: ({ text, translation }) => [...isText('the text', text), ...isText('the translation', translation)],
    perfect: () => [{ gold: null, prediction: 0 }],
    wrong: () => [{ gold: null, prediction: 10 }],
  },
};

/** What the task's head could not learn from an example, one sentence each. */
export const exampleFaults = <K extends Kind>(task: Task<K>, example: Example<K>): readonly string[] =>
  rules[task.kind].faults(example, task.head);

/** What a model that knows the answer predicts. */
export const perfectPair = <K extends Kind>(task: Task<K>, example: Example<K>): readonly Pair<K>[] =>
  rules[task.kind].perfect(example);

/** What a model that is wrong predicts. */
export const wrongPair = <K extends Kind>(task: Task<K>, example: Example<K>): readonly Pair<K>[] =>
  rules[task.kind].wrong(example, task.head);

/** What a uniformly random model predicts, each possibility once; undefined where chance is not known. */
export const expectedGuess = <K extends Kind>(task: Task<K>, example: Example<K>): Guess<K> | undefined =>
  rules[task.kind].guess?.(example, task.head);
