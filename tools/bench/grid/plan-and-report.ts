// What `bench:grid` does: a plan, and a report from a store that is made for it.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '@stopover/study';
import { z } from 'zod';
import { rounded } from '../measures/rounds.ts';
import { madeUpFiles } from './made-up-files.ts';
import { firstGain } from './made-up-scores.ts';
import { fillStore } from './made-up-store.ts';
import { measuredCommand } from './measured-command.ts';
import { type GridSize, plannedStudy, reportedStudy } from './study-file.ts';

/** Plans a study into a store. */
async function planInto(folder: string, name: string, study: string, node: readonly string[]) {
  const [file, store] = [join(folder, `${name}.yaml`), join(folder, name)];
  await writeFile(file, study);
  const data = await madeUpFiles(join(folder, 'data'));
  const taken = await measuredCommand(['plan', file, '--source', 'made-up', '--store', store], { node, data });
  const { stages, cells, jobs } = await openStore(store).loadPlan();
  const written = (await stat(join(store, 'studies', name, 'plan.json'))).size;
  return { ...taken, stages: stages.length, cells: cells.length, jobs: jobs.length, planGB: rounded(written / 1e9) };
}

/** Plans the large grid in a folder; `node` are arguments of Node.js. */
export const planned = (folder: string, size: GridSize, node: readonly string[]) =>
  planInto(folder, 'planned', plannedStudy(size), node);

/** Reports the other grid, from a store in the folder that is made where there is none. */
export async function reported(folder: string, size: GridSize, rows: number, node: readonly string[]) {
  const store = openStore(join(folder, 'reported'));
  if ((await store.keys()).size === 0) {
    await planInto(folder, 'reported', reportedStudy(size), []);
    await fillStore(store, await store.loadPlan(), rows);
  }
  const plan = await store.loadPlan();
  const evaluations = plan.stages.filter(({ kind }) => kind === 'evaluate').length;
  const out = join(folder, 'report');
  const taken = await measuredCommand(['report', store.folder, '--out', out], { node, data: folder });
  const made = { stages: plan.stages.length, evaluations, items: plan.cells.length * rows };
  return { ...taken, ...made, ...(await sizesOf(out)), gain: { made: firstGain, found: await gainIn(out) } };
}

async function sizesOf(folder: string) {
  const sizes = new Map<string, number>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) sizes.set(entry.name, (await stat(join(entry.parentPath, entry.name))).size);
  const megabytes = (bytes = 0) => rounded(bytes / 1e6);
  return {
    itemsMB: megabytes(sizes.get('items.parquet')),
    pageMB: megabytes(sizes.get('index.html')),
    outputsMB: megabytes([...sizes.values()].reduce((sum, one) => sum + one, 0)),
  };
}

const summarySchema = z.object({
  effects: z.array(
    z.object({
      condition: z.object({ intermediate: z.string(), shots: z.number() }),
      against: z.object({ intermediate: z.string(), shots: z.number() }),
      language: z.string().nullable(),
      estimate: z.number(),
    }),
  ),
});

/** What the report says of the first intermediate without shots, over the targets. */
async function gainIn(folder: string): Promise<number> {
  const { effects } = summarySchema.parse(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')));
  const own = effects.filter(
    ({ condition, against, language }) =>
      condition.intermediate === 'mnli' &&
      condition.shots === 0 &&
      against.intermediate === 'none' &&
      against.shots === 0 &&
      language === null,
  );
  return rounded(own.reduce((sum, { estimate }) => sum + estimate, 0) / own.length);
}
