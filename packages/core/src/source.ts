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
  /** Of a task that a study file defines, its name. How its rows are read is part of the fingerprint. */
  readonly own?: string;
  /** Further tables, whose rows follow. */
  readonly joined?: readonly Omit<Location, 'joined'>[];
}

/** Gives rows and model folders. The hub and an offline mirror are two Sources; tasks cannot tell them apart. */
export interface Source {
  readonly name: string;
  /** Whether the table exists here. Does not download rows. */
  has(location: Location): Promise<boolean>;
  /**
   * Rows in file order, validated lazily by the task. Integers of any width arrive as numbers, and as bigints where no
   * number holds them; nulls as null. A row that cannot be parsed may come as the DataError that says so.
   * Columns that are not among `columns` may be left out. A column `NAME:class` has the names of what the integers of
   * NAME stand for, where it is asked for and the table says them, as the hub's ClassLabel does.
   * @throws DataError naming the file when it is missing, truncated or of a wrong layout.
   */
  rows(location: Location, options?: { readonly columns?: readonly string[] | undefined }): AsyncIterable<unknown>;
  /** SHA-256 over the bytes of the table, hex: part of every stage key. */
  fingerprint(location: Location): Promise<string>;
  /**
   * A local folder with config.json, model.safetensors and tokenizer.json of a model of this source.
   * @throws RequestError when this source has no such model.
   */
  model(id: string): Promise<string>;
  /** What it can beside that. A source around another one hands the field on. */
  readonly capabilities: SourceCapabilities;
}

/** What some sources can and others not. */
export interface SourceCapabilities {
  /** Number of rows, told without reading them (a Parquet footer says it): for what a plan expects. */
  readonly count?: (location: Location) => Promise<number>;
  /** The commit that a location's revision stands for now. */
  readonly commit?: (location: Location) => Promise<string>;
  /** The folder of a model's tokenizer alone, without the weights. Throws as `model` does. */
  readonly tokenizer?: (id: string) => Promise<string>;
  /**
   * A local folder with files of a model's repository, each under its path there: for models that are no checkpoints.
   * @throws RequestError when one that is required is not there.
   */
  readonly files?: (id: string, names: FileNames) => Promise<string>;
  /** The model whose tokenizer its rows are measured with, where that is none of the usual ones. */
  readonly ownModel?: string;
  /** What comes with its package. */
  readonly bundled?: Bundled;
}

/** Paths in a model's repository. */
export interface FileNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** What comes with a package, by the names that study files and options ask for it. It is there whichever source is read. */
export interface Bundled {
  /** Folders of models. */
  readonly models: Readonly<Record<string, string>>;
  /** Tokenizers, as the text of a tokenizer.json. */
  readonly tokenizers: Readonly<Record<string, () => Promise<string>>>;
  /** Texts for masked-language modelling. */
  readonly texts: BundledTexts;
}

/** Texts by name. */
export type BundledTexts = Readonly<Record<string, () => Promise<readonly BundledText[]>>>;

/** A sentence or paragraph; `translation` is the same in another language. */
export interface BundledText {
  /** BCP 47. */
  readonly language: string;
  readonly text: string;
  readonly translation?: string;
}
