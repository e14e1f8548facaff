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

/** Where a task's rows live on the hub. */
export interface DataSource {
  /** `owner/name` of the data set. */
  readonly repo: string;
  /** Forty hex digits, never a branch; `unverified` where the commit could not be looked up: shown by `stopover tasks`. */
  readonly revision: string | Unverified;
  readonly splits: Splits;
}

/** A fact that could not be checked against its source, with what is known of it. */
export interface Unverified {
  readonly unverified: string;
}

export interface About {
  /** One sentence, as a question where possible. */
  readonly summary: string;
  /** https address of the paper. */
  readonly paper: string;
  readonly license: string;
}

/** Everything about a task that is data. */
export interface TaskDescription<K extends Kind> {
  readonly name: string;
  readonly kind: K;
  /** `intermediate` tasks are stopovers (and may train targets); `target` tasks are evaluated in every language. */
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
  readonly trainedOn?: Readonly<Record<string, readonly string[]>>;
  /**
   * For a ranking target: what is searched beside the documents of a language's own test rows: those of its tests in
   * every language (LAReQA), or a table of the same repository (Mewsli-X's `candidate_entities`).
   */
  readonly candidates?: 'every-language' | { readonly config: string; readonly split: string };
  /** True when the test has the same items (same ids) in every language: the bootstrap then resamples them jointly. */
  readonly parallel?: boolean;
  /** The first is the headline number. */
  readonly metrics: readonly [Metric<NoInfer<K>>, ...Metric<NoInfer<K>>[]];
}

export interface Task<K extends Kind> extends TaskDescription<K> {
  /** Validates one raw row and turns it into an example. Throws the schema's error on a row it does not understand. */
  readonly read: (row: unknown) => Example<K> | Skip;
}

/** Narrow on `kind` to get at the rest. */
export type AnyTask = { [K in Kind]: Task<K> }[Kind];

/**
 * Defines a task.
 * @throws StopoverError when the revision is neither a commit nor marked unverified.
 */
export function defineTask<const K extends Kind, Row>(
  spec: TaskDescription<K> & { readonly row: Schema<Row>; readonly example: (row: Row) => Example<K> | Skip },
): Task<K> {
  const { row, example, ...described } = spec;
  const { revision } = spec.source;
  if (typeof revision === 'string' && !/^[0-9a-f]{40}$/.test(revision)) {
    throw new StopoverError({
      where: `task ${spec.name}`,
      what: `source.revision must be a 40-digit commit, got "${revision}"`,
      remedy: 'Take the commit from the data set page, or write { unverified: "why" }.',
    });
  }
  return { ...described, read: (raw) => example(row.parse(raw)) };
}
