import { defineArm, english, mixed, shots } from '@stopover/core';

/** English and k target-language examples in one training, a batch of each a step (Schmidt et al. 2022). */
export const targetShotsJoint = defineArm({
  name: 'target-shots-joint',
  path: [mixed(english(), shots())],
  label: '{k} shots, joint',
  line: 'English and the examples in one training',
  citation: 'Schmidt et al. (2022). Don’t Stop Fine-Tuning. EMNLP.',
});
