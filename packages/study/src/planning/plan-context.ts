import type { Tables } from '@stopover/data';
import type { Study } from '../study-file/study.ts';
import type { AdaptationText } from './adaptation-text.ts';
import type { Draws } from './draws.ts';
import type { SkippedCells } from './skipped-cells.ts';
import type { StageRegistry } from './stage-registry.ts';
import type { TrainedSequences } from './trained-sequences.ts';
import type { Translations } from './translations.ts';

/** What the stages of one base model are planned with. */
export interface PlanContext {
  readonly study: Study;
  readonly registry: StageRegistry;
  readonly tables: Tables;
  readonly skipped: SkippedCells;
  readonly translations: Translations;
  readonly text: AdaptationText;
  readonly sequences: TrainedSequences;
  /** Undefined: shots are drawn from the words of the study. */
  readonly draws: Draws | undefined;
}
