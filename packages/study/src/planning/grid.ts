import type { Path, Selection } from '@stopover/core';
import { isEnglish, type Table } from '@stopover/data';
import type { Recipe, RetrievalOptions } from '@stopover/training';
import { type ArmForm, perIntermediate } from '../arms/arm-form.ts';
import { isOfLanguage, isPerLanguage, scoresEnglish, uses } from '../arms/needs.ts';
import type { Plan, PlannedCell } from '../records/plan.ts';
import type { CellPlace } from '../study-file/cell-filter.ts';
import { recipeFor } from '../study-file/named-recipes.ts';
import { Breath } from './breath.ts';
import { combinedModel, hasCell } from './combinations.ts';
import type { Draw } from './draws.ts';
import type { PlannedIntermediate } from './english-stages.ts';
import { PathWalker, type Walk } from './path-walker.ts';
import type { PlanContext } from './plan-context.ts';
import { isOfLanguageToo } from './selection-rows.ts';
import type { ParentModel, Searched } from './stage-registry.ts';
import type { StudyTarget } from './targets.ts';

/** Which cells are filled at once. */
export interface Start {
  readonly seed: number;
  /** Undefined: those without an intermediate. */
  readonly intermediate: PlannedIntermediate | undefined;
}

/** One form of an arm under one selection, for the cells of one target, training and start. */
interface Column {
  readonly form: ArmForm;
  readonly walk: Omit<Walk, 'language' | 'draw'>;
  /** What the cells have in common. */
  readonly place: Pick<PlannedCell, 'model' | 'target' | 'training' | 'arm' | 'intermediate' | 'seed' | 'selection'>;
}

/** Fills the grid of one base model: asks for every stage that a cell needs, and notes what the data cannot give. */
export class Grid {
  readonly cells: PlannedCell[] = [];
  readonly #unavailable = new Map<string, Plan['unavailable'][number]>();
  readonly #breath = new Breath();
  readonly #context: PlanContext;
  readonly #walker: PathWalker;
  readonly #forms: readonly ArmForm[];
  readonly #model: string;
  readonly #recipes = new Map<StudyTarget, Recipe>();

  /** `model` as the study names it. */
  constructor(context: PlanContext, base: ParentModel, forms: readonly ArmForm[], model: string) {
    this.#context = context;
    this.#walker = new PathWalker(context, base);
    this.#forms = forms;
    this.#model = model;
  }

  get unavailable(): Plan['unavailable'] {
    return [...this.#unavailable.values()];
  }

  /** Every cell of one target that begins at one start. */
  async fill({ seed, intermediate }: Start, target: StudyTarget): Promise<void> {
    const { seeds } = this.#context.study;
    const forms = this.#forms.filter(
      (form) => perIntermediate(form) === (intermediate !== undefined) && hasCell(form, seeds, seed),
    );
    const tests = await this.#tests(target, forms);
    if (tests.length === 0) return; // nothing is trained for nothing
    for (const training of target.trainings) {
      for (const form of forms) {
        for (const selection of this.#selectionsOf(form)) {
          const place = {
            model: this.#model,
            target: target.task.name,
            training: training.name,
            arm: form.name,
            intermediate: intermediate?.chosen.name ?? 'none',
            seed,
            selection: selection ?? this.#recipeOf(target).select,
          };
          if (this.#context.skipped.has(place)) continue;
          await this.#fillColumn({ form, place, walk: { target, training, intermediate, seed, selection } }, tests);
        }
      }
    }
  }

  #selectionsOf({ arm }: ArmForm): readonly (Selection | undefined)[] {
    if (arm.select) return [arm.select];
    const { selections } = this.#context.study;
    return selections.length > 0 ? selections : [undefined];
  }

