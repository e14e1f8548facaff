import { defineArm, english, inLanguage } from '@stopover/core';

/** All labelled rows of the language after the English training (Lauscher et al. 2020). */
export const englishInLanguage = defineArm({
  name: 'english+in-language',
  path: [english(), inLanguage()],
  label: 'English, then in-language',
  line: 'English training, then the labelled rows of the language',
  citation: 'Lauscher et al. (2020). From Zero to Hero. EMNLP.',
});
