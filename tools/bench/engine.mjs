// What the front door of @stopover/training keeps inside: a benchmark times single steps, a stage never takes one alone.
export { activeVocabulary } from '../../packages/training/dist/active-vocabulary.js';
export { collate } from '../../packages/training/dist/collate.js';
export { HostLearner } from '../../packages/training/dist/host-learner.js';
export { learningRate, warmupOf } from '../../packages/training/dist/schedule.js';
