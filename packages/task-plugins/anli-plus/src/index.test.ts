import { describeTask } from '@stopover/testing';
import { anliPlus } from './index.ts';

// Rows of our own in the data set's schema, never the data set's.
describeTask(anliPlus, [
  { text: 'The ferry leaves at noon.', label: 1 },
  { text: 'Noon the leaves ferry at.', label: 0 },
]);
