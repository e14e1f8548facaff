import { describeTask } from '@stopover/testing';
import { tydiqa } from './index.ts';

// Rows of our own in the data set's schema, never the data set's.
describeTask(tydiqa, [
  { id: 'a', question: 'When does the ferry leave?', context: 'The ferry leaves at noon.', answer: 'noon' },
  { id: 'b', question: 'Who waits?', context: 'Ada waits on the pier.', answer: 'Ada' },
]);
