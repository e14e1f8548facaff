// A test's rows, which may be translated: then some of them may be lost, and are wrong.
import type { AnyTask, Example, Kind } from '@stopover/core';
import { limitedDocuments, readRows, rightFor, type SkipCount, type Table } from '@stopover/data';
import type { LanguageTest } from '@stopover/training';
import type { EvaluateStage } from '../records/stage.ts';
import { lostAnswers } from './lost-items.ts';
import type { StageContext } from './stage-context.ts';
import { examplesAmong, readTranslated } from './translated-examples.ts';

type Place = Pick<StageContext, 'source' | 'task' | 'stageFolder' | 'signal'>;

/** Reads the rows of an evaluate stage, table by table. */
export class TestReader {
  readonly #stage: EvaluateStage;
  readonly #place: Place;
  readonly #task: AnyTask;
  readonly #skipped: SkipCount[] = [];
  readonly #groups = new Map<string, ReadonlyMap<string, string>>();

  constructor(stage: EvaluateStage, place: Place) {
    this.#stage = stage;
    this.#place = place;
    this.#task = place.task(stage.target);
  }

  /** What was left out of all that was read; a language's own table may be one of the candidates too, and counts once. */
  get skipped(): SkipCount[] {
    const places = this.#skipped.map(
      (skip) => [JSON.stringify([skip.language, skip.split, skip.reason]), skip] as const,
    );
    return [...new Map(places).values()];
  }

  /** The groups of a language's items by id, once its test was read; empty where it has none. */
  groups(language: string): ReadonlyMap<string, string> {
    return this.#groups.get(language) ?? new Map();
  }

  /** Rows whose documents are searched in every language. */
  async candidates(): Promise<readonly Example<Kind>[]> {
    const { candidates, queries = [] } = this.#stage;
    const asked: Example<Kind>[] = [];
    for (const table of queries) asked.push(...(await this.#read(table)).examples);
    const right = rightFor(asked);
    const documents: Example<Kind>[] = [];
    for (const table of candidates) {
      const { examples } = await this.#read(table);
      documents.push(...(table.role === 'candidates' ? limitedDocuments(examples, table, right) : examples));
    }
    return documents;
  }

  /** Each language's test, read when its turn comes; none more once the signal has come. */
  async *tests(): AsyncGenerator<LanguageTest> {
    const { data, development } = this.#stage;
    for (const table of data) {
      if (this.#place.signal?.aborted) return;
      const { language } = table;
      const dev = development.find((one) => one.language === language);
      const test = table.translation
        ? await this.#translated(language, table, table.translation)
        : await this.#untranslated(language, table);
      yield { ...test, ...(dev && { dev: { task: this.#task, examples: (await this.#read(dev)).examples } }) };
    }
  }

  /** The task has the tags of its training rows here, where it has no list of its own. */
  async #read(table: Table) {
    const { rows, skipped } = await readRows(this.#place.source, this.#task, table);
    this.#skipped.push(...skipped);
    return { task: rows.task, examples: rows.examples };
  }

  async #untranslated(language: string, table: Table): Promise<LanguageTest> {
    const test = await this.#read(table);
    const items = test.examples.map((example) => ({ id: idOf(example), group: example.group }));
    this.#groups.set(language, groupsAmong(items));
    return { language, ...test };
  }

  /** Items without a translation are answered wrongly, so that every arm has the same items. */
  async #translated(
    language: string,
    table: Table,
    { stage, to }: NonNullable<Table['translation']>,
  ): Promise<LanguageTest> {
    const items = await readTranslated(this.#place.stageFolder(stage));
    this.#groups.set(language, groupsAmong(items));
    const lost = items.flatMap((item) => ('lost' in item ? [item.id] : []));
    return {
      ...{ language, task: this.#task, examples: examplesAmong(items) },
      // What was translated is scored as the language that it is in now.
      scoredAs: to,
      lost: await lostAnswers(lost, { source: this.#place.source, task: this.#task, table }),
      ids: items.map(({ id }) => id),
    };
  }
}

/** What a prediction of an example is called by: a query that has an id of its own, or the row. */
const idOf = (example: Example<Kind>): string => ('query' in example && example.query?.id) || (example.id ?? '');

const groupsAmong = (items: readonly { readonly id: string; readonly group?: string | undefined }[]) =>
  new Map(items.flatMap(({ id, group }) => (group === undefined ? [] : [[id, group] as const])));
