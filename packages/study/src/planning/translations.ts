// Which translations a study can have: every translator is opened once, and asked once for each pair.
import { dirname, resolve } from 'node:path';
import { type AnyTask, type OpenTranslator, RequestError, type Source, type Translator } from '@stopover/core';
import { type Availability, available, languageIn, readyFile, type Table, unavailable } from '@stopover/data';
import { hashFile, isFolder } from '@stopover/files';
import type { Catalog } from '@stopover/registry';
import { untranslatable } from '@stopover/translation';
import { z } from 'zod';
import type { TranslatedBy, TranslateStage } from '../records/stage.ts';
import type { Store } from '../store/store.ts';
import type { Study } from '../study-file/study.ts';
import type { TranslatorChoice } from '../study-file/study-translators.ts';
import { atPlace, settingsError } from '../study-file/translator-settings.ts';
import { type StageRegistry, type TranslateSpec, translationKey } from './stage-registry.ts';

/** The name under `use` that means files instead of a plugin's translator. */
export const filesName = 'files';
const filesSchema = z.strictObject({ folder: z.string().min(1) });

export interface TranslationsOptions {
  readonly study: Study;
  readonly registry: StageRegistry;
  readonly source: Source;
  readonly translators: Catalog<Translator>;
  readonly store: Store | undefined;
}

/** A table that is to be had in another language. */
export interface Wanted {
  readonly task: AnyTask;
  readonly table: Table;
  readonly to: string;
  /** Names of translators of the study, the preferred one first. */
  readonly with: readonly string[];
  readonly pick: TranslateStage['pick'];
  readonly rows: number;
}

/** The translations of one plan. */
export class Translations implements AsyncDisposable {
  readonly #options: TranslationsOptions;
  readonly #open = new Map<string, Promise<OpenTranslator>>();
  readonly #pairs = new Map<string, Promise<true | string>>();
  readonly #hashes = new Map<string, Promise<string>>();

  constructor(options: TranslationsOptions) {
    this.#options = options;
  }

  /** The stage's table, by the first translator that has the pair; or why none has. Opens what `check` has not. */
  async find({ task, table, to, with: names, pick, rows }: Wanted): Promise<Availability<Table>> {
    const why = untranslatable(task.kind);
    if (why) return unavailable(`${task.name} cannot be translated: ${why}`);
    const reasons: string[] = [];
    for (const name of names) {
      const choice = this.#options.study.translators.find((one) => one.name === name);
      const by = choice ? await this.#by(choice, table, to) : unavailable('the study has no such translator');
      const translating = by.ok ? { table, to, by: by.value, pick, rows } : undefined;
      const served = translating && (await this.#serves(translating));
      if (translating && served === true) return available(this.#options.registry.translate(translating));
      reasons.push(`${name}: ${by.ok ? served : by.reason}`);
    }
    return unavailable(
      `${task.name} cannot be translated from ${languageIn(table)} into ${to} (${reasons.join('; ')})`,
    );
  }

  /** Opens every translator of the study. @throws RequestError naming the place of a wrong setting. */
  async check(): Promise<void> {
    for (const choice of this.#options.study.translators) {
      if (choice.use === filesName) await this.#checkFolder(choice);
      else await this.#opened(choice);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that could not be opened has been told of.
    for (const opening of this.#open.values()) await (await opening.catch(() => undefined))?.[Symbol.asyncDispose]();
  }

  get #studyFolder(): string {
    return dirname(resolve(this.#options.study.file));
  }

  async #by(choice: TranslatorChoice, table: Table, to: string): Promise<Availability<TranslatedBy>> {
    const { name, use, settings } = choice;
    if (use !== filesName) {
      const { identity } = await this.#opened(choice);
      return available({ name, use, settings, folder: this.#studyFolder, identity });
    }
    const path = await readyFile(this.#folder(choice), { ...table, language: languageIn(table) }, to);
    if (path !== undefined) {
      const hash = this.#hashes.get(path) ?? hashFile(path);
      this.#hashes.set(path, hash);
      return available({ name, path, sha256: await hash });
    }
    return unavailable(`there is no ${table.task}/${table.role}.${languageIn(table)}-${to}.parquet or .jsonl`);
  }

  /** A pair is tried once; what the store has needs no translator any more. */
  async #serves(translating: TranslateSpec): Promise<true | string> {
    const { by, table, to } = translating;
    if (!('use' in by) || (await this.#options.store?.find(translationKey(translating)))) return true;
    const pair = JSON.stringify([by.name, languageIn(table), to]);
    const tried = this.#pairs.get(pair) ?? this.#try(by.name, languageIn(table), to);
    this.#pairs.set(pair, tried);
    return tried;
  }

  async #try(name: string, from: string, to: string): Promise<true | string> {
    const translator = await this.#open.get(name);
    try {
      return translator ? await translator.supports(from, to) : 'it is not open';
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throw atPlace(this.#options.study.where('translators', name), error);
    }
  }

  #folder(choice: TranslatorChoice): string {
    const parsed = filesSchema.safeParse(choice.settings);
    if (parsed.success) return resolve(this.#studyFolder, parsed.data.folder);
    throw settingsError(choice, Object.keys(filesSchema.shape), { study: this.#options.study, error: parsed.error });
  }

  async #checkFolder(choice: TranslatorChoice): Promise<void> {
    const folder = this.#folder(choice);
    if (await isFolder(folder)) return;
    const where = this.#options.study.where('translators', choice.name, 'folder');
    const remedy = 'Relative paths start at the study file.';
    throw new RequestError({ where, what: `there is no folder ${folder}`, remedy });
  }

  #opened(choice: TranslatorChoice): Promise<OpenTranslator> {
    const opening = this.#open.get(choice.name) ?? this.#openNow(choice);
    this.#open.set(choice.name, opening);
    return opening;
  }

  async #openNow(choice: TranslatorChoice): Promise<OpenTranslator> {
    const { translators, source, study } = this.#options;
    const translator = translators.get(choice.use, study.where('translators', choice.name, 'use'));
    try {
      return await translator.open(choice.settings, { folder: this.#studyFolder, source });
    } catch (error) {
      throw settingsError(choice, translator.fields, { study, error });
    }
  }
}
