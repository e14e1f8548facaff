import { defineArm, translated } from '@stopover/core';

/** The English training, machine-translated into the language, without English (Hu et al. 2020). */
export const translateTrain = defineArm({
  name: 'translate-train',
  path: [translated()],
  line: 'translate-train',
  citation: 'Hu et al. (2020). XTREME. ICML.',
});
