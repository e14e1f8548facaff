import { defineArm, inLanguage } from '@stopover/core';

/** All labelled rows of the language that are not scored: the direct alternative (Hu et al. 2020, their in-language rows). */
export const inLanguageOnly = defineArm({
  name: 'in-language',
  path: [inLanguage()],
  line: 'the labelled rows of the language, without English',
  citation: 'Hu et al. (2020). XTREME. ICML.',
});
