import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openStore, type StageRecord } from '@stopover/study';
import { z } from 'zod';
import { command, needed } from '../command-line/command.ts';
import { program } from '../command-line/program.ts';
import { processor, versions } from '../measures/about.ts';
import { rounded } from '../measures/rounds.ts';
import { documentOf } from '../peers/child-process.ts';
import { measuredProcesses } from '../studies/measured-processes.ts';

const planned = z.object({
  stages: z.array(z.object({ key: z.string(), kind: z.string(), seconds: z.number().nullable(), steps: z.number() })),
  time: z.object({ processSeconds: z.number() }),
});
type Planned = z.infer<typeof planned>;

await command({
  purpose:
    'Plans a study on a new store, runs it with one thread a process, and compares: estimated seconds of the processor, those\n' +
    'used, and their ratio, by kind of stage and in all. Processor time, so that what else runs on the machine counts little;\n' +
    'it is measured again after the run, and `drift` says by how much the same plan then differs.',
  options: {
    study: { type: 'string', help: 'study file' },
    source: { type: 'string', help: "where its rows are (default: the program's)" },
    mirror: { type: 'string', help: 'folder of a mirror' },
  },
  run: async ({ study, source, mirror }) => {
    const path = resolve(needed('study', study, 'Give a study file: `--study FILE`.'));
    const from = [...(source ? ['--source', source] : []), ...(mirror ? ['--mirror', resolve(mirror)] : [])];
    const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
    const work = (name: string) => [path, '--store', join(folder, name), '--processes', '1', '--threads', '1', ...from];
    const plan = async (name: string, ...more: readonly string[]) =>
      planned.parse(await documentOf('plan', process.execPath, [program, 'plan', ...work(name), '--json', ...more]));
    try {
      const before = await plan('store');
      const run = [process.execPath, program, 'run', ...work('store')];
      const { cpuSeconds: ran } = await measuredProcesses(run);
      // The same with nothing to do: what is no stage's.
      const { cpuSeconds: idle } = await measuredProcesses(run);
      const after = await plan('again');
      const records = await openStore(join(folder, 'store')).records();
      return {
        ...{ benchmark: 'plan', study, cpu: processor(), ...versions() },
        ...compared(before, records),
        processes: ratio(before.time.processSeconds, ran - idle),
        drift: rounded(after.time.processSeconds / before.time.processSeconds),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** Estimate and truth, by kind and task of stages. */
function compared({ stages }: Planned, records: readonly StageRecord[]) {
  const byKey = new Map(records.map((record) => [record.stage.key, record]));
  const sorts = new Map<string, { stages: number; estimated: number; used: number }>();
  const memory: number[] = [];
  for (const { key, seconds } of stages) {
    const record = byKey.get(key);
    if (!record || seconds === null) continue;
    const sort = `${record.stage.kind} ${sortOf(record)}`;
    const { cpuSeconds = 0, peakMemory = 0 } = record;
    const sum = sorts.get(sort) ?? { stages: 0, estimated: 0, used: 0 };
    sorts.set(sort, { stages: sum.stages + 1, estimated: sum.estimated + seconds, used: sum.used + cpuSeconds });
    memory.push(peakMemory);
  }
  const all = [...sorts.values()];
  const total = (of: 'estimated' | 'used') => all.reduce((sum, one) => sum + one[of], 0);
  return {
    sorts: Object.fromEntries(
      [...sorts].map(([sort, one]) => [sort, { stages: one.stages, ...ratio(one.estimated, one.used) }]),
    ),
    stages: { stages: stages.length, ...ratio(total('estimated'), total('used')) },
    peakMemoryMB: Math.max(0, ...memory),
  };
}

function sortOf({ stage }: StageRecord): string {
  const shots = stage.kind === 'train' && stage.shots ? `, ${stage.shots.k} shots` : '';
  return `${[...new Set(stage.data.map(({ task }) => task))].join(' + ')}${shots}`;
}

function ratio(estimated: number, used: number) {
  return { estimated: rounded(estimated), used: rounded(used), ratio: rounded(estimated / used) };
}
