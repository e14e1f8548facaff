import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '@stopover/core';
import { ortBackend } from '@stopover/onnx-session';
import { z } from 'zod';
import { command, needed, numberOf } from '../command-line/command.ts';
import {
  batchesOption,
  classesOption,
  maxLengthOption,
  noDropoutOption,
  sizeOption,
  threadsOption,
  vocabOption,
} from '../command-line/common-options.ts';
import { processor } from '../measures/about.ts';
import { toDigits } from '../measures/rounds.ts';
import { sizeOf } from '../models/sizes.ts';
import { readBatches } from '../training/batches-file.ts';
import { trainingSteps } from '../training/training-steps.ts';

const event = z.object({
  cat: z.string(),
  name: z.string(),
  ts: z.number(),
  dur: z.number().default(0),
  args: z.object({ op_name: z.string().optional() }).default({}),
});

await command({
  purpose: "What one training step spends on each kind of node, by ONNX Runtime's own clock: [kind, ms, share, count].",
  options: {
    batches: batchesOption,
    size: sizeOption,
    vocab: vocabOption,
    classes: classesOption,
    steps: { type: 'string', default: '3', help: 'steps, the first of which is left out' },
    threads: threadsOption,
    'max-len': maxLengthOption,
    'no-dropout': noDropoutOption,
  },
  run: async (values) => {
    const file = needed('batches', values.batches, 'Write a file with `npm run bench:batches -- --out FILE`.');
    const [steps, threads] = [numberOf('steps', values.steps, { above: 1 }), numberOf('threads', values.threads)];
    const shape = {
      vocab: numberOf('vocab', values.vocab, { above: 3 }),
      classes: numberOf('classes', values.classes),
    };
    const from = { size: sizeOf(values.size), ...shape, load: undefined };
    const batches = await readBatches(file, { ...from, maxLength: numberOf('max-len', values['max-len']) });
    const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
    try {
      const { seconds } = await trainingSteps(batches.slice(0, steps), {
        ...{ threads, from, learningRate: 1e-5, dropout: values['no-dropout'] ? 0 : 0.1 },
        backend: profiled(join(folder, 'profile')),
      });
      const nodes = await nodesOf(folder, seconds.length - 1);
      const total = nodes.reduce((sum, { ms }) => sum + ms, 0);
      const step = (1000 * seconds.slice(1).reduce((sum, s) => sum + s, 0)) / (seconds.length - 1);
      return {
        benchmark: 'profile',
        ...{ size: from.size, threads, steps: seconds.length - 1, cpu: processor() },
        ...{ step_ms: toDigits(1, step), nodes_ms: toDigits(1, total) },
        nodes: nodes.map(({ op, ms, count }) => [op, toDigits(2, ms), toDigits(4, ms / total), count]),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** The CPU, whose sessions write a profile to files that begin with `prefix`. */
function profiled(prefix: string): Backend {
  return ortBackend({
    name: 'cpu with a profile',
    training: { state: 'host' },
    exclusive: false,
    options: { executionProviders: ['cpu'], enableProfiling: true, profileFilePrefix: prefix },
    fix: 'Reinstall onnxruntime-node.',
  });
}

/**
 * Milliseconds and count by kind of node, of one step, the longest first. The first step, which also makes the arrays,
 * is left out.
 */
async function nodesOf(folder: string, steps: number) {
  const [name = ''] = (await readdir(folder)).filter((found) => found.endsWith('.json'));
  const events = z.array(event).parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
  const runs = events.filter(({ cat, name: what }) => cat === 'Session' && what === 'model_run');
  const since = runs.map(({ ts, dur }) => ts + dur).toSorted((a, b) => a - b)[0] ?? 0;
  const kinds = new Map<string, { readonly us: number; readonly count: number }>();
  for (const { cat, name: what, ts, dur, args } of events) {
    if (cat !== 'Node' || ts < since || !what.endsWith('_kernel_time')) continue;
    const { us, count } = kinds.get(args.op_name ?? '') ?? { us: 0, count: 0 };
    kinds.set(args.op_name ?? '', { us: us + dur, count: count + 1 });
  }
  return [...kinds]
    .map(([op, { us, count }]) => ({ op, ms: us / 1000 / steps, count: count / steps }))
    .toSorted((a, b) => b.ms - a.ms);
}
