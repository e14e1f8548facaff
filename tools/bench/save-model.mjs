// Writes a checkpoint of random weights for bench:trainer.

import { parseArgs } from 'node:util';
import { needed, numberOf, printed } from './command.mjs';
import { saveInitialModel } from './initial-model.mjs';
import { sizeOf } from './sizes.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    size: { type: 'string', default: 'base' },
    vocab: { type: 'string', default: '250002' },
    classes: { type: 'string', default: '3' },
  },
});

await printed(async () => {
  const out = needed('out', values.out, 'Give the folder to write: `--out DIR`.');
  const [vocab, classes] = [numberOf('vocab', values.vocab), numberOf('classes', values.classes)];
  await saveInitialModel(out, { size: sizeOf(values.size), vocab, classes });
  return { out };
});
