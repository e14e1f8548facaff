import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { command } from '../command-line/command.ts';
import { againstPeer } from '../peers/against-peer.ts';
import { lastLineOfOwn } from '../peers/child-process.ts';
import { measuredTraining } from '../training/measured-training.ts';
import { optionsOfTrainer, type TrainerOptions, trainerOptions } from '../training/trainer-options.ts';

await command({
  purpose: "Examples a second of our training; with --peer PYTHON beside transformers' Trainer on the same batches.",
  options: optionsOfTrainer,
  run: async (values) => {
    const options = trainerOptions(values);
    const peak = options.measurePeak ? await measuredPeak(options.threads) : options.peak;
    // Losses can be compared only from the same weights.
    const shared = options.peer !== undefined && options.dropout === 0 && options.from.load === undefined;
    const temporary = shared && !options.save ? await mkdtemp(join(tmpdir(), 'stopover-bench-')) : undefined;
    const saved = options.save ?? temporary;
    try {
      if (saved) await writeCheckpoint(saved, options);
      const settled = { ...options, peak, from: { ...options.from, load: options.from.load ?? saved } };
      return options.peer ? await againstPeer(settled, options.peer) : await measuredTraining(settled);
    } finally {
      if (temporary) await rm(temporary, { recursive: true, force: true });
    }
  },
});

async function measuredPeak(threads: number): Promise<number> {
  const found = await lastLineOfOwn('commands/matmul', ['--threads', String(threads)]);
  return z.object({ peak: z.number().positive() }).parse(found).peak;
}

/** In a process of its own, whose memory is not that of the training. */
async function writeCheckpoint(folder: string, { from: { size, vocab, classes } }: TrainerOptions): Promise<void> {
  const shape = ['--size', size, '--vocab', String(vocab), '--classes', String(classes)];
  await lastLineOfOwn('models/save-model', ['--out', folder, ...shape]);
}
