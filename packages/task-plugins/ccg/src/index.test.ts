import { describeTask } from '@stopover/testing';
import { ccg } from './index.ts';

// Rows of our own in the data set's schema, never the data set's.
describeTask(ccg, [
  { text: 'The ferry leaves at noon.', label: 1 },
  { text: 'Noon the leaves ferry at.', label: 0 },
]);
