// A source that has every table of every task, with rows that are made when they are asked for.
import { createHash } from 'node:crypto';
import { definePlugin, type Location, RequestError, type Source } from '@stopover/core';

/** Rows of a table that is trained on, and of one that shots are drawn from or that is scored. */
const rowsOf = ({ split }: Location): number => (split.startsWith('train') ? 5000 : 600);

/** TyDi QA has all its languages in one table, and says in an id which is a row's. */
const tydiqa = ['english', 'arabic', 'bengali', 'finnish', 'indonesian', 'korean', 'russian', 'swahili', 'telugu'];

/** An id as the task of a repository expects it. */
function idOf(repo: string, i: number): string | number {
  if (repo.endsWith('/paws-x')) return i;
  return repo.endsWith('/tydiqa') ? `${tydiqa[i % tydiqa.length]}-${i}` : `${i}`;
}

/** One row that the tasks of the grid understand, whose shots are drawn: each takes its own columns. */
function rowAt({ repo }: Location, i: number): object {
  const text = `row ${i} of ${repo}`;
  const words = text.split(' ');
  return {
    ...{ id: idOf(repo, i), idx: i, label: i % 2 },
    ...{ premise: text, hypothesis: text, sentence1: text, sentence2: text, choice1: text, choice2: `no ${text}` },
    ...{ question: 'cause', context: text, answers: { text: [`row ${i}`], answer_start: [0] } },
    ...{ entity_id: `${i}`, title: text, description: text },
    ...{ tokens: words, ner_tags: words.map(() => 0), pos_tags: words.map(() => 0) },
  };
}

const madeUp: Source = {
  name: 'made-up',
  has: async () => true,
  rows: async function* (location) {
    for (let i = 0; i < rowsOf(location); i++) yield rowAt(location, i);
  },
  fingerprint: async (location) => createHash('sha256').update(JSON.stringify(location)).digest('hex'),
  model: async (id) => {
    const remedy = 'The grid begins at the miniature.';
    throw new RequestError({ where: `model ${id}`, what: 'the made-up source has no models', remedy });
  },
  capabilities: { count: async (location) => rowsOf(location) },
};

export default definePlugin({ name: '@stopover/bench-made-up', sources: [madeUp] });
