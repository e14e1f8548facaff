import { defineArm, english, shots } from '@stopover/core';

/**
 * k labelled target-language examples after the English training (Lauscher et al. 2020; Zhao et al. 2021). Zhao et al. draw
 * k of each class and stop early on target-language development rows; here k counts rows, and nothing is selected on the
 * language, because whoever has so many more labelled rows has more than k shots.
 */
export const targetShots = defineArm({
  name: 'target-shots',
  path: [english(), shots()],
  label: '{k} shots',
  line: 'English training, then the examples',
  citation:
    'Lauscher et al. (2020). From Zero to Hero. EMNLP. Zhao et al. (2021). A Closer Look at Few-Shot Crosslingual Transfer. ACL.',
});
