import { defineArm, english, englishAgain } from '@stopover/core';

/**
 * More English training in place of an intermediate, for as many optimizer steps: what is left of the intermediate's
 * gain beside it is not the gain of training longer. One cell for each intermediate.
 */
export const englishAgainControl = defineArm({
  name: 'english-again',
  path: [englishAgain(), english()],
  withIntermediate: null,
  label: 'English again, as long as {intermediate}',
  line: 'more English training in its place, step for step',
});
