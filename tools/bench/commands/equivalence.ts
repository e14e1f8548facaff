import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RequestError } from '@stopover/core';
import { compareResults, readItems } from '@stopover/report';
import type { Results } from '@stopover/study';
import { mnli } from '@stopover/task-mnli';
import { tydiqa } from '@stopover/task-tydiqa';
import { command, needed, numberOf } from '../command-line/command.ts';
import { mirrorOption } from '../command-line/common-options.ts';
import { toDigits } from '../measures/rounds.ts';
import { agreementOf } from '../studies/agreement.ts';
import { batchesTaken, rowsTaken } from '../studies/peer-draws.ts';
import { peerSeeds } from '../studies/peer-seeds.ts';
import { modelAtStart, type TaskSettings, trainedAndScored } from '../studies/trained-and-scored.ts';

/** What either side trains with, by task: the usual of the field for a small encoder. */
const settings: Readonly<Record<string, TaskSettings>> = {
  xnli: { training: mnli, languages: 'en,de,sw,th', batch: 32, learningRate: 5e-5, maxLength: 128, stride: 64 },
  tydiqa: { training: tydiqa, languages: 'en,ko,sw', batch: 8, learningRate: 1e-4, maxLength: 256, stride: 128 },
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
    rows: {
      type: 'string',
      default: '100000',
      help: 'rows to train on at most, drawn for each seed, the same for both',
    },
    matched: {
      type: 'boolean',
      default: false,
      help: 'one head to begin with, one order of the rows, no dropout: whether the same items are answered rightly',
    },
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
      const { matched, task: name } = values;
      const languages = values.languages || task.languages;
      const mirror = resolve(values.mirror);
      const dropout = matched ? 0 : null;
      const side = { ...task, ...numbers, languages, model, mirror, task: name, dropout };
      const sequences = await trainedAndScored(side, folder);
      const peer = await peerSeeds(side, {
        ...{ python: values.peer, folder: join(folder, 'peer') },
        startOf: async (seed) => {
          const rows = await rowsTaken(side, seed);
          if (!matched) return { model, draws: { rows, batches: null } };
          const batches = batchesTaken(side, seed, sequences.get(seed) ?? 0);
          return { model: await modelAtStart(side, seed, folder), draws: { rows, batches } };
        },
      });
      const [here, there] = await Promise.all([
        readItems(join(folder, 'ours', 'items.parquet')),
        readItems(peer.items),
      ]);
      const told = peer.told.map(({ args: _, ...said }) => said);
      const about = { benchmark: 'equivalence', task: name, ...numbers, matched, peer: told };
      const agreement = agreementOf(here.results, there.results);
      return { ...about, agreement, scores: scoresBeside(there.results, here.results) };
    } finally {
      if (values.folder === '') await rm(folder, { recursive: true, force: true });
    }
  },
});

/** Scores of both sides by language, and the mean over them, with the difference's interval where there are several seeds. */
function scoresBeside(peer: Results, ours: Results) {
  const number = (value: number) => toDigits(2, value);
  return compareResults(peer, ours, { names: ['peer', 'ours'], margin: 1 })
    .rows.filter(({ quantity }) => quantity === 'score')
    .map(({ language, first, second, estimate, interval }) => ({
      language: language ?? 'macro',
      ...{ peer: number(first), ours: number(second), difference: number(estimate) },
      interval: interval?.map(number) ?? null,
      equivalent: interval !== null && interval[0] > -1 && interval[1] < 1,
    }));
}
