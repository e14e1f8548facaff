import { expectDisk } from '@stopover/study';
import { command, numberOf } from '../command-line/command.ts';
import { rounded } from '../measures/rounds.ts';
import { readmeStudy } from '../models/readme-study.ts';
import { sizeOf } from '../models/sizes.ts';

const nothing = { complete: new Set<string>(), models: new Set<string>() };

await command({
  purpose: "Says what the README's study would take of a disk, by its plan: nothing is trained or downloaded.",
  options: {
    size: { type: 'string', default: 'base', help: 'shape of the model: tiny, mini, small, base, large' },
    seeds: { type: 'string', default: '3', help: 'how many seeds' },
    processes: { type: 'string', default: '1', help: 'stages at the same time' },
  },
  run: async (values) => {
    const [size, processes] = [sizeOf(values.size), numberOf('processes', values.processes)];
    const plan = readmeStudy(size, numberOf('seeds', values.seeds));
    const gigabytes = (bytes: number) => rounded(bytes / 1e9);
    const kept = (['needed', 'intermediates', 'all'] as const).map((keep) => {
      const { peak, end } = expectDisk(plan, processes, nothing, keep);
      return [keep, { peakGB: gigabytes(peak), endGB: gigabytes(end) }] as const;
    });
    const trained = plan.stages.filter(({ kind }) => kind === 'train').length;
    return { benchmark: 'disk', size, processes, stages: plan.stages.length, trained, ...Object.fromEntries(kept) };
  },
});
