import { definePlugin } from '@stopover/core';
import { miniatureSource } from './source.ts';

/** The embedded world, without what it takes to generate it: that is loaded when a row or a text is asked for. */
export default definePlugin({ name: '@stopover/miniature', sources: [miniatureSource()] });
