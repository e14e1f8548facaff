import type { AnyTask, Source, Translator } from '@stopover/core';
import { Tables } from '@stopover/data';
import { type Catalog, type InjectionToken, inject, injectable, SOURCE, TASKS, TRANSLATORS } from '@stopover/registry';
import type { ArmTable } from '../arms/arm-table.ts';
import { type Expecting, expectStages, type UnexpectedPlan } from '../estimating/expect-stages.ts';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import type { Study } from '../study-file/study.ts';
import { MODEL_INSPECTOR, type ModelInspector } from './model-inspector.ts';
import { type PlanOptions, planStudy } from './plan-study.ts';

/** The arms that a study may name. */
export const ARMS: InjectionToken<ArmTable> = Symbol.for('@stopover/arms');

/** What is said of one plan; the rest is the run's. */
export type PlanChoice = Omit<PlanOptions, 'arms' | 'tasks' | 'source' | 'translators' | 'models'>;

/** What a plan's times are expected with. */
export type ExpectedWith = Pick<Expecting, 'backend' | 'store' | 'estimates'> & Pick<PlanOptions, 'limit'>;

/** Lays out studies of the arms, the tasks, the source and the translators that there are. */
@injectable()
export class Planner {
  readonly #services: Pick<PlanOptions, 'arms' | 'tasks' | 'source' | 'translators' | 'models'>;

  constructor(
    @inject(ARMS) arms: ArmTable,
    @inject(TASKS) tasks: Catalog<AnyTask>,
    @inject(SOURCE) source: Source,
    @inject(TRANSLATORS) translators: Catalog<Translator>,
    @inject(MODEL_INSPECTOR) models: ModelInspector,
  ) {
    this.#services = { arms, tasks, source, translators, models };
  }

  /** What `planStudy` says; throws as it does. */
  plan(study: Study, choice: PlanChoice): Promise<Plan> {
    return planStudy(study, { ...choice, ...this.#services });
  }

  /** What is expected of the stages of a plan that another process made, in their order. */
  async expected(plan: UnexpectedPlan, { limit, ...choice }: ExpectedWith): Promise<readonly Stage['expected'][]> {
    const { source, tasks } = this.#services;
    await expectStages({ ...choice, plan, source, tasks, tables: new Tables(source, { limit }) });
    return plan.stages.map(({ expected }) => expected);
  }
}
