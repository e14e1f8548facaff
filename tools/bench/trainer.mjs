// npm run bench:trainer: examples a second of our training, with `--peer PYTHON` beside transformers' Trainer on the
// same batches. Prints one JSON line.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { againstPeer } from './against-peer.mjs';
import { lastLineOfScript } from './child.mjs';
import { printed } from './command.mjs';
import { measuredTrainer } from './measured-trainer.mjs';
import { trainerOptions } from './trainer-options.mjs';

await printed(async () => {
  const options = trainerOptions();
  const peak = options.measurePeak ? await measuredPeak(options.threads) : options.peak;
  // Losses can be compared only from the same weights.
  const shared = options.peer !== undefined && options.dropout === 0 && options.from.load === undefined;
  const temporary = shared && !options.save ? await mkdtemp(join(tmpdir(), 'stopover-bench-')) : undefined;
  const saved = options.save ?? temporary;
  try {
    if (saved) await writeCheckpoint(saved, options);
    const settled = { ...options, peak, from: { ...options.from, load: options.from.load ?? saved } };
    return options.peer ? await againstPeer(settled, options.peer) : await measuredTrainer(settled);
  } finally {
    if (temporary) await rm(temporary, { recursive: true, force: true });
  }
});

/** @param {number} threads */
async function measuredPeak(threads) {
  const found = await lastLineOfScript('matmul.mjs', ['--threads', String(threads)]);
  return z.object({ peak: z.number().positive() }).parse(found).peak;
}

/**
 * In a process of its own, whose memory is not that of the training.
 * @param {string} folder
 * @param {import('./trainer-options.mjs').TrainerOptions} options
 */
async function writeCheckpoint(folder, { from: { size, vocab, classes } }) {
  const shape = ['--size', size, '--vocab', String(vocab), '--classes', String(classes)];
  await lastLineOfScript('save-model.mjs', ['--out', folder, ...shape]);
}
