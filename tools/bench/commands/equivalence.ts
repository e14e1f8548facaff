import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RequestError } from '@stopover/core';
import { compareResults, readItems } from '@stopover/report';
import { command, needed, numberOf } from '../command-line/command.ts';
import { mirrorOption } from '../command-line/common-options.ts';
import { toDigits } from '../measures/rounds.ts';
import { peerSeeds } from '../studies/peer-seeds.ts';
import { type TaskSettings, trainedAndScored } from '../studies/trained-and-scored.ts';

/** What either side trains with, by task: the usual of the field for a small encoder. */
const settings: Readonly<Record<string, TaskSettings>> = {
  xnli: { languages: 'en,de,sw,th', batch: 32, learningRate: 5e-5, maxLength: 128, stride: 64 },
  tydiqa: { languages: 'en,ko,sw', batch: 16, learningRate: 5e-5, maxLength: 256, stride: 128 },
};

await command({
  purpose: 'Whether a model trained here scores as one that Python’s Trainer trained: difference with its interval.',
  options: {
    model: { type: 'string', help: 'folder of the checkpoint that both begin from' },
    task: { type: 'string', default: 'xnli', help: 'xnli (MultiNLI’s rows) or tydiqa (its English questions)' },
    languages: { type: 'string', default: '', help: 'languages to score, separated by commas (default: by task)' },
    mirror: mirrorOption,
    seeds: { type: 'string', default: '5', help: 'trainings of each side' },
    epochs: { type: 'string', default: '3', help: 'times that every row is seen' },
    rows: { type: 'string', default: '100000', help: 'rows to train on at most, the first of the table' },
    peer: { type: 'string', default: 'python3', help: 'Python with torch, transformers, accelerate, pyarrow' },
    folder: {
      type: 'string',
      default: '',
      help: 'where both sides stay; what is there is not run again, and seeds can be added',
    },
  },
  run: async (values) => {
    const model = resolve(needed('model', values.model, 'Give the folder of a checkpoint.'));
    const task = settings[values.task];
    if (!task) {
      const remedy = `Give one of ${Object.keys(settings).join(', ')}.`;
      throw new RequestError({ where: `--task ${values.task}`, what: 'it is no task of this bench', remedy });
    }
    const numbers = {
      seeds: numberOf('seeds', values.seeds),
      epochs: numberOf('epochs', values.epochs),
      rows: numberOf('rows', values.rows),
    };
    const folder = values.folder || (await mkdtemp(join(tmpdir(), 'stopover-bench-equivalence-')));
    try {
      const languages = values.languages || task.languages;
      const side = { ...task, ...numbers, languages, model, mirror: resolve(values.mirror), task: values.task };
      await trainedAndScored(side, folder);
      const peer = await peerSeeds(side, values.peer, join(folder, 'peer'));
      const [here, there] = await Promise.all([
        readItems(join(folder, 'ours', 'items.parquet')),
        readItems(peer.items),
      ]);
      const { rows } = compareResults(there.results, here.results, { names: ['peer', 'ours'], margin: 1 });
      const number = (value: number) => toDigits(2, value);
      return {
        benchmark: 'equivalence',
        ...{ task: values.task, ...numbers },
        peer: peer.told.map(({ args: _, ...told }) => told),
        scores: rows
          .filter(({ quantity }) => quantity === 'score')
          .map(({ language, first, second, estimate, interval }) => ({
            language: language ?? 'macro',
            ...{ peer: number(first), ours: number(second), difference: number(estimate) },
            interval: interval?.map(number) ?? null,
            equivalent: interval !== null && interval[0] > -1 && interval[1] < 1,
          })),
      };
    } finally {
      if (values.folder === '') await rm(folder, { recursive: true, force: true });
    }
  },
});
