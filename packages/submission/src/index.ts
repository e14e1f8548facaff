export type { Finding, FindingKind } from './finding.ts';
export { type Profile, profiles } from './profile.ts';
export { type ReferenceDocument, referenceDocument } from './reference-document.ts';
export { type SubmissionRequest, type SubmissionScores, scoreSubmission } from './score-submission.ts';
export type { TaskScores } from './score-task.ts';
export { suites } from './suites.ts';
export { assertSubmissible, type Predicted, writeSubmission } from './write-submission.ts';
