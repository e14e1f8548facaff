import { definePlugin } from '@stopover/core';
import { lareqa } from './lareqa.ts';
import { squadRetrieval } from './squad-retrieval.ts';

export { lareqa, squadRetrieval };
export default definePlugin({ name: '@stopover/task-lareqa', tasks: [lareqa, squadRetrieval] });
