import type { Selection } from '@stopover/core';
import type { OwnTask } from '@stopover/data';
import type { RecipeFields, RetrievalOptions } from '@stopover/training';
import type { ArmChoice } from '../arms/arm-table.ts';
import type { Keep } from '../records/keep.ts';
import type { PrimaryContrast } from '../records/results.ts';
import type { CellFilter } from './cell-filter.ts';
import type { ExecutorSettings } from './executor-settings.ts';
import type { StudyRecipe } from './named-recipes.ts';
import type { Intermediate } from './study-intermediates.ts';
import type { TranslatorChoice } from './study-translators.ts';
import type { Sweep } from './sweep-candidates.ts';
import type { TrackerChoice } from './tracker-choice.ts';

/** A target as the file asks for it. */
export interface TargetChoice {
  readonly task: string;
  /** Names of lists of training tasks of the task; empty: the task's first. */
  readonly training: readonly string[];
  /** BCP 47 tags or configuration names; null: the study's. */
  readonly languages: readonly string[] | null;
  /** What is scored. */
  readonly split: 'test' | 'validation';
  /** Fields of the recipe of its trainings, over those of the role. */
  readonly recipe: RecipeFields;
  readonly where: string;
}

/** A study file, read and checked as far as it goes without tasks and data. */
export interface Study {
  readonly name: string;
  /** The base models: each a hub id, or a folder when it starts with `.` or `/`. */
  readonly models: readonly string[];
  readonly intermediates: readonly Intermediate[];
  /** Whether `none` stands among them in so many words. */
  readonly namesNone: boolean;
  readonly allowOracle: boolean;
  readonly targets: readonly TargetChoice[];
  readonly languages: 'all' | readonly string[];
  /** By the names of their forms; a plugin's is known when the study is planned. */
  readonly arms: readonly ArmChoice[];
  /** How trainings on a target keep their model; empty: as the recipe says. */
  readonly selections: readonly Selection[];
  readonly shots: readonly number[];
  readonly buckets: number;
  /** Parts of the grid that are left out. */
  readonly skip: readonly CellFilter[];
  /** Contrasts that are confirmatory. */
  readonly primary: readonly PrimaryContrast[];
  /** The smallest difference that matters, in points. */
  readonly margin: number;
  /** File with the rows of each draw, as the file names it; null: they are drawn. */
  readonly draws: string | null;
  /** Folder of text in the languages, as the file names it; null where there is none. */
  readonly adaptation: { readonly folder: string; readonly maxExamples: number | null } | null;
  /** Tasks that the file defines, by their names. */
  readonly tasks: Readonly<Record<string, OwnTask>>;
  readonly translators: readonly TranslatorChoice[];
  /** Names of translators for the arms with translations. */
  readonly translateWith: readonly string[];
  readonly seeds: readonly number[];
  readonly recipe: StudyRecipe;
  /** Hyperparameters that are chosen on English development rows; null: the recipe is as it is written. */
  readonly sweep: Sweep | null;
  /** `jiant`, or `jiant, changed` when the study gives fields of its own; `jiant, swept` where some are chosen. */
  readonly recipeName: string;
  /** For bitext targets; null: the mean of the usual layer. */
  readonly retrieval: RetrievalOptions | null;
  readonly backend: string;
  readonly executor: string;
  /** Which models stay when nothing waits for them any more. */
  readonly keep: Keep;
  /** What executors are told: of one that is named twice, the later has the last word. */
  readonly executors: readonly ExecutorSettings[];
  /** Where trainings are shown beside the store. */
  readonly trackers: readonly TrackerChoice[];
  readonly plugins: readonly string[];
  /** Path of the file as it was given. */
  readonly file: string;
  /** The file as it was written, or with the changes in it; kept in the store beside the plan. */
  readonly text: string;
  /** What the command line has changed of it: `recipe.all.maxLength=128`. */
  readonly changes: readonly string[];
  /** Names a place of the file: `study.yaml, line 5, targets[1]`. */
  readonly where: (...path: PropertyKey[]) => string;
}
