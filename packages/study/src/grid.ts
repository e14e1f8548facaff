import type { RetrievalOptions } from '@stopover/training';
import { armsFrom } from './arms.ts';
import { Breath } from './breath.ts';
import { type Found, found } from './found.ts';
import { recipeFor, shotsRecipe } from './named-recipes.ts';
import type { Plan, PlannedCell } from './plan.ts';
import type { Arm } from './results.ts';
import type { Table } from './stage.ts';
import type { Model, Searched } from './stage-book.ts';
import { trainTarget, type Ways } from './stopovers.ts';
import type { Study } from './study-file.ts';
import type { EnglishTraining, StudyTarget } from './targets.ts';

/** Where the way to a target begins: the base model, or what an intermediate left. */
export interface Start {
  /** `none`, or the intermediate's name. */
  readonly intermediate: string;
  readonly seed: number;
  readonly model: Found<Model>;
}

/** What a cell with translations is made from. */
interface Way {
  readonly place: Place;
  readonly arm: Arm;
  readonly target: StudyTarget;
  readonly training: EnglishTraining;
  readonly start: Start;
}

/** Nothing is translated into the language that it is in. */
const isEnglish = (language: string): boolean => language === 'en' || language.startsWith('en-');

type Place = Pick<PlannedCell, 'target' | 'training' | 'intermediate' | 'seed'>;

/** Fills the grid: asks the book for every stage that a cell needs, and notes what the data cannot give. */
export class Grid {
  readonly cells: PlannedCell[] = [];
  readonly #unavailable = new Map<string, Plan['unavailable'][number]>();
  readonly #breath = new Breath();
  readonly #study: Study;
  readonly #ways: Ways;

  constructor(study: Study, ways: Ways) {
    this.#study = study;
    this.#ways = ways;
  }

  get unavailable(): Plan['unavailable'] {
    return [...this.#unavailable.values()];
  }

  /** Every cell of one target that begins at one start. */
  async fill(start: Start, target: StudyTarget): Promise<void> {
    const { whole, shots, train, both, test } = armsFrom(start.intermediate === 'none');
    const wanted = (...arms: readonly Arm[]) => arms.filter((arm) => this.#study.arms.includes(arm));
    const tests = await this.#tests(target, wanted(whole, shots, train, both, test));
    for (const training of target.trainings) {
      if (tests.length === 0) continue; // nothing is trained for nothing
      const { intermediate, seed } = start;
      const place: Place = { target: target.task.name, training: training.name, intermediate, seed };
      for (const arm of wanted(train, both)) {
        await this.#addTranslated({ place, arm, target, training, start }, arm === both, tests);
      }
      const english = wanted(whole, shots, test);
      if (english.length === 0) continue;
      const model = await this.#train(start, training);
      if (!model.ok) {
        for (const arm of english) this.#note(target, 'all', arm, model.reason);
        continue;
      }
      if (english.includes(whole)) await this.#evaluateAll(place, whole, target, model.value, tests);
      if (english.includes(test)) await this.#addTranslatedTest(place, test, target, model.value, tests);
      if (!english.includes(shots)) continue;
      if (target.split === 'validation')
        this.#note(target, 'all', shots, 'shots come from the validation rows, and those are scored');
      else if (training.tasks.length > 0) await this.#addShots(place, shots, target, model.value, tests);
      else this.#note(target, 'all', shots, `${target.task.name} trains nothing, so labelled examples have no use`);
    }
  }

  /** One model for each language, trained on translations of the English training, alone or beside it. */
  async #addTranslated(way: Way, english: boolean, tests: readonly Table[]): Promise<void> {
    const { place, arm, target, training, start } = way;
    if (training.tasks.length === 0) {
      const reason = `${target.task.name} trains nothing, so there is nothing to translate`;
      return this.#note(target, 'all', arm, reason);
    }
    if (!start.model.ok) return this.#note(target, 'all', arm, start.model.reason);
    for (const test of tests) {
      const { language } = test;
      if (isEnglish(language)) continue;
      const translate = { to: [language], with: this.#study.translateWith, english };
      const model = await trainTarget(this.#ways, start.model.value, training.tasks, place.seed, translate);
      if (!model.ok) {
        this.#note(target, language, arm, model.reason);
        continue;
      }
      await this.#evaluateAll(place, arm, target, model.value, [test]);
    }
  }

  /** The English model reads each test in English. */
  async #addTranslatedTest(
    place: Place,
    arm: Arm,
    target: StudyTarget,
    model: Model,
    tests: readonly Table[],
  ): Promise<void> {
    const { task } = target;
    for (const table of tests) {
      const { language } = table;
      if (isEnglish(language)) continue;
      const rows = await this.#ways.tables.count(table);
      const wanted = { task, table, to: 'en', with: this.#study.translateWith, pick: null, rows };
      const test = await this.#ways.translations.find(wanted);
      if (!test.ok) {
        this.#note(target, language, arm, test.reason);
        continue;
      }
      await this.#evaluateAll(place, arm, target, model, [test.value]);
    }
  }

  async #train({ model, seed }: Start, training: EnglishTraining): Promise<Found<Model>> {
    return model.ok ? trainTarget(this.#ways, model.value, training.tasks, seed) : model;
  }

  /** The test tables there are, one a language. */
  async #tests(target: StudyTarget, arms: readonly Arm[]): Promise<Table[]> {
    const tables: Table[] = [];
    const lack = (language: string, reason: string) => {
      for (const arm of arms) this.#note(target, language, arm, reason);
    };
    for (const language of target.languages.without) lack(language, `${target.task.name} has no data in ${language}`);
    const pool = await this.#ways.tables.candidates(target.task, target.split);
    if (!pool.ok) lack('all', pool.reason);
    for (const language of pool.ok ? target.languages.tags : []) {
      const table = await this.#ways.tables.find(target.task, language, target.split);
      if (table.ok) tables.push(table.value);
      else lack(language, table.reason);
    }
    return tables;
  }

  async #evaluateAll(
    place: Place,
    arm: Arm,
    target: StudyTarget,
    model: Model,
    tests: readonly Table[],
  ): Promise<void> {
    if (tests.length === 0) return;
    const stage = await this.#evaluate(target, model, tests);
    for (const { language } of tests) this.cells.push({ ...place, arm, language, shots: 0, bucket: 0, stage });
  }

  /** Shots are of other languages than English, in which the model was trained. */
  async #addShots(place: Place, arm: Arm, target: StudyTarget, english: Model, tests: readonly Table[]): Promise<void> {
    for (const test of tests) {
      const { language } = test;
      if (language === 'en') continue;
      const pool = await this.#pool(target, language);
      if (!pool.ok) this.#note(target, language, arm, pool.reason);
      for (const shots of pool.ok ? this.#study.shots : []) {
        if (pool.ok && pool.value.usable < shots) {
          const reason = `${shots} shots: the validation rows that can be used are ${pool.value.usable}`;
          this.#note(target, language, arm, reason);
          continue;
        }
        for (let bucket = 1; pool.ok && bucket <= this.#study.buckets; bucket++) {
          const model = this.#trainShots(english, target, pool.value, place.seed, { language, k: shots, bucket });
          const stage = await this.#evaluate(target, model, [test]);
          this.cells.push({ ...place, arm, language, shots, bucket, stage });
        }
      }
    }
  }

