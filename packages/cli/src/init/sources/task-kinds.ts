import type { TaskKind } from '../plugin-kinds.ts';

/** What is written for one kind of task. */
export interface TaskKindText {
  /** Names of @stopover/metrics, the headline first. */
  readonly metrics: readonly string[];
  /** The fields of the task that its kind decides. */
  readonly task: string;
  /** Two rows for its test. */
  readonly rows: string;
  /** What stands before the task. */
  readonly before?: string;
  /** The English training of a target; without one it is the task itself, or none. */
  readonly trainingTasks?: string;
  /** Further fields of a target. */
  readonly target?: string;
}

/** Something small of each kind that works. `nx g @stopover/generators:task` has the same, for a task inside the repository. */
export const taskKindTexts: Readonly<Record<TaskKind, TaskKindText>> = {
  classification: {
    metrics: ['accuracy'],
    trainingTasks: 'mnli',
    task: `head: { labels: ['no', 'yes'] },
  row: z.object({ text: z.string(), label: z.int().min(0).max(1) }),
  example: ({ text, label }) => ({ text, gold: label }),`,
    rows: `{ text: 'The ferry leaves at noon.', label: 1 },
  { text: 'Noon the leaves ferry at.', label: 0 },`,
  },
  choice: {
    metrics: ['accuracy'],
    trainingTasks: 'copa',
    task: `head: {},
  row: z.object({ context: z.string(), choices: z.array(z.string()).length(2), label: z.int().min(0).max(1) }),
  example: ({ context, choices, label }) => ({ context, choices, gold: label }),`,
    rows: `{ context: 'The ferry left at noon. Ada came at one.', choices: ['She missed it.', 'She boarded it.'], label: 0 },
  { context: 'The lamp was unplugged.', choices: ['It shone.', 'It stayed dark.'], label: 1 },`,
  },
  span: {
    metrics: ['tokenF1', 'exactMatch'],
    trainingTasks: 'squad-v1',
    task: `head: { unanswerable: false },
  row: z.object({ id: z.string(), question: z.string(), context: z.string(), answer: z.string().min(1) }),
  example: ({ id, question, context, answer }) => ({
    id,
    question,
    context,
    gold: { texts: [answer], start: context.indexOf(answer) },
  }),`,
    rows: `{ id: 'a', question: 'When does the ferry leave?', context: 'The ferry leaves at noon.', answer: 'noon' },
  { id: 'b', question: 'Who waits?', context: 'Ada waits on the pier.', answer: 'Ada' },`,
  },
  tagging: {
    metrics: ['seqevalF1'],
    before: `/** The hub's ClassLabels, in its order: a tag's number in a row is its place here. */
const labels = ['O', 'B-NAME', 'I-NAME'];

`,
    task: `head: { labels },
  row: z
    .object({ tokens: z.array(z.string()).min(1), tags: z.array(z.int().min(0).max(2)) })
    .refine(({ tokens, tags }) => tokens.length === tags.length, 'tokens and tags differ in number'),
  example: ({ tokens, tags }) => ({ words: tokens, gold: tags.map((tag) => labels[tag] ?? '') }),`,
    rows: `{ tokens: ['Ada', 'Berg', 'waits', '.'], tags: [1, 2, 0, 0] },
  { tokens: ['The', 'ferry', 'leaves', '.'], tags: [0, 0, 0, 0] },`,
  },
  bitext: {
    metrics: ['retrievalAccuracy'],
    task: `head: {},
  row: z.object({ english: z.string(), other: z.string() }),
  // Passages without ids: the two sides of a row translate each other.
  example: ({ english, other }) => ({
    query: { id: '', text: english },
    document: { id: '', text: other },
    gold: '',
  }),`,
    rows: `{ english: 'The ferry leaves at noon.', other: 'Die Fähre fährt mittags.' },
  { english: 'Ada waits on the pier.', other: 'Ada wartet auf dem Steg.' },`,
  },
  ranking: {
    metrics: ['averagePrecision'],
    trainingTasks: 'squad-retrieval',
    target: `candidates: 'every-language',`,
    task: `head: {},
  row: z.object({ id: z.string(), question: z.string(), answer: z.string() }),
  example: ({ id, question, answer }) => ({
    id,
    query: { id, text: question },
    document: { id: answer, text: answer },
    gold: [answer],
  }),`,
    rows: `{ id: 'a', question: 'When does the ferry leave?', answer: 'It leaves at noon.' },
  { id: 'b', question: 'Who waits?', answer: 'Ada waits on the pier.' },`,
  },
};
