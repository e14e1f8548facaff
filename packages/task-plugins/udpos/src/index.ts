import { definePlugin } from '@stopover/core';
import { udposTreebanks } from './treebanks.ts';
import { udpos } from './udpos.ts';

export { udpos, udposTreebanks };
export default definePlugin({ name: '@stopover/task-udpos', tasks: [udpos, udposTreebanks] });
