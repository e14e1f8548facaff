import { defineArm, english } from '@stopover/core';

/** The English model reads each test in English (Hu et al. 2020). */
export const translateTest = defineArm({
  name: 'translate-test',
  path: [english()],
  test: 'in-english',
  line: 'translate-test',
  citation: 'Hu et al. (2020). XTREME. ICML.',
});
