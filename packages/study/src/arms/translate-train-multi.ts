import { defineArm, translated } from '@stopover/core';

/** The English training in all scored languages at once: other languages' translations help each (Ebing and Glavaš 2024). */
export const translateTrainMulti = defineArm({
  name: 'translate-train-multi',
  path: [translated({ into: 'every' })],
  line: 'translate-train in several languages at once',
  citation: 'Ebing and Glavaš (2024). To Translate or Not to Translate. NAACL.',
});
