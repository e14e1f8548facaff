import { definePlugin } from '@stopover/core';
import { mewsliX } from './mewsli-x.ts';
import { wikipediaPairs } from './wikipedia-pairs.ts';

export { mewsliX, wikipediaPairs };
export default definePlugin({ name: '@stopover/task-mewsli-x', tasks: [mewsliX, wikipediaPairs] });
