// The event files in TensorBoard's own reader: `pip install tensorboard` for what STOPOVER_PYTHON names, or `python3`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TrackedLine, TrackedStage } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tensorboard } from './index.ts';

const python = process.env['STOPOVER_PYTHON'] ?? 'python3';
const here = spawnSync(python, ['-c', 'import tensorboard'], { timeout: 60_000 }).status === 0;

/** Reads a run, and again what is new at each line of its input. */
const script = `
import json, sys
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2
runs = EventAccumulator(sys.argv[1], size_guidance={"tensors": 0})
def number(event):
    proto = event.tensor_proto
    return proto.float_val[0] if proto.float_val else __import__("numpy").frombuffer(proto.tensor_content, "float32")[0].item()
for _ in sys.stdin:
    runs.Reload()
    out = {"scalars": {}, "times": {}}
    for tag in runs.Tags()["tensors"]:
        plugin = runs.SummaryMetadata(tag).plugin_data.plugin_name
        if plugin == "text":
            out["text"] = [e.tensor_proto.string_val[0].decode() for e in runs.Tensors(tag)]
        elif plugin == "scalars":
            out["scalars"][tag] = [[e.step, number(e)] for e in runs.Tensors(tag)]
            out["times"][tag] = [e.wall_time for e in runs.Tensors(tag)]
    start = plugin_data_pb2.HParamsPluginData.FromString(runs.PluginTagToContent("hparams")["_hparams_/session_start_info"])
    fields = start.session_start_info.hparams
    out["hparams"] = {name: getattr(fields[name], fields[name].WhichOneof("kind")) for name in sorted(fields)}
    ends = [tag for tag in runs.PluginTagToContent("hparams") if tag.endswith("end_info")]
    out["ends"] = [plugin_data_pb2.HParamsPluginData.FromString(runs.PluginTagToContent("hparams")[t]).session_end_info.status for t in ends]
    print(json.dumps(out), flush=True)
`;

const stage: TrackedStage = {
  ...{ key: 'ab'.repeat(32), title: 'mnli → xnli, seed 1', name: 'mnli-xnli_seed_1-abababab', kind: 'train' },
  ...{ study: 'small', arms: ['zero-shot'], seed: 1, settings: { learningRate: 0.5, order: 'a|b', tied: true } },
  ...{ model: null, before: [] },
};
const line = (step: number, loss: number): TrackedLine => ({ step, epoch: step / 100, of: 'train', metrics: { loss } });
const scored = (step: number, accuracy: number): TrackedLine => ({ step, of: 'eval', metrics: { accuracy } });

describe.skipIf(!here)('TensorBoard', { timeout: 120_000 }, () => {
  let folder: string;
  let reader: ChildProcess;
  let answers: AsyncIterator<string>;
  const read = async () => {
    reader.stdin?.write('\n');
    return JSON.parse((await answers.next()).value);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stopover-tensorboard-'));
    reader = spawn(python, ['-c', script, join(folder, stage.name)], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!reader.stdout) throw new Error('no pipe');
    answers = createInterface({ input: reader.stdout })[Symbol.asyncIterator]();
  });
  afterAll(async () => {
    const ended = once(reader, 'close');
    reader.stdin?.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('shows what it is told, while a stage runs, is killed, and goes on', async () => {
    const place = { folder, settings: {} };
    const told = [line(10, 1.5), line(20, 1), scored(20, 40), line(30, 9)];
    const killed = await tensorboard().begin(stage, place);
    for (const one of told) await killed.log(one);
    const before = await read();
    expect(before.scalars).toEqual({
      'train/loss': [
        [10, 1.5],
        [20, 1],
        [30, 9],
      ],
      'train/epoch': [
        [10, 0.1],
        [20, 0.2],
        [30, 0.3],
      ].map(([step, epoch]) => [step, expect.closeTo(epoch ?? 0, 6)]),
      'eval/accuracy': [[20, 40]],
    });
    expect(before.hparams).toEqual({ learningRate: 0.5, order: 'a|b', seed: 1, tied: true });
    expect(before.text[0]).toContain('mnli → xnli, seed 1');
    expect(before.text[0]).toContain('| order | a\\|b |');
    expect(before.ends).toEqual([]);

    // The checkpoint was of step 20.
    const run = await tensorboard().begin({ ...stage, before: told.slice(0, 3) }, place);
    for (const one of [line(25, 0.75), line(35, 0.5), scored(35, 45)]) await run.log(one);
    await run.end({ state: 'done', selectedStep: 35 });
    const test: TrackedLine = { step: 35, of: 'test', metrics: { xnli_sw_accuracy: 61.5 } };
    const evaluation = { ...stage, key: 'cd'.repeat(32), kind: 'evaluate', seed: null, model: stage } as const;
    const scores = await tensorboard().begin(evaluation, place);
    await scores.log(test);
    await scores.end({ state: 'done', selectedStep: null });
    const after = await read();
    expect(after.scalars).toMatchObject({
      'train/loss': [
        [10, 1.5],
        [20, 1],
        [25, 0.75],
        [35, 0.5],
      ],
      'eval/accuracy': [
        [20, 40],
        [35, 45],
      ],
      'test/xnli_sw_accuracy': [[35, 61.5]],
    });
    expect(after.times['train/loss'].slice(0, 2)).toEqual(before.times['train/loss'].slice(0, 2));
    expect(after.ends).toEqual([1]);
  });
});
