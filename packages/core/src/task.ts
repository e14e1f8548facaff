import { StopoverError } from './errors.ts';
import type { Example, Kind, Kinds } from './kind.ts';
import type { Metric } from './metric.ts';

/** Anything with `parse` that throws on bad input: zod, valibot and a hand-written function all fit. */
export interface Schema<T> {
  parse(value: unknown): T;
}

/** A row left out on purpose. Skips are counted by reason and printed in the report. */
export interface Skip {
  readonly skipped: string;
}

/** Leaves a row out and says why. */
export const skip = (reason: string): Skip => ({ skipped: reason });

/** The three roles a split can play. Names are the hub's (`validation_matched`, …). */
export interface Splits {
  readonly train?: string;
  /** English model selection (`validation`), and the pool from which target-language shots are drawn. */
  readonly validation?: string;
  readonly test?: string;
}

/** A data set of the hub, or the folder of one that is not there. */
export interface Repository {
  /** `owner/name` of the data set. */
  readonly repo: string;
  /** Forty hex digits, never a branch; `unverified` where the commit could not be looked up: shown by `stopover tasks`. */
  readonly revision: string | Unverified;
}

/** Where a task's rows live. */
export interface DataSource extends Repository {
  readonly splits: Splits;
  /**
   * The tables of a configuration (a key of `languages`, or that of the candidates) and a split (the name in `splits`);
   * their rows come after one another; none where the language lacks the split. A pure function. Absent: the one table
   * that is called so on the hub.
   */
  readonly tables?: (config: string, split: string) => readonly [TableRef, ...TableRef[]] | readonly [];
}

/** A table that a task's rows come from, or files. Its repository is the source's where it names none. */
export interface TableRef extends Partial<Repository> {
  readonly config: string;
  readonly split: string;
  readonly files?: Files;
  /** Only the rows whose column begins so: `prefix` sets it. */
  readonly only?: { readonly column: string; readonly start: string };
  /** Column that holds a list, of which each element is a row: `explode` sets it. */
  readonly each?: string;
  /** Of a task that a study file defines, its name: the source knows its folder, and how its rows are read. */
  readonly own?: string;
}

/** Files of a repository that a person fetches: JSON in SQuAD's form (`.json`), or anything else line by line. */
export interface Files {
  /** Paths in the repository's folder; `*` stands for any letters but a slash. */
  readonly paths: readonly string[];
  /** A further file, of lines `key TAB value`: a line of the others that begins with `key TAB` has `found: value`. */
  readonly lookup?: string;
  /** How a person gets the folder, a full sentence. */
  readonly get: string;
}

/** A table's rows whose column begins with a text: for a table that holds several languages. */
export const prefix = (table: TableRef, column: string, start: string): TableRef => ({
  ...table,
  only: { column, start },
});

/** A table with a row for each element of a column's list; the element stands in the list's place. */
export const explode = (table: TableRef, column: string): TableRef => ({ ...table, each: column });

/** A fact that could not be checked against its source, with what is known of it. */
export interface Unverified {
  readonly unverified: string;
}

export interface About {
  /** One sentence, as a question where possible. */
  readonly summary: string;
  /** https address of the paper; empty where there is none. */
  readonly paper: string;
  /** Authors (year). Title. Venue: how a report names it. */
  readonly citation?: string;
  readonly license: string;
  /** What the rows are, where another task has the same data in another form: a report says it beside the scores' data. */
  readonly rows?: string;
}

/** Data that a task has in common with another. A study that uses both says so, in its plan and in its report. */
export interface Overlap {
  /** Name of the other task. */
  readonly task: string;
  /** The split of the other task that holds the common rows or their texts. */
  readonly split: keyof Splits;
  /** What is common, as a clause that names both: `XQuAD is 240 paragraphs of SQuAD 1.1's development set`. */
  readonly what: string;
}

/** Everything about a task that is data. */
export interface TaskDescription<K extends Kind> {
  readonly name: string;
  readonly kind: K;
  /** `intermediate` tasks are trained in between (and may train targets); `target` tasks are evaluated in every language. */
  readonly role: 'intermediate' | 'target';
  readonly about: About;
  readonly source: DataSource;
  /** Configuration of the data set → BCP 47 tag. */
  readonly languages: Readonly<Record<string, string>>;
  readonly head: Kinds[K]['head'];
  /**
   * For a target: its English training, as recipes of task names trained one after the other. The first recipe is the
   * default; XCOPA has `copa` and `siqa-copa`. Empty for a target that is only evaluated.
   */
  readonly trainingTasks?: Readonly<Record<string, readonly string[]>>;
  /**
   * For a ranking target: what is searched beside the documents of a language's own test rows: those of its tests in
   * every language (LAReQA), or a table of their own (Mewsli-X's `candidate_entities`).
   */
  readonly candidates?: 'every-language' | { readonly config: string; readonly split: string };
  /** Beside `trainingTasks`: other tasks with the same rows or texts. One of the two tasks says it; the study asks both. */
  readonly sharesWith?: readonly Overlap[];
  /** True when the test has the same items (same ids) in every language: the bootstrap then resamples them jointly. */
  readonly parallel?: boolean;
  /** True when an id that a table has twice is a mistake; else the second gets `#2` behind it. */
  readonly uniqueIds?: boolean;
  /** The first is the headline number. */
  readonly metrics: readonly [Metric<NoInfer<K>>, ...Metric<NoInfer<K>>[]];
}

export interface Task<K extends Kind> extends TaskDescription<K> {
  /** Validates one raw row and turns it into an example. Throws the schema's error on a row it does not understand. */
  readonly read: (row: unknown) => Example<K> | Skip;
  /** What it validates rows with, where it says so: the columns that it looks at can be told from it. */
  readonly row?: Schema<unknown>;
}

/** Narrow on `kind` to get at the rest. */
export type AnyTask = { [K in Kind]: Task<K> }[Kind];

/** Whether a task is of a kind. */
export const isTaskOf = <K extends Kind>(task: AnyTask, kind: K): task is AnyTask & Task<K> => task.kind === kind;

/**
 * Defines a task.
 * @throws StopoverError when the revision is neither a commit nor marked unverified.
 */
export function defineTask<const K extends Kind, Row>(
  spec: TaskDescription<K> & { readonly row: Schema<Row>; readonly example: (row: Row) => Example<K> | Skip },
): Task<K> {
  const { row, example, ...described } = spec;
  if (typeof spec.source.revision === 'string' && !/^[0-9a-f]{40}$/.test(spec.source.revision)) {
    throw new StopoverError({
      where: `task ${spec.name}`,
      what: `source.revision must be a 40-digit commit, got "${spec.source.revision}"`,
      remedy: 'Take the commit from the data set page, or write { unverified: "why" }.',
    });
  }
  return { ...described, row, read: (raw) => example(row.parse(raw)) };
}
