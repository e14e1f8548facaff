import { expectDisk } from '@stopover/study';
import { z } from 'zod';
import { command, numberOf } from '../command-line/command.ts';
import { roundsOption, sizeOption, threadsOption, vocabOption } from '../command-line/common-options.ts';
import { median, rounded } from '../measures/rounds.ts';
import { readmeStudy } from '../models/readme-study.ts';
import { sizeOf } from '../models/sizes.ts';
import { lastLineOfOwn } from '../peers/child-process.ts';

const measured = z.object({
  tokens: z.number(),
  trained: z.number(),
  losses: z.array(z.number()),
  stepSeconds: z.number(),
  cpuSeconds: z.number(),
  peakMB: z.number(),
});
const nothing = { complete: new Set<string>(), models: new Set<string>() };

await command({
  purpose:
    "Time and memory of training an adapter against the whole model, and what the README's study would keep of each.",
  options: {
    size: sizeOption,
    vocab: vocabOption,
    threads: threadsOption,
    rank: { type: 'string', default: '8', help: 'of the adapter, on query and value' },
    steps: { type: 'string', default: '6', help: 'optimizer steps of a process; the first is left out of the pace' },
    rows: { type: 'string', default: '16', help: 'examples of a batch' },
    seeds: { type: 'string', default: '3', help: "seeds of the README's study" },
    rounds: roundsOption(3),
  },
  run: async ({ size, vocab, threads, rank, steps, rows, seeds, rounds }) => {
    const run = async (of: string) =>
      measured.parse(
        await lastLineOfOwn('training/made-up-steps', [
          ...['--size', size, '--vocab', vocab, '--threads', threads],
          ...['--steps', steps, '--rows', rows, '--rank', of],
        ]),
      );
    const found: { readonly whole: z.infer<typeof measured>; readonly adapter: z.infer<typeof measured> }[] = [];
    // In turns, each in a process of its own: what else the machine does falls on both.
    for (let round = 0; round < numberOf('rounds', rounds); round++)
      found.push({ whole: await run('0'), adapter: await run(rank) });
    const of = (which: 'whole' | 'adapter', field: 'stepSeconds' | 'cpuSeconds' | 'peakMB' | 'trained') =>
      rounded(median(found.map((round) => round[which][field])));
    const about = (which: 'whole' | 'adapter') => ({
      ...{ trained: of(which, 'trained'), stepSeconds: of(which, 'stepSeconds') },
      ...{ cpuSeconds: of(which, 'cpuSeconds'), peakMB: of(which, 'peakMB') },
    });
    const times = (field: 'stepSeconds' | 'cpuSeconds') =>
      rounded(median(found.map(({ whole, adapter }) => whole[field] / adapter[field])));
    const lora = { type: 'lora', rank: numberOf('rank', rank) } as const;
    const disk = (recipe: Parameters<typeof readmeStudy>[2]) => {
      const plan = readmeStudy(sizeOf(size), numberOf('seeds', seeds), recipe);
      const all = expectDisk(plan, 1, nothing, 'all');
      const needed = expectDisk(plan, 1, nothing, 'needed');
      const gigabytes = (bytes: number) => rounded(bytes / 1e9);
      return { keptOfAllGB: gigabytes(all.end), fullestNeededGB: gigabytes(needed.peak) };
    };
    return {
      ...{ benchmark: 'adapters', size, rank: lora.rank, rounds: found.length, timesFaster: times('stepSeconds') },
      timesLessProcessor: times('cpuSeconds'),
      ...{ whole: about('whole'), adapter: about('adapter') },
      store: { whole: disk({}), adapter: disk({ adapter: lora }) },
    };
  },
});
