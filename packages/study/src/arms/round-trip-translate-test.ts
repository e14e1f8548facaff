import { defineArm, roundTrip } from '@stopover/core';

/** English translated into the language and back for training, the test translated into English (Ebing and Glavaš 2024). */
export const roundTripTranslateTest = defineArm({
  name: 'round-trip+translate-test',
  path: [roundTrip()],
  test: 'in-english',
  label: 'round trip with translate-test',
  line: 'round-trip training with translate-test',
  citation: 'Ebing and Glavaš (2024). To Translate or Not to Translate. NAACL.',
});
