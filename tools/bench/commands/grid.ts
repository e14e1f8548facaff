import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, numberOf } from '../command-line/command.ts';
import { planned, reported } from '../grid/plan-and-report.ts';
import type { GridSize } from '../grid/study-file.ts';

await command({
  purpose:
    'Plans a grid of the paper’s size over made-up tables, and reports another one from a store of made-up scores.',
  options: {
    targets: { type: 'string', default: '12', help: 'how many targets, of twelve; the report has five at most' },
    intermediates: { type: 'string', default: '11', help: 'how many intermediate tasks, of eleven' },
    seeds: { type: 'string', default: '5', help: 'how many seeds' },
    draws: { type: 'string', default: '5', help: 'draws of 10, 50, 100 and 500 shots' },
    rows: { type: 'string', default: '500', help: 'rows of an evaluation' },
    only: { type: 'string', default: '', help: 'plan or report: one of the two' },
    folder: { type: 'string', default: '', help: 'where the stores are made and stay; a temporary one goes' },
    profile: { type: 'string', default: '', help: 'folder for a CPU profile of each command' },
  },
  run: async (values) => {
    const size: GridSize = {
      targets: numberOf('targets', values.targets),
      intermediates: numberOf('intermediates', values.intermediates),
      seeds: numberOf('seeds', values.seeds),
      draws: numberOf('draws', values.draws),
    };
    const rows = numberOf('rows', values.rows);
    const node = values.profile === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
    const folder = values.folder || (await mkdtemp(join(tmpdir(), 'stopover-bench-grid-')));
    await mkdir(folder, { recursive: true });
    try {
      const plan = values.only === 'report' ? {} : { plan: await planned(folder, size, node) };
      const report = values.only === 'plan' ? {} : { report: await reported(folder, size, rows, node) };
      return { benchmark: 'grid', ...size, rows, ...plan, ...report };
    } finally {
      if (values.folder === '') await rm(folder, { recursive: true, force: true });
    }
  },
});
