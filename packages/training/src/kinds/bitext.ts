import { RequestError } from '@stopover/core';
import { kindParts } from './kind-parts.ts';

/** Retrieval by the encoder's own states: it has no head. */
export const bitext = kindParts('bitext', {
  head: ({ name, kind }) => {
    throw new RequestError({
      where: `task ${name}`,
      what: `a ${kind} task has no head to train`,
      remedy: 'Train another task and evaluate this one on its model.',
    });
  },
  headFeeds: () => ({}),
});
