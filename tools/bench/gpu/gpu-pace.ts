// A device's training, against the processor's losses and by the clock.
import { cpu } from '@stopover/backend-cpu';
import { cuda } from '@stopover/backend-cuda';
import { webgpu } from '@stopover/backend-webgpu';
import { type Backend, RequestError } from '@stopover/core';
import { random } from '@stopover/text';
import { misplacedHeads } from '@stopover/training';
import { median, rounded } from '../measures/rounds.ts';
import { sizeOf } from '../models/sizes.ts';
import type { Row } from '../training/batches-file.ts';
import { trainingSteps } from '../training/training-steps.ts';

/** Rows of a batch, tokens of each row. */
export interface BatchShape {
  readonly rows: number;
  readonly length: number;
}

const vocab = 30_000;
const classes = 3;

/** The backend of that name. @throws RequestError for one that is no GPU's. */
function gpuBackend(name: string): Backend {
  if (name === 'webgpu') return webgpu();
  if (name === 'cuda') return cuda();
  throw new RequestError({ where: `--part ${name}`, what: 'there is no such device', remedy: 'Take webgpu or cuda.' });
}

/** Whether it works, which heads it does not train whole, and how far ten losses are from the processor's. */
export async function checkDevice(name: string) {
  const backend = gpuBackend(name);
  const probe = await backend.probe();
  if (!probe.ok) return { notAvailable: `${probe.reason}. ${probe.fix}` };
  const batches = madeBatches({ rows: 8, length: 24 }, 10);
  const losses = async (on: Backend) => (await trainingSteps(batches, optionsOf(on, 'tiny', {}))).losses;
  const [here, there] = [await losses(backend), await losses(cpu())];
  const apart = here.map((loss, i) => Math.abs(loss / (there[i] ?? Number.NaN) - 1));
  const { detail, passOver } = probe;
  const devices = (await backend.devices?.list()) ?? [];
  return {
    ...{ detail, passOver, devices, misplaced: await misplacedHeads(backend) },
    ...{ losses: here, worstLossDifference: rounded(Math.max(...apart)) },
  };
}

/** Steps a second of training, the first ones left out, as many as go into the seconds. */
export async function paceOf(
  name: string,
  { size, precision, shape, seconds }: { size: string; precision: string; shape: BatchShape; seconds: number },
) {
  const backend = gpuBackend(name);
  const probe = await backend.probe();
  if (!probe.ok) return { notAvailable: probe.reason };
  const options = optionsOf(backend, size, { precision: precision === 'float16' ? 'float16' : 'float32' });
  const loops = backend.training.state === 'loop' ? backend.training.steps : 1;
  const warm = 2 * loops;
  // Weights are made and shaders compiled within the time as well.
  const found = await trainingSteps(madeBatches(shape, 400), { ...options, until: performance.now() + 700 * seconds });
  const measured = found.seconds.slice(Math.min(warm, found.seconds.length - 1));
  const second = median(measured);
  return {
    ...{
      steps: found.seconds.length,
      stepsPerSecond: rounded(1 / second),
      firstStepSeconds: rounded(found.seconds[0] ?? 0),
    },
    ...{ tokensPerSecond: rounded((shape.rows * shape.length) / second), lastLoss: found.losses.at(-1) },
  };
}

const optionsOf = (backend: Backend, size: string, { precision = 'float32' }: { precision?: 'float32' | 'float16' }) =>
  ({
    ...{ backend, threads: 1, learningRate: 1e-4, dropout: 0, precision },
    from: { size: sizeOf(size), vocab, classes, load: undefined },
  }) as const;

/** Rows of full length, so that both sides do the same work. */
function madeBatches({ rows, length }: BatchShape, count: number): readonly (readonly Row[])[] {
  const draw = random(1);
  const below = (most: number) => Math.floor(draw() * most);
  // Few words, so that the table that is trained stays small.
  const sequence = () => Int32Array.from({ length }, (_, i) => (i === 0 ? 0 : 4 + below(2000)));
  return Array.from({ length: count }, (_, n) =>
    Array.from(
      { length: rows },
      (_, i): Row => ({
        ...{ kind: 'classification', item: n * rows + i, sequences: [sequence()], label: below(classes) },
      }),
    ),
  );
}
