import { defineArm, english } from '@stopover/core';

/** Fine-tuned in English, scored in the language (Hu et al. 2020); with an intermediate before it: Phang et al. 2020. */
export const zeroShot = defineArm({
  name: 'zero-shot',
  path: [english()],
  line: 'English training alone',
  citation:
    'Phang et al. (2020). English Intermediate-Task Training Improves Zero-Shot Cross-Lingual Transfer Too. AACL.',
});
