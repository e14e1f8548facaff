import { cpu } from '@stopover/backend-cpu';
import { versions } from '../measures/about.ts';
import { toDigits } from '../measures/rounds.ts';
import { encoderMatrices } from '../models/sizes.ts';
import { readBatches, tokensOf } from './batches-file.ts';
import type { TrainerOptions } from './trainer-options.ts';
import { memoryEvery, trainingSteps } from './training-steps.ts';

/**
 * Trains on the file's batches, and says what the peer's script says of its own training. The first step, in which
 * either trainer makes its arrays, is left out of the pace.
 */
export async function measuredTraining({ file, maxLength, peak, ...options }: TrainerOptions) {
  const { threads, from } = options;
  const batches = await readBatches(file, { ...from, maxLength });
  const { config, seconds, losses, resident } = await trainingSteps(batches, { ...options, backend: cpu() });
  const [rest, times] = seconds.length > 1 ? [batches.slice(1), seconds.slice(1)] : [batches, seconds];
  const spent = times.reduce((sum, s) => sum + s, 0);
  const tokens = rest.reduce((sum, batch) => sum + tokensOf(batch), 0);
  const middle = times.toSorted((a, b) => a - b)[rest.length >> 1] ?? Number.NaN;
  // Two operations for each number of a matrix going forward, and four going back.
  const reached = (tokens * 6 * encoderMatrices(config)) / spent / 1e9;
  const { stopover, onnxruntime } = versions();
  return {
    trainer: `stopover ${stopover}, onnxruntime ${onnxruntime}`,
    ...{ threads, size: from.size, pad: 'none', steps: seconds.length },
    examples_per_s: toDigits(3, rest.reduce((sum, { length }) => sum + length, 0) / spent),
    tokens_per_s: toDigits(1, tokens / spent),
    median_step_s: toDigits(4, middle),
    peak_rss_mb: Math.floor(process.resourceUsage().maxRSS / 1024),
    ...(resident.length === 0 ? {} : { [`rss_mb_every_${memoryEvery}_steps`]: resident }),
    ...(peak === undefined ? {} : { peak_gflops: peak, share_of_peak: toDigits(4, reached / peak) }),
    losses,
  };
}
