export * from './results.ts';
export { type Intermediate, loadStudy, parseStudy, type Study, type TargetChoice } from './study-file.ts';
