import { describeTask } from '@stopover/testing';
import { bucc2018 } from './index.ts';

// Rows of our own in the data set's schema, never the data set's.
describeTask(bucc2018, [
  { context: 'The ferry left at noon. Ada came at one.', choices: ['She missed it.', 'She boarded it.'], label: 0 },
  { context: 'The lamp was unplugged.', choices: ['It shone.', 'It stayed dark.'], label: 1 },
]);
