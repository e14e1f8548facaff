// How many sequences a training reads of its rows: by these its optimizer steps are counted when it runs.
import type { AnyTask, Source } from '@stopover/core';
import { firstOf, readRows, type Table, type Tables } from '@stopover/data';
import type { Recipe } from '@stopover/training';
import type { PlannedModel } from '../records/plan.ts';
import type { ModelInspector } from './model-inspector.ts';

/** Which of a table's rows a training takes, and with what it reads them. */
export interface Reading {
  readonly recipe: Recipe;
  readonly seed: number;
  /** Hash of the model that its path begins at. */
  readonly base: string;
}

export interface TrainedSequencesOptions {
  readonly source: Source;
  readonly tables: Tables;
  readonly inspector: ModelInspector;
  /** Those that paths begin at; it may grow. */
  readonly models: readonly PlannedModel[];
}

/** Whether a row of a task may be read as several sequences: windows of a context, parts of a sentence. */
export const isSplit = ({ kind }: Pick<AnyTask, 'kind'>): boolean => kind === 'span' || kind === 'tagging';

/** Counts sequences, of the same rows once. */
export class TrainedSequences {
  readonly #options: TrainedSequencesOptions;
  readonly #known = new Map<string, Promise<number>>();

  constructor(options: TrainedSequencesOptions) {
    this.#options = options;
  }

  /**
   * Sequences of the rows that a training takes of a table: skipped rows give none, and where rows are split each has as
   * many as it becomes with the model's tokenizer.
   * @throws DataError on a row that the task or the tokenizer does not understand.
   */
  async count(task: AnyTask, table: Table, reading: Reading): Promise<number> {
    const { recipe, seed, base } = reading;
    const usable = await this.#options.tables.usable(task, table);
    const rows = Math.min(usable, recipe.maxExamples ?? usable);
    if (!isSplit(task)) return rows;
    const { maxLength, docStride } = recipe;
    // All rows are the same rows for every seed.
    const drawn = rows < usable ? [rows, seed] : [];
    const key = JSON.stringify([base, table.location, table.limit ?? null, maxLength, docStride, ...drawn]);
    const known = this.#known.get(key) ?? this.#read(task, table, { ...reading, rows });
    this.#known.set(key, known);
    return known;
  }

  async #read(task: AnyTask, table: Table, { recipe, seed, base, rows: most }: Reading & { readonly rows: number }) {
    const { source, models, inspector } = this.#options;
    const model = models.find(({ hash }) => hash === base);
    if (!model) throw new Error(`no model ${base} is planned that could read rows of ${task.name}`);
    const { rows } = await readRows(source, task, table);
    const examples = firstOf(rows.examples, { task: table.task, most, seed });
    return inspector.sequences(model.folder, rows.task, examples, recipe);
  }
}