  async #fillColumn(column: Column, tests: readonly Table[]): Promise<void> {
    const { form, walk } = column;
    const why = cannotBe(form.path, walk);
    if (why !== undefined) return this.#note(column, 'all', why);
    const byLanguage = isOfLanguageToo(walk.selection);
    if (form.arm.combine) return this.#fillCombined(column, tests, byLanguage);
    const same = byLanguage ? [] : samePart(form.path);
    const begun = await this.#walker.walk(same, this.#walker.start, { ...walk, language: null, draw: null });
    if (!begun.ok) return this.#note(column, 'all', begun.reason);
    const english = scoresEnglish(form.path, form.arm.test) && !byLanguage;
    const scored = tests.filter(({ language }) => english || !isEnglish(language));
    if (same.length === form.path.length) return this.#evaluateSame(column, begun.value.model, scored);
    const rest = form.path.slice(same.length);
    for (const test of scored) {
      const { language } = test;
      for (const draw of this.#drawsOf(form.path)) {
        if (this.#context.skipped.has(placeOf(column, language, draw))) continue;
        const reached = await this.#walker.walk(rest, begun.value, { ...walk, language, draw });
        if (reached.ok) await this.#evaluateOne(column, reached.value.model, test, draw);
        else this.#note(column, language, reached.reason);
      }
    }
  }

  /** Cells of an arm whose models are made of others': a whole path ends in each. */
  async #fillCombined(column: Column, tests: readonly Table[], byLanguage: boolean): Promise<void> {
    const { form, walk } = column;
    const english = scoresEnglish(form.path, form.arm.test) && !byLanguage;
    const scored = tests.filter(({ language }) => english || !isEnglish(language));
    const reach = (language: string | null, draw: Draw | null) =>
      combinedModel(this.#context, this.#walker, form, { ...walk, language, draw });
    if (!byLanguage && !isPerLanguage(form.path)) {
      const model = await reach(null, null);
      return model.ok ? this.#evaluateSame(column, model.value, scored) : this.#note(column, 'all', model.reason);
    }
    for (const test of scored) {
      for (const draw of this.#drawsOf(form.path)) {
        if (this.#context.skipped.has(placeOf(column, test.language, draw))) continue;
        const model = await reach(test.language, draw);
        if (model.ok) await this.#evaluateOne(column, model.value, test, draw);
        else this.#note(column, test.language, model.reason);
      }
    }
  }

  #drawsOf(path: Path): readonly (Draw | null)[] {
    if (!uses(path, 'shots')) return [null];
    const { shots, buckets } = this.#context.study;
    return shots.flatMap((k) => Array.from({ length: buckets }, (_, i) => ({ k, bucket: i + 1 })));
  }

  /** One model for all languages. */
  async #evaluateSame(column: Column, model: ParentModel, all: readonly Table[]): Promise<void> {
    const tests = all.filter(({ language }) => !this.#context.skipped.has(placeOf(column, language, null)));
    if (column.form.arm.test === 'in-english') {
      for (const test of tests) await this.#evaluateOne(column, model, test, null);
      return;
    }
    if (tests.length === 0) return;
    const stage = await this.#evaluate(column.walk.target, model, tests);
    for (const { language } of tests) this.cells.push({ ...column.place, language, shots: 0, bucket: 0, stage });
  }

