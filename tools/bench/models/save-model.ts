// Writes a checkpoint of random weights; bench:trainer runs it in a process of its own, whose memory is not counted.
import { command, needed, numberOf } from '../command-line/command.ts';
import { classesOption, sizeOption, vocabOption } from '../command-line/common-options.ts';
import { saveInitialModel } from './initial-model.ts';
import { sizeOf } from './sizes.ts';

await command({
  purpose: 'Writes a checkpoint of random weights.',
  options: {
    out: { type: 'string', help: 'folder to write' },
    size: sizeOption,
    vocab: vocabOption,
    classes: classesOption,
  },
  run: async (values) => {
    const out = needed('out', values.out, 'Give the folder to write: `--out DIR`.');
    const [vocab, classes] = [numberOf('vocab', values.vocab), numberOf('classes', values.classes)];
    await saveInitialModel(out, { size: sizeOf(values.size), vocab, classes });
    return { out };
  },
});
