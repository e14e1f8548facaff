import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, needed, numberOf } from '../command-line/command.ts';
import { mirrorOption } from '../command-line/common-options.ts';
import { median, rounded } from '../measures/rounds.ts';
import { ours, peer, type SideResult, type StudySides } from '../studies/study-sides.ts';

await command({
  purpose: 'A whole study from a model folder: time, memory of all processes and bytes kept, beside a Python script.',
  options: {
    model: { type: 'string', help: 'folder of the checkpoint that both begin from' },
    mirror: mirrorOption,
    study: { type: 'string', default: '../shared/peers/study.yaml', help: 'study file of the grid' },
    seeds: { type: 'string', default: '2', help: 'how many seeds of it' },
    rounds: { type: 'string', default: '1', help: 'runs of ours, each in a new store; the median counts' },
    peer: { type: 'string', default: '', help: 'Python with torch, transformers, accelerate, pyarrow' },
    'peer-script': { type: 'string', default: '../shared/peers/hf_study.py', help: 'script that does the same grid' },
    'peer-one-process': { type: 'boolean', default: false, help: 'the peer runs all stages in one process' },
  },
  run: async (values) => {
    const sides: StudySides = {
      model: needed('model', values.model, 'Give the folder of a checkpoint.'),
      mirror: values.mirror,
      study: values.study,
      seeds: numberOf('seeds', values.seeds),
    };
    const rounds: SideResult[] = [];
    for (let round = 0; round < numberOf('rounds', values.rounds); round++)
      rounds.push(await inFolder((folder) => ours(sides, folder)));
    const middle = (of: (side: SideResult) => number) => median(rounds.map(of));
    const mine = {
      wall_s: middle(({ wall_s }) => wall_s),
      cpu_s: middle(({ cpu_s }) => cpu_s),
      peak_mb: middle(({ peak_mb }) => peak_mb),
      kept_gb: middle(({ kept_gb }) => kept_gb),
    };
    const result = { benchmark: 'study', seeds: sides.seeds, rounds: rounds.length, ...mine };
    if (values.peer === '') return result;
    const way = { python: values.peer, script: values['peer-script'], together: values['peer-one-process'] };
    const theirs = await inFolder((folder) => peer(sides, way, folder));
    return { ...result, peer: theirs, ratio: rounded(theirs.wall_s / mine.wall_s) };
  },
});

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-study-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
