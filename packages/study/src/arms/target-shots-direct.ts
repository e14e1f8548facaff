import { defineArm, shots } from '@stopover/core';

/** k labelled target-language examples and no English. */
export const targetShotsDirect = defineArm({
  name: 'target-shots-direct',
  path: [shots()],
  label: '{k} shots alone',
  line: 'the examples alone, without English',
  citation: 'Lauscher et al. (2020). From Zero to Hero. EMNLP.',
});
