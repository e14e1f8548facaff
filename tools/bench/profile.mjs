// npm run bench:profile: what one training step spends on each kind of node, by ONNX Runtime's own clock. Prints one
// JSON line.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ortBackend } from '@stopover/onnx-session';
import { z } from 'zod';
import { readBatches } from './batches-file.mjs';
import { needed, numberOf, printed } from './command.mjs';
import { toDigits } from './rounds.mjs';
import { sizeOf } from './sizes.mjs';
import { trainingSteps } from './training-steps.mjs';

const { values } = parseArgs({
  options: {
    batches: { type: 'string' },
    size: { type: 'string', default: 'base' },
    classes: { type: 'string', default: '3' },
    steps: { type: 'string', default: '3' },
    threads: { type: 'string', default: String(cpus().length) },
    'max-len': { type: 'string', default: '128' },
    'no-dropout': { type: 'boolean', default: false },
  },
});
const event = z.object({
  cat: z.string(),
  name: z.string(),
  ts: z.number(),
  dur: z.number().default(0),
  args: z.object({ op_name: z.string().optional() }).default({}),
});

const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
await printed(profile);
await rm(folder, { recursive: true, force: true });

async function profile() {
  const file = needed('batches', values.batches, 'Write a file with `npm run bench:batches -- --out FILE`.');
  const [steps, threads] = [numberOf('steps', values.steps, { above: 1 }), numberOf('threads', values.threads)];
  const from = {
    size: sizeOf(values.size),
    vocab: 250002,
    classes: numberOf('classes', values.classes),
    load: undefined,
  };
  const batches = await readBatches(file, { ...from, maxLength: numberOf('max-len', values['max-len']) });
  const { seconds } = await trainingSteps(batches.slice(0, steps), {
    ...{ threads, from, learningRate: 1e-5, dropout: values['no-dropout'] ? 0 : 0.1 },
    backend: ortBackend({
      name: 'cpu with a profile',
      memory: 'host',
      options: { executionProviders: ['cpu'], enableProfiling: true, profileFilePrefix: join(folder, 'profile') },
      fix: 'Reinstall onnxruntime-node.',
    }),
  });
  const nodes = await nodesOf(seconds.length - 1);
  const total = nodes.reduce((sum, { ms }) => sum + ms, 0);
  const step = (1000 * seconds.slice(1).reduce((sum, s) => sum + s, 0)) / (seconds.length - 1);
  return {
    benchmark: 'profile',
    ...{ size: from.size, threads, steps: seconds.length - 1, cpu: cpus()[0]?.model ?? '' },
    ...{ step_ms: toDigits(1, step), nodes_ms: toDigits(1, total) },
    nodes: nodes.map(({ op, ms, count }) => [op, toDigits(2, ms), toDigits(4, ms / total), count]),
  };
}

/**
 * Milliseconds and count by kind of node, of one step, the longest first. The first step, which also makes the arrays,
 * is left out.
 * @param {number} steps
 */
async function nodesOf(steps) {
  const [name = ''] = (await readdir(folder)).filter((found) => found.endsWith('.json'));
  const events = z.array(event).parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  const runs = events.filter(({ cat, name: what }) => cat === 'Session' && what === 'model_run');
  const since = runs.map(({ ts, dur }) => ts + dur).toSorted((a, b) => a - b)[0] ?? 0;
  /** @type {Map<string, { us: number, count: number }>} */
  const kinds = new Map();
  for (const { cat, name: what, ts, dur, args } of events) {
    if (cat !== 'Node' || ts < since || !what.endsWith('_kernel_time')) continue;
    const { us, count } = kinds.get(args.op_name ?? '') ?? { us: 0, count: 0 };
    kinds.set(args.op_name ?? '', { us: us + dur, count: count + 1 });
  }
  return [...kinds]
    .map(([op, { us, count }]) => ({ op, ms: us / 1000 / steps, count: count / steps }))
    .toSorted((a, b) => b.ms - a.ms);
}