  async #pool({ task }: StudyTarget, language: string): Promise<Found<Pool>> {
    const table = await this.#ways.tables.find(task, language, 'validation');
    if (!table.ok) return { ok: false, reason: `no labelled examples to draw shots from: ${table.reason}` };
    return found({ table: table.value, usable: await this.#ways.tables.usable(task, table.value) });
  }

  #trainShots(english: Model, { task }: StudyTarget, pool: Pool, seed: number, shots: Shots): Model {
    const draw = this.#study.buckets > 1 ? `, bucket ${shots.bucket}` : '';
    return this.#ways.book.train(english, {
      name: `${shots.k} ${task.name} ${shots.language} shots${draw}`,
      rows: shots.k,
      head: 'keep',
      data: [pool.table],
      mixing: null,
      shots,
      select: null,
      recipe: shotsRecipe(this.#study.recipe, task.kind, shots.k),
      seed,
    });
  }

  async #evaluate(target: StudyTarget, model: Model, tests: readonly Table[]): Promise<string> {
    await this.#breath.take();
    const { task } = target;
    let rows = 0;
    for (const test of tests) rows += await this.#ways.tables.count(test);
    const lengths = recipeFor(this.#study.recipe, 'target', task.kind);
    return this.#ways.book.evaluate(model, task, { tests, lengths, rows, ...(await this.#searched(target, tests)) });
  }

  /** Development rows are taken where something is settled on them: a mining threshold, or one of several layers. */
  async #searched({ task, split }: StudyTarget, tests: readonly Table[]): Promise<Searched> {
    const { tables } = this.#ways;
    const pool = await tables.candidates(task, split);
    const candidates = pool.ok ? pool.value : [];
    if (task.kind !== 'bitext') return { candidates, development: [], retrieval: null };
    const { retrieval } = this.#study;
    const settles = task.head.search === 'mine' || (retrieval !== null && retrieval.layers !== 'usual');
    const development: Table[] = [];
    for (const { language } of settles && split === 'test' ? tests : []) {
      const table = await tables.find(task, language, 'validation');
      if (table.ok) development.push(table.value);
    }
    return { candidates, development, retrieval: retrieval && { ...retrieval, layers: named(retrieval) } };
  }

  #note({ task }: StudyTarget, language: string, arm: string, reason: string): void {
    const entry = { target: task.name, language, arm, reason };
    this.#unavailable.set(JSON.stringify(entry), entry);
  }
}

/** A stage's own copy of the list. */
const named = ({ layers }: RetrievalOptions) => (typeof layers === 'string' ? layers : [...layers]);

type Shots = { readonly language: string; readonly k: number; readonly bucket: number };

interface Pool {
  readonly table: Table;
  readonly usable: number;
}
