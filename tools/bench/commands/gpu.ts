import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf, RequestError } from '@stopover/core';
import { z } from 'zod';
import { command, numberOf } from '../command-line/command.ts';
import { type BatchShape, checkDevice, paceOf } from '../gpu/gpu-pace.ts';
import { type GpuPart, gpuParts, type PartOutcome, withinTime } from '../gpu/gpu-parts.ts';
import { processor, versions } from '../measures/about.ts';

const root = resolve(import.meta.dirname, '../../../..');

await command({
  purpose:
    'Training on the GPU of this machine, within a few minutes: WebGPU and CUDA against the losses of the processor and against torch.',
  options: {
    minutes: { type: 'string', default: '8', help: 'time for everything' },
    sizes: { type: 'string', default: 'base,large', help: "XLM-R's shapes, separated by commas" },
    rows: { type: 'string', default: '32', help: 'rows of a batch' },
    length: { type: 'string', default: '128', help: 'tokens of a row' },
    python: { type: 'string', default: 'python3', help: 'Python with torch and transformers' },
    part: { type: 'string', help: 'one part alone, as the whole runs it in a process of its own' },
  },
  run: async (values) => {
    const minutes = numberOf('minutes', values.minutes, { whole: false });
    const shape = { rows: numberOf('rows', values.rows), length: numberOf('length', values.length, { above: 1 }) };
    const parts = gpuParts(values.sizes.split(','));
    if (values.part !== undefined) return onePart(values.part, { seconds: 60 * minutes, shape, python: values.python });
    const started = performance.now();
    const found = await withinTime(parts, 60 * minutes - 5, (part) =>
      Promise.resolve(apart(part, ['--rows', values.rows, '--length', values.length, '--python', values.python])),
    );
    const seconds = Math.round((performance.now() - started) / 1000);
    return { benchmark: 'gpu', cpu: processor(), ...versions(), shape, seconds, parts: found };
  },
});

/** Runs a part in a process of its own, which ends with its time and takes nothing else along when a driver crashes. */
function apart({ name, seconds }: GpuPart, more: readonly string[]): PartOutcome {
  process.stderr.write(`${name}, at most ${seconds} s\n`);
  const args = [import.meta.filename, '--part', name, '--minutes', String(seconds / 60), ...more];
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, {
    ...{ encoding: 'utf8', timeout: 1000 * seconds, killSignal: 'SIGKILL' },
  });
  if (status === 0) return z.looseObject({}).parse(JSON.parse(stdout));
  const [last = ''] = stderr.trim().split('\n').slice(-1);
  return { notAvailable: signal ? `it was ended after ${seconds} s` : last || `it ended with ${status}` };
}

interface Wish {
  readonly seconds: number;
  readonly shape: BatchShape;
  readonly python: string;
}

async function onePart(name: string, { seconds, shape, python }: Wish): Promise<PartOutcome> {
  const [who = '', what, size = '', precision = ''] = name.split(' ');
  if (name === 'conformance') return conformance();
  if (what === 'check') return checkDevice(who);
  if (what === 'pace' && who === 'torch') return torchPace(python, { size, precision, shape, seconds });
  if (what === 'pace') return paceOf(who, { size, precision, shape, seconds });
  throw new RequestError({ where: `--part ${name}`, what: 'there is no such part', remedy: 'Take one of the result.' });
}

/** The suite that every backend passes, where the test runner is here too. */
function conformance(): PartOutcome {
  const runner = join(root, 'node_modules/vitest/vitest.mjs');
  if (!existsSync(runner)) return { notAvailable: 'vitest is not installed' };
  const files = ['webgpu', 'cuda'].map((backend) => `packages/model-backends/${backend}`);
  const { stdout } = spawnSync(process.execPath, [runner, 'run', ...files, '--reporter=json'], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
  });
  const schema = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number() });
  try {
    const {
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: skipped,
    } = schema.parse(JSON.parse(stdout.slice(stdout.indexOf('{"'))));
    return { passed, failed, skipped };
  } catch (error) {
    return { notAvailable: `the runner said nothing that can be read (${messageOf(error)})` };
  }
}

/** The peer's pace on the same shape. */
function torchPace(
  python: string,
  { size, precision, shape, seconds }: { size: string; precision: string } & Omit<Wish, 'python'>,
): PartOutcome {
  const script = join(root, 'tools/bench/peers/torch-pace.py');
  const numbers = [shape.rows, shape.length, 0.7 * seconds].map(String);
  const { stdout, stderr, status, error } = spawnSync(python, [script, size, precision, ...numbers], {
    encoding: 'utf8',
  });
  if (error) return { notAvailable: messageOf(error) };
  const [last = ''] = (status === 0 ? stdout : stderr).trim().split('\n').slice(-1);
  return status === 0 ? z.looseObject({}).parse(JSON.parse(last)) : { notAvailable: last };
}
