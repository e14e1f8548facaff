export { ArmTable } from './arms/arm-table.ts';
export { describeArm } from './arms/describe-arm.ts';
export { checkStore, type DamagedStage } from './disk/check-store.ts';
export { DiskForecast, type ExpectedDisk, expectDisk } from './disk/expected-disk.ts';
export { type Prunable, prunable, prune } from './disk/prune-store.ts';
export { bytesOf, isPartial, type StoredSizes, type StoredStage, storeContents } from './disk/store-contents.ts';
export { holdModels, type ModelState, modelState } from './disk/stored-model.ts';
export type { EstimateOptions, UnexpectedPlan } from './estimating/expect-stages.ts';
export { type ExpectedTime, expectTime } from './estimating/expected-time.ts';
export { formatLine, type JobLine } from './execution/job-line.ts';
export { resourcesOf } from './execution/job-resources.ts';
export { type JobOptions, type JobResult, runJob } from './execution/run-job.ts';
export { executorFolder, type RunStudyOptions, StudyRunner } from './execution/run-study.ts';
export { type StageStanding, stageStandings } from './execution/stage-standings.ts';
export type { StageNote, StudyEvent } from './execution/study-event.ts';
export { type StageDetails, stageDetails, stageStanding } from './inspection/stage-details.ts';
export type { LoggedStep } from './inspection/stage-log.ts';
export { type StudyMoment, StudyObserver } from './inspection/study-observer.ts';
export { adapterBaseOf } from './planning/adapter-base.ts';
export type { Clipped } from './planning/clipped.ts';
export { declaredIn } from './planning/declared-in.ts';
export {
  assumedDeviation,
  assumedDiscordance,
  type Detectable,
  detectableEffects,
} from './planning/detectable.ts';
export { StageNeeds } from './planning/jobs.ts';
export { languageMeant, meansLanguage, tagsNamed } from './planning/languages.ts';
export { MODEL_INSPECTOR, type ModelInspector } from './planning/model-inspector.ts';
export { onlyOf, partOf } from './planning/part-of-plan.ts';
export { ARMS, type PlanChoice, Planner } from './planning/planner.ts';
export { openChoices, settledPlan, trialKeys, trialsOf } from './planning/settled-plan.ts';
export type { TableCut } from './records/cut-record.ts';
export type { Keep } from './records/keep.ts';
export { isSwept } from './records/layer-summary.ts';
export type { ModelSize } from './records/model-size.ts';
export {
  type Composition,
  type JobPart,
  type Plan,
  type PlannedArm,
  type PlannedCell,
  type PlannedJob,
  planSchema,
} from './records/plan.ts';
export * from './records/results.ts';
export {
  type CombineStage,
  type EvaluateStage,
  expectedSchema,
  type Origin,
  type Stage,
  type TrainStage,
} from './records/stage.ts';
export type { Scores, StageRecord } from './records/stage-record.ts';
export type { StudyInputs } from './records/study-inputs.ts';
export {
  candidateInWords,
  choiceInWords,
  type PlannedSweep,
  type SweepCandidate,
  type SweepChoice,
} from './records/sweep.ts';
export { chanceOf } from './results/chance.ts';
export { type LayerCell, layerCells } from './results/layer-cells.ts';
export {
  type EvaluationSetting,
  type HistoryStage,
  type ModelEvaluation,
  type ModelHistory,
  readModelHistory,
  type SentenceStates,
  tasksRead,
} from './results/model-history.ts';
export { readResults } from './results/read-results.ts';
export { type ReportSources, readReportSources } from './results/report-sources.ts';
export { isTest, limitInWords, splitNotices, studyNotices } from './results/study-notices.ts';
export { openInWords } from './results/sweep-notice.ts';
export { ENGINE, type Engine } from './stages/engine.ts';
export type { RunOptions, StageProgress } from './stages/stage-context.ts';
export { type RunResult, StageRunner } from './stages/stage-runner.ts';
export { tablesOfAll } from './stages/tables-of.ts';
export { checkBaseLink } from './store/base-links.ts';
export type { JobParts } from './store/job-parts.ts';
export { plansWith } from './store/plans-with.ts';
export { openStore, type StageWriter, type Store } from './store/store.ts';
export type { CellFilter } from './study-file/cell-filter.ts';
export { settingsOf } from './study-file/executor-settings.ts';
export { baseRecipes, recipeFor, type StudyRecipe, shotsRecipe } from './study-file/named-recipes.ts';
export { filtersInWords, parseOnly } from './study-file/only-option.ts';
export { ownFileProblems } from './study-file/own-files.ts';
export { withProfile } from './study-file/profile.ts';
export type { Study, TargetChoice } from './study-file/study.ts';
export { Findings, StudyError } from './study-file/study-error.ts';
export { loadStudy, parseStudy, StudyFileError } from './study-file/study-file.ts';
export type { Intermediate } from './study-file/study-intermediates.ts';
export { type Known, nameProblems } from './study-file/study-names.ts';
export { problemsOf, type Written } from './study-file/study-problem.ts';
export { type TrackerChoice, trackersNamed } from './study-file/tracker-choice.ts';
export { tellFinished } from './tracking/tell-finished.ts';
export { namedStage, plainSettings } from './tracking/tracked-stage.ts';
export { checkTracker, Trackers, type TrackerUse } from './tracking/trackers.ts';
export type { Tracking, TrainingTracking } from './tracking/tracking.ts';