  /** One model on one test, as it is or in English. */
  async #evaluateOne(column: Column, model: ParentModel, table: Table, draw: Draw | null): Promise<void> {
    const { target } = column.walk;
    const { language } = table;
    let test = table;
    if (column.form.arm.test === 'in-english') {
      const { tables, translations, study } = this.#context;
      const rows = await tables.count(table);
      const wanted = { task: target.task, table, to: 'en', with: study.translateWith, pick: null, rows };
      const translated = await translations.find(wanted);
      if (!translated.ok) return this.#note(column, language, translated.reason);
      test = translated.value;
    }
    const stage = await this.#evaluate(target, model, [test]);
    this.cells.push({ ...column.place, language, shots: draw?.k ?? 0, bucket: draw?.bucket ?? 0, stage });
  }

  /** The test tables there are, one a language. */
  async #tests(target: StudyTarget, forms: readonly ArmForm[]): Promise<Table[]> {
    const tables: Table[] = [];
    const lack = (language: string, reason: string) => {
      for (const form of forms) this.#note({ form, walk: { target } }, language, reason);
    };
    for (const language of target.languages.without) lack(language, `${target.task.name} has no data in ${language}`);
    const pool = await this.#context.tables.candidates(target.task, target.split);
    if (!pool.ok) lack('all', pool.reason);
    for (const language of pool.ok ? target.languages.tags : []) {
      const table = await this.#context.tables.find(target.task, language, target.split);
      if (table.ok) tables.push(table.value);
      else lack(language, table.reason);
    }
    return tables;
  }

  #recipeOf(target: StudyTarget): Recipe {
    const known = this.#recipes.get(target);
    if (known) return known;
    const made = recipeFor(this.#context.study.recipe, 'target', target.task.kind, target.recipe);
    this.#recipes.set(target, made);
    return made;
  }

  async #evaluate(target: StudyTarget, model: ParentModel, tests: readonly Table[]): Promise<string> {
    await this.#breath.take();
    let rows = 0;
    for (const test of tests) rows += await this.#context.tables.count(test);
    const lengths = this.#recipeOf(target);
    const searched = await this.#searched(target, tests);
    return this.#context.registry.evaluate(model, target.task, { tests, lengths, rows, ...searched });
  }

  /** Development rows are taken where something is settled on them: a mining threshold, or one of several layers. */
  async #searched(target: StudyTarget, tests: readonly Table[]): Promise<Searched> {
    const { task, split } = target;
    const { tables, study } = this.#context;
    const pool = await tables.candidates(task, split);
    const candidates = pool.ok ? pool.value : [];
    // One pool for every evaluation of the target: scores of two pools cannot be compared.
    const isCut = candidates.some(({ role, limit }) => role === 'candidates' && limit !== undefined);
    const queries = isCut ? { queries: await this.#tests(target, []) } : {};
    if (task.kind !== 'bitext') return { candidates, ...queries, development: [], retrieval: null };
    const { retrieval } = study;
    const settles = task.head.search === 'mine' || (retrieval !== null && retrieval.layers !== 'usual');
    const development: Table[] = [];
    for (const { language } of settles && split === 'test' ? tests : []) {
      const table = await tables.find(task, language, 'validation');
      if (table.ok) development.push(table.value);
    }
    return { candidates, development, retrieval: retrieval && { ...retrieval, layers: named(retrieval) } };
  }

  #note(column: { form: ArmForm; walk: Pick<Walk, 'target'> }, language: string, reason: string): void {
    const entry = { target: column.walk.target.task.name, language, arm: column.form.name, reason };
    this.#unavailable.set(JSON.stringify(entry), entry);
  }
}

const placeOf = ({ place }: Column, language: string, draw: Draw | null): CellPlace => ({
  ...place,
  language,
  shots: draw?.k ?? 0,
  draw: draw?.bucket ?? 0,
});

/** The trainings at a path's beginning that are the same for every language. */
function samePart(path: Path): Path {
  const first = path.findIndex((step) => ('mix' in step ? step.mix : [step]).some(isOfLanguage));
  return first === -1 ? path : path.slice(0, first);
}

/** Why a path makes no sense for a target, whatever the data. */
function cannotBe(
  path: Path,
  { target: { task, split }, training }: Pick<Walk, 'target' | 'training'>,
): string | undefined {
  if (split === 'validation' && uses(path, 'shots')) return 'shots come from the validation rows, and those are scored';
  if (split === 'validation' && uses(path, 'in-language') && !task.source.splits.train)
    return 'in-language rows are the validation rows, and those are scored';
  if (training.tasks.length > 0) return undefined;
  const nothing = `${task.name} trains nothing, so`;
  if (uses(path, 'shots') || uses(path, 'in-language')) return `${nothing} labelled examples have no use`;
  if (uses(path, 'translated') || uses(path, 'round-trip')) return `${nothing} there is nothing to translate`;
  return uses(path, 'english-again') ? `${nothing} there is nothing to train again` : undefined;
}

/** A stage's own copy of the list. */
const named = ({ layers }: RetrievalOptions) => (typeof layers === 'string' ? layers : [...layers]);
