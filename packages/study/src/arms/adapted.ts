import { defineArm, english, intermediate, text } from '@stopover/core';

/** Masked-language modelling on text in the language before everything else (Ebrahimi and Kann 2021). */
export const adapted = defineArm({
  name: 'adapted',
  path: [text(), english()],
  withIntermediate: [text(), intermediate(), english()],
  line: 'adapted to the language by its text, then English',
  citation: 'Ebrahimi and Kann (2021). How to Adapt Your Pretrained Multilingual Model to 1600 Languages. ACL.',
});
