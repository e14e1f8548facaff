import { RequestError } from '@stopover/core';
import {
  bytesOf,
  checkStore,
  type DamagedStage,
  isPartial,
  type Prunable,
  prunable,
  prune,
  type Store,
  type StoredSizes,
  type StoredStage,
  storeContents,
} from '@stopover/study';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal, type Terminal } from '../program/terminal.ts';
import { byteSize, counted } from '../views/quantities.ts';
import { table } from '../views/table.ts';
import { openOwnStore } from './find-stage.ts';
import { splitName } from './stored-study.ts';

/** Options of `store`. */
export interface StoreOptions extends OutputOptions {
  readonly verify?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
}

/** Lists what a store, or one study of it, holds; checks it; removes what no study needs. Returns the exit status. */
export async function store(named: string, options: StoreOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { folder, study } = await splitName(named);
  if (options.yes && !options.prune)
    throw new RequestError({ where: '--yes', what: 'there is nothing to say yes to', remedy: 'Give --prune as well.' });
  const opened = await openOwnStore(folder);
  if (study !== undefined) await opened.loadPlan(study);
  if (options.prune) return pruned(opened, study, options.yes === true, terminal);
  const all = await storeContents(opened);
  const stages = all.filter(({ studies }) => study === undefined || studies.includes(study));
  const damaged = options.verify ? await verified(opened, stages, terminal) : undefined;
  terminal.document({ store: opened.folder, stages, bytes: total(stages), ...(damaged && { damaged }) });
  if (stages.length > 0) list(stages, terminal);
  else terminal.print('There is no stage in it.');
  if (!damaged) return 0;
  for (const { problem } of damaged) terminal.print(terminal.colors.yellow(problem));
  if (damaged.length === 0) terminal.print('Every file is the one that its record tells of.');
  return damaged.length > 0 ? 1 : 0;
}

function verified(opened: Store, stages: readonly StoredStage[], terminal: Terminal): Promise<readonly DamagedStage[]> {
  const keys = stages.flatMap((stage) => (isPartial(stage) ? [] : [stage.key]));
  let done = 0;
  return checkStore(opened, keys, () => {
    done++;
    if (terminal.redraws) terminal.draw(`\r${done}/${keys.length} stages checked${done === keys.length ? '\n' : ''}`);
  });
}

const right = 'right' as const;
const sizeColumns = ['models', 'checkpoints', 'predictions', 'logs', 'all'].map((title) => ({ title, align: right }));

function list(stages: readonly StoredStage[], terminal: Terminal): void {
  const columns = [{ title: 'stage' }, { title: 'key' }, { title: 'state' }, { title: 'studies' }, ...sizeColumns];
  const rows = stages.map(({ key, title, state, dropped, studies, bytes }) => [
    title ?? '',
    key.slice(0, 8),
    dropped ? `${state}, model dropped` : state,
    studies.join(' ') || 'none',
    ...sizes(bytes),
  ]);
  terminal.print(table(columns, rows, terminal.colors.bold));
  terminal.print('');
  const names = [...new Set(stages.flatMap(({ studies }) => studies))].sort((a, b) => (a < b ? -1 : 1));
  const groups = [
    ...names.map((name) => [name, stages.filter(({ studies }) => studies.includes(name))] as const),
    ['no study', stages.filter(({ studies }) => studies.length === 0)] as const,
    ['all', stages] as const,
  ].filter(([, own]) => own.length > 0);
  const sums = groups.map(([name, own]) => [name, String(own.length), ...sizes(total(own))]);
  terminal.print(table([{ title: 'study' }, { title: 'stages', align: right }, ...sizeColumns], sums));
}

const sizes = (bytes: StoredSizes): readonly string[] =>
  [bytes.models, bytes.checkpoints, bytes.predictions, bytes.logs, bytesOf(bytes)].map((size) =>
    size === 0 ? '' : byteSize(size),
  );

const total = (stages: readonly StoredStage[]): StoredSizes => {
  const sum = (part: keyof StoredSizes) => stages.reduce((all, { bytes }) => all + bytes[part], 0);
  return {
    models: sum('models'),
    checkpoints: sum('checkpoints'),
    predictions: sum('predictions'),
    logs: sum('logs'),
  };
};

const inWords: Readonly<Record<Prunable['what'], string>> = {
  model: 'a model that nothing waits for',
  stage: 'a stage of no study',
  partial: 'a stage that was begun, of no study',
  damaged: 'damaged checkpoints',
  rest: 'what a removal left',
};

/** Shows what a prune removes, and with `yes` removes it. */
async function pruned(opened: Store, study: string | undefined, yes: boolean, terminal: Terminal): Promise<number> {
  const found = await prunable(opened, study);
  let freed = 0;
  if (yes) for (const one of found) freed += await prune(opened, one);
  terminal.document({ store: opened.folder, prunable: found, removed: yes, freed });
  if (found.length > 0) {
    const columns = [{ title: 'stage' }, { title: 'key' }, { title: 'what' }, { title: 'bytes', align: right }];
    const rows = found.map(({ title, key, what, bytes }) => [
      title ?? '',
      key.slice(0, 8),
      inWords[what],
      byteSize(bytes),
    ]);
    terminal.print(table(columns, rows, terminal.colors.bold));
  }
  const size = byteSize(found.reduce((sum, { bytes }) => sum + bytes, 0));
  if (found.length === 0) terminal.print('There is nothing that no study needs.');
  else if (yes) terminal.print(`Removed: ${byteSize(freed)} are free.`);
  else terminal.print(`${counted(found.length, 'thing')}, ${size}. Nothing was removed: --yes removes it.`);
  return 0;
}
