import { defineArm, english, mixed, translated } from '@stopover/core';

/** The English training and its translation into the language as one data set (Xue et al. 2021). */
export const translateTrainEnglish = defineArm({
  name: 'translate-train+english',
  path: [mixed(english(), translated())],
  label: 'translate-train with English',
  line: 'translate-train with English',
  citation: 'Xue et al. (2021). mT5. NAACL.',
});
