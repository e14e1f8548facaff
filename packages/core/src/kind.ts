/** A text with an identity of its own: a sentence, a question or a candidate of a retrieval task. */
export interface Passage {
  readonly id: string;
  readonly text: string;
  /** A text that is encoded behind it as the second of a pair: LAReQA's candidates are sentences with their paragraph. */
  readonly context?: string;
}

/** Gold answers of a question: every accepted string, and where the first stands in the context (UTF-16 offset). */
export interface Answers {
  /** Empty when the question has no answer (SQuAD 2.0). */
  readonly texts: readonly string[];
  /** Start of `texts[0]` in the context, counted in UTF-16 units; -1 without an answer. */
  readonly start: number;
}

/** Four kinds name their labels or choices, so that a head can be checked against the data before training. */
export interface LabelledHead {
  readonly labels: readonly string[];
  /** Other names that a training task may have for the same labels, in the same order. */
  readonly alike?: readonly (readonly string[])[];
}

/**
 * What each kind of task takes in, is scored against, predicts, and needs for a head.
 * The list is closed: a new kind means a new head and new features. Tasks, metrics and backends are open.
 */
export interface Kinds {
  /** One label for a text or a pair. `gold` and `prediction` index `head.labels`. */
  classification: {
    input: { readonly text: string; readonly pair?: string };
    gold: number;
    prediction: number;
    head: LabelledHead;
  };
  /** One of several continuations of a context. The number of choices may differ from row to row. */
  choice: {
    input: { readonly context: string; readonly choices: readonly string[] };
    gold: number;
    prediction: number;
    head: Record<never, never>;
  };
  /** A span of the context that answers the question; the prediction is its text, '' for "no answer". */
  span: {
    input: { readonly question: string; readonly context: string };
    gold: Answers;
    prediction: string;
    head: { readonly unanswerable: boolean };
  };
  /** One tag a word. */
  tagging: {
    input: { readonly words: readonly string[] };
    gold: readonly string[];
    prediction: readonly string[];
    /** `labelsIn`: the tags are those of the training rows, sorted, and `labels` is empty until they were read. */
    head: LabelledHead & { readonly labelsIn?: 'train' };
  };
  /**
   * Sentence retrieval without training: each query has one translation among all documents.
   * A row may give a query, a document, or both. A passage id of '' stands for the row's number, so that a row with
   * both sides and `gold: ''` says that they translate each other; without a document, '' says there is none.
   * `search` is `nearest` (the default: each query gets a document) or `mine` (BUCC: pairs above a threshold).
   */
  bitext: {
    input: { readonly query?: Passage; readonly document?: Passage };
    gold: string;
    prediction: string;
    head: { readonly search?: 'nearest' | 'mine' };
  };
  /**
   * Retrieval with a trained dual encoder: `gold` are the ids of the right documents, `prediction` the ranking. In a row
   * with a document alone `gold` are the queries that it answers; what is right for a query is what either side says.
   */
  ranking: {
    input: { readonly query?: Passage; readonly document?: Passage };
    gold: readonly string[];
    prediction: readonly string[];
    head: Record<never, never>;
  };
  /** Masked-language modelling; `translation` makes it TLM. `prediction` is the mean loss over masked tokens, in nats. */
  mlm: {
    input: { readonly text: string; readonly translation?: string };
    gold: null;
    prediction: number;
    head: Record<never, never>;
  };
}

export type Kind = keyof Kinds;

/**
 * One item of a task: its input, its gold answer, and an id that is the same in every language of a parallel test.
 * Items with the same `group` belong together, as hypotheses of one premise and questions of one paragraph do: it is the
 * text that they share, or a name of it.
 */
export type Example<K extends Kind> = {
  [P in K]: Kinds[P]['input'] & { readonly gold: Kinds[P]['gold']; readonly id?: string; readonly group?: string };
}[K];

/** A gold answer beside the model's. */
export type Pair<K extends Kind> = {
  [P in K]: { readonly gold: Kinds[P]['gold']; readonly prediction: Kinds[P]['prediction'] };
}[K];
