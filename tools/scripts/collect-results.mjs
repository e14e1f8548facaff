// Takes what a study has found out of its store, for a page of docs/results: the item table, the differences, the figures,
// the study file, and what the study took: `npm run results -- STORE[#STUDY] NAME --peak-mb N`
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'peak-mb': { type: 'string' }, processes: { type: 'string', default: '2' } },
});
const [named, name] = positionals;
if (named === undefined || name === undefined || !/^[a-z0-9-]+$/.test(name)) {
  console.error('Give a store, with #STUDY where it has several, and the name of the page: STORE#STUDY NAME.');
  process.exit(2);
}
const root = new URL('../..', import.meta.url).pathname;
const [store = '', study = readdirSync(join(named, 'studies'))[0] ?? ''] = named.split('#');
const report = mkdtempSync(join(tmpdir(), 'stopover-results-'));
const command = join(root, 'node_modules/.bin/stopover');
const stopover = (/** @type {string[]} */ ...args) =>
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
stopover('report', `${store}#${study}`, '--out', report);
// From the item table alone, which is all that a reader has.
stopover('analyse', join(report, 'items.parquet'), '--out', join(report, 'again'));

const out = join(root, 'docs/results', name);
mkdirSync(join(out, 'figures'), { recursive: true });
for (const file of ['items.parquet', 'study.yaml', 'again/effects.csv'])
  copyFileSync(join(report, file), join(out, basename(file)));
for (const file of readdirSync(join(report, 'figures')))
  if (file.endsWith('.svg')) copyFileSync(join(report, 'figures', file), join(out, 'figures', file));

/** The records of the study's stages. */
const plan = JSON.parse(readFileSync(join(store, 'studies', study, 'plan.json'), 'utf8'));
/** @type {Set<string>} */
const keys = new Set(plan.stages.map((/** @type {{ key: string }} */ { key }) => key));
const records = readdirSync(join(store, 'stages'))
  .filter((key) => keys.has(key))
  .map((key) => JSON.parse(readFileSync(join(store, 'stages', key, 'stage.json'), 'utf8')));
/** @type {(kind: string | null, field: string) => number} */
const sum = (kind, field) =>
  records.filter(({ stage }) => kind === null || stage.kind === kind).reduce((total, one) => total + one[field], 0);
const times = records.flatMap(({ made }) => [Date.parse(made.startedAt), Date.parse(made.finishedAt)]);
const bytesOf = (/** @type {string} */ folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
const { version, node, platform, cpu, cores } = records[0].made;
const { layers } = JSON.parse(readFileSync(join(report, 'summary.json'), 'utf8'));
const run = {
  study: plan.study.name,
  made: { version, engine: records[0].stage.engine, node, platform, cpu, cores, processes: Number(values.processes) },
  finished: new Date(Math.max(...times)).toISOString().slice(0, 10),
  stages: records.length,
  trainings: records.filter(({ stage }) => stage.kind === 'train').length,
  cpuHours: {
    training: round(sum('train', 'cpuSeconds') / 3600),
    evaluation: round(sum('evaluate', 'cpuSeconds') / 3600),
    all: round(sum(null, 'cpuSeconds') / 3600),
  },
  wallHours: round((Math.max(...times) - Math.min(...times)) / 3.6e6),
  peakMemoryMb: Math.max(...records.map(({ peakMemory }) => peakMemory ?? 0)),
  storeMb: Math.round(bytesOf(store) / 1e6),
  layers: (layers ?? []).map((/** @type {Record<string, unknown>} */ one) => ({
    target: one['target'],
    title: one['title'],
    scores: one['scores'],
  })),
  peakStoreMb: values['peak-mb'] === undefined ? null : Number(values['peak-mb']),
};
writeFileSync(join(out, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
rmSync(report, { recursive: true });
console.log(`${out}: ${records.length} stages, ${run.cpuHours.all} CPU-hours.`);

function round(/** @type {number} */ hours) {
  return Math.round(100 * hours) / 100;
}
