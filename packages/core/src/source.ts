/** One table of one data set. */
export interface Location {
  readonly repo: string;
  /** A commit, or `main` where the task's revision is unverified. */
  readonly revision: string;
  readonly config: string;
  readonly split: string;
  /** Files that a person fetched, instead of a table of the hub: their paths in the repository's folder. */
  readonly files?: readonly string[];
  /** A further file, of lines `key TAB value`: a line of the others that begins with a key has its value as `found`. */
  readonly lookup?: string;
  /** Only the rows whose column begins so: one table may hold several languages. */
  readonly only?: { readonly column: string; readonly start: string };
  /** Column that holds a list: a row for each of its elements, which stands in the list's place. */
  readonly each?: string;
  /** Further tables, whose rows follow. */
  readonly joined?: readonly Omit<Location, 'joined'>[];
}

/** Gives rows and model folders. Hub, offline mirror and miniature are three Sources; tasks cannot tell them apart. */
export interface Source {
  readonly name: string;
  /** Whether the table exists here. Does not download rows. */
  has(location: Location): Promise<boolean>;
  /**
   * Rows in file order, validated lazily by the task. Integers of any width arrive as numbers, and as bigints where no
   * number holds them; nulls as null. A row that cannot be parsed may come as the DataError that says so.
   * Columns that are not among `columns` may be left out.
   * @throws DataError naming the file when it is missing, truncated or of a wrong layout.
   */
  rows(location: Location, options?: { readonly columns?: readonly string[] | undefined }): AsyncIterable<unknown>;
  /** Number of rows, where it can be told without reading them (a Parquet footer says it): for what a plan expects. */
  count?(location: Location): Promise<number>;
  /** The commit that a location's revision stands for now, where this source knows commits. */
  commit?(location: Location): Promise<string>;
  /** SHA-256 over the bytes of the table, hex: part of every stage key. */
  fingerprint(location: Location): Promise<string>;
  /**
   * A local folder with config.json, model.safetensors and tokenizer.json of a model of this source.
   * @throws RequestError when this source has no such model.
   */
  model(id: string): Promise<string>;
  /** The folder of such a model's tokenizer alone, where a source can give it without the weights. Throws as `model` does. */
  tokenizer?(id: string): Promise<string>;
  /**
   * A local folder with files of a model's repository, each under its path there: for models that are no checkpoints.
   * @throws RequestError when one that is required is not there.
   */
  files?(
    id: string,
    names: { readonly required: readonly string[]; readonly optional: readonly string[] },
  ): Promise<string>;
}
