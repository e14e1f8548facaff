// Some rows of a table as features: how long they are, and how long it takes to make them.
import { type AnyTask, DataError, type Example, type Kind, type Location, type Source } from '@stopover/core';
import { columnsOf, nameOf, rowsThrough, type Table } from '@stopover/data';
import { type Feature, type FeatureOptions, type Tokenizer, toFeatures, trainingFeatures } from '@stopover/text';
import { evenly, type ReadPart, usedShare } from './even-sample.ts';
import { secondsSince } from './processor-seconds.ts';

/** What some rows of a table say of all of them. */
export interface RowSample {
  /** The task with the labels that its rows have, where it has no list of its own. */
  readonly task: AnyTask;
  readonly examples: readonly Example<Kind>[];
  /** As they are predicted on. */
  readonly features: readonly Feature[];
  /** As they are trained on; none where they cannot be. */
  readonly trained: readonly Feature[];
  /** Share of the table's rows that are examples: others are skipped. */
  readonly used: number;
  /** Processor seconds to read a row, and to make the features of an example. */
  readonly seconds: { readonly read: number; readonly feature: number };
}

/** Rows of a table that are looked at: more of those that are trained on, which are few and long, and often sorted. */
const most = (role: Table['role']): number => (role === 'train' ? 8192 : 1024);
/** Of these, evenly chosen, so many become features: how many windows a row has varies, and steps follow from it. */
const mostFeatured = (role: Table['role']): number => (role === 'train' ? 384 : 192);
/** Examples of which features are made before it is measured how long that takes. */
const warmUp = 64;

/** Samples tables through their tasks; each with each tokenizer and length once. Deterministic: rows are not drawn. */
export class RowSamples {
  readonly #source: Source;
  readonly #known = new Map<string, Promise<RowSample | undefined>>();
  readonly #read = new Map<string, Promise<ReadSample | undefined>>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Undefined where the rows cannot be read, or none can be used: that is told by who runs on them. */
  of(task: AnyTask, table: Table, tokenizer: Tokenizer, options: FeatureOptions): Promise<RowSample | undefined> {
    const place = JSON.stringify([task.name, table.location]);
    const { maxLength, stride, prefix } = options;
    const key = JSON.stringify([place, tokenizer.hash, maxLength, task.kind === 'span' && stride, prefix]);
    return remembered(this.#known, key, async () => {
      const rows = await remembered(this.#read, place, () => this.#rows(task, table).catch(dataOnly));
      return rows && featured(rows, tokenizer, options);
    });
  }

  /** Of a table that is several the rows of each, in proportion to their number: those of the first may be much shorter. */
  async #rows(plain: AnyTask, { location, role }: Table): Promise<ReadSample | undefined> {
    const begun = process.cpuUsage();
    const { joined = [], ...first } = location;
    const parts: ReadPart<Example<Kind>>[] = [];
    for (const part of [first, ...joined]) parts.push(await this.#part(plain, part, most(role)));
    const examples = evenly(parts, mostFeatured(role));
    if (examples.length === 0) return undefined;
    const read = parts.reduce((total, { rows }) => total + rows, 0);
    return {
      task: withLabels(
        plain,
        parts.flatMap((part) => part.examples),
      ),
      examples,
      used: usedShare(parts),
      seconds: secondsSince(begun) / read,
    };
  }

  /** The first rows of one table, and how many it has in all: where nobody knows, as many as were read. */
  async #part(task: AnyTask, location: Location, most: number): Promise<ReadPart<Example<Kind>>> {
    const examples: Example<Kind>[] = [];
    let rows = 0;
    const read = rowsThrough(task, this.#source.rows(location, { columns: columnsOf(task) }), {
      where: nameOf(location),
      remedy: '',
    });
    for await (const { example } of read) {
      rows++;
      if (example) examples.push(example);
      if (rows === most) break;
    }
    const counted = rows < most ? rows : await this.#source.capabilities.count?.(location);
    return { examples, rows, size: Math.max(rows, counted ?? 0) };
  }
}

interface ReadSample extends Pick<RowSample, 'task' | 'examples' | 'used'> {
  /** To read a row. */
  readonly seconds: number;
}

/** The features of rows. */
export async function featured(
  { task, examples, used, seconds }: ReadSample,
  tokenizer: Tokenizer,
  options: FeatureOptions,
): Promise<RowSample | undefined> {
  try {
    await toFeatures(tokenizer, task, examples.slice(0, warmUp), options);
    const begun = process.cpuUsage();
    const { features } = await toFeatures(tokenizer, task, examples, options);
    const feature = secondsSince(begun) / examples.length;
    const trained = trainable(task, examples, features);
    return { task, examples, features, trained, used, seconds: { read: seconds, feature } };
  } catch (error) {
    return dataOnly(error);
  }
}

/** What is wrong with rows is said by who runs on them. */
function dataOnly(error: unknown): undefined {
  if (error instanceof DataError) return undefined;
  throw error;
}

function trainable(task: AnyTask, examples: readonly Example<Kind>[], features: readonly Feature[]) {
  try {
    return trainingFeatures(task, examples, features);
  } catch (error) {
    if (error instanceof DataError) return [];
    throw error;
  }
}

/** Tags that are known by their rows alone are those of the rows that were read. */
function withLabels(task: AnyTask, examples: readonly Example<Kind>[]): AnyTask {
  if (task.kind !== 'tagging' || task.head.labelsIn === undefined) return task;
  const tags = new Set(examples.flatMap((example) => ('words' in example ? example.gold : [])));
  return { ...task, head: { ...task.head, labels: [...tags].sort() } };
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, look: () => Promise<T>): Promise<T> {
  const present = known.get(key) ?? look();
  known.set(key, present);
  return present;
}
