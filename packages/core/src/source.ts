/** One table of one data set. */
export interface Location {
  readonly repo: string;
  /** A commit, or `main` where the task's revision is unverified. */
  readonly revision: string;
  readonly config: string;
  readonly split: string;
}

/** Gives rows and model folders. Hub, offline mirror and miniature are three Sources; tasks cannot tell them apart. */
export interface Source {
  readonly name: string;
  /** Whether the table exists here. Does not download rows. */
  has(location: Location): Promise<boolean>;
  /**
   * Rows in file order, validated lazily by the task. Integers of any width arrive as numbers, nulls as null.
   * @throws DataError naming the file when it is missing, truncated or of a wrong layout.
   */
  rows(location: Location): AsyncIterable<unknown>;
  /** Number of rows, where it can be told without reading them (a Parquet footer says it): for what a plan expects. */
  count?(location: Location): Promise<number>;
  /** SHA-256 over the bytes of the table, hex: part of every stage key. */
  fingerprint(location: Location): Promise<string>;
  /**
   * A local folder with config.json, model.safetensors and tokenizer.json of a model of this source.
   * @throws RequestError when this source has no such model.
   */
  model(id: string): Promise<string>;
  /**
   * A local folder with files of a model's repository, each under its path there: for models that are no checkpoints.
   * @throws RequestError when one that is required is not there.
   */
  files?(
    id: string,
    names: { readonly required: readonly string[]; readonly optional: readonly string[] },
  ): Promise<string>;
}
