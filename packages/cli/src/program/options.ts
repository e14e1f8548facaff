import { type Command, InvalidArgumentError } from 'commander';
import { embeddedWorld } from '../composition/plugins.ts';

/** Options of every command. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Where rows and models come from. */
export interface SourceOptions {
  readonly mirror?: string;
  readonly source?: string;
}

/** Of which study a command is: what is not the file's. */
export interface ChangeOptions {
  /** Fields of the study file: `recipe.all.maxLength=128`. */
  readonly set?: readonly string[];
}

/** How much of the data is read. */
export interface LimitOptions {
  /** At most so many rows of each table. */
  readonly limit?: number;
}

/** Of which part of which study a command is. */
export interface PartOptions extends ChangeOptions, LimitOptions {
  /** Parts of the grid: `target=xnli,seed=1`. */
  readonly only?: readonly string[];
}

/** What is to be loaded beside the default plugins. */
export interface PluginOptions {
  /** A study file, whose plugins are loaded. */
  readonly study?: string;
  /** Packages, or files by their path. */
  readonly plugin?: readonly string[];
}

/** A study file gives its recipe too, where none is asked for. */
export interface RecipeOptions extends PluginOptions, ChangeOptions {
  /** A published recipe, or a study file whose recipe is used. */
  readonly recipe?: string;
}

/** Where trainings are shown beside the store. */
export interface TrackerOptions {
  /** Names of trackers, or `none`; absent: the study's. */
  readonly tracker?: readonly string[];
}

/** How stages are run. */
export interface WorkOptions {
  readonly store?: string;
  readonly backend?: string;
  readonly executor?: string;
  readonly processes?: number;
  readonly threads?: number;
  readonly devices?: readonly string[];
  readonly out?: string;
  /** Whether the run itself is left to the executor's queue. */
  readonly detach?: boolean;
}

/** Parses a whole number from `least` to `most`: what is beyond it is a slip of the pen, and would never end. */
export const wholeNumber =
  (most: number, least = 1) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

/** Parses a number of optimizer steps, or of anything else that there may be many of. */
export const countNumber = wholeNumber(1e9);

/** Parses a number of threads or processes: no machine runs more, and starting them would take it down. */
export const parallelNumber = wholeNumber(1024);

/** Parses the number of a hidden state: 0 is the embeddings. */
export const layerNumber = wholeNumber(1024, 0);

/** Parses any number. */
export function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
}

/** Parses a difference in points that is above 0. */
export function pointsNumber(text: string): number {
  const value = anyNumber(text);
  if (value > 0 && value <= 100) return value;
  throw new InvalidArgumentError('It must be a number of points above 0 and up to 100.');
}

/** Parses a seed: a whole number from 0 to 2^32 - 1. */
export function seedNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < 2 ** 32) return value;
  throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
}

/** Parses the first of three seeds: the next two must be seeds too. */
export function firstSeed(text: string): number {
  const value = seedNumber(text);
  if (value < 2 ** 32 - 2) return value;
  throw new InvalidArgumentError('It must be a whole number from 0 to 4294967293: the next two are used as well.');
}

/** Splits a comma-separated list and adds it to what the same option gave before; empty names and names twice are refused. */
export function nameList(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new InvalidArgumentError('It must be a comma-separated list of names.');
  return joined(before, names);
}

/** A list with what the option gave before it: an option that takes a list may be given several times. */
function joined<T extends string | number>(before: readonly T[], more: readonly T[]): readonly T[] {
  const items = [...before, ...more];
  const second = items.findIndex((item, i) => items.indexOf(item) !== i);
  const item = items[second];
  if (item === undefined) return items;
  const first = items.indexOf(item) + 1;
  throw new InvalidArgumentError(`It names ${item} twice, in places ${first} and ${second + 1}.`);
}

/** Parses `all`, or a comma-separated list of layers, which is added to what the same option gave before. */
export function layerList(text: string, before: 'all' | readonly number[] = []): 'all' | readonly number[] {
  if (before === 'all' || (text === 'all' && before.length > 0))
    throw new InvalidArgumentError('All layers and some of them are asked for: give --layers once.');
  if (text === 'all') return text;
  const layers = text.split(',').map((layer) => (/^\s*\d{1,5}\s*$/.test(layer) ? Number(layer) : Number.NaN));
  if (layers.every((layer) => Number.isSafeInteger(layer))) return joined(before, layers);
  throw new InvalidArgumentError("It must be all, or numbers of layers like 8,9,14; 0 is the embeddings' output.");
}

/** Parses a device: its number, or an id of its maker like `GPU-5a6b`. */
export function deviceName(text: string): string {
  const id = text.trim();
  if (/^(\d{1,3}|[A-Za-z][\w/-]*-[\w/-]+)$/.test(id)) return id;
  throw new InvalidArgumentError("It must be a device's number, like 1, or its id, like GPU-5a6b.");
}

/** Parses devices; one that is named twice takes two processes. */
export function deviceList(text: string, before: readonly string[] = []): readonly string[] {
  try {
    return [...before, ...text.split(',').map(deviceName)];
  } catch {
    throw new InvalidArgumentError('It must be numbers of devices like 0,1,3, or their ids.');
  }
}

/** Parses `mean` or `cls`. */
export function poolingName(text: string): 'mean' | 'cls' {
  if (text === 'mean' || text === 'cls') return text;
  throw new InvalidArgumentError('It must be mean or cls.');
}

/** Adds what another of a repeated option gave to those before. */
const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Adds `--only`, `--set` and `--limit`. */
export const addPartOptions = (command: Command): Command =>
  addLimitOption(
    addChangeOptions(
      command.option(
        '--only <cells>',
        'only these cells of the grid and what they need, like target=xnli,language=sw,seed=1; may be given several times',
        several,
      ),
      'change a field of the study, like recipe.all.maxLength=128',
    ),
  );

/** Adds `--tracker`; `otherwise` says what holds without it. */
export const addTrackerOption = (command: Command, otherwise: string): Command =>
  command.option(
    '--tracker <list>',
    `also show trainings to tensorboard, jsonl, or a plugin's; none turns all off (default: ${otherwise})`,
    nameList,
  );

/** Adds `--limit`. */
export const addLimitOption = (command: Command): Command =>
  command.option('--limit <n>', 'read at most so many rows of each training and test table: for a trial', countNumber);

/** Adds `--set`; `what` says what it does. */
const addChangeOptions = (command: Command, what: string): Command =>
  command.option('--set <path=value>', `${what}; may be given several times`, several);

/** Adds `--study` and `--plugin`; `also` says what else of the study is used. */
export const addPluginOptions = (command: Command, also = ''): Command =>
  command
    .option('--study <file>', `also load the plugins that this study names${also}`)
    .option('--plugin <name>', 'also load this plugin, a package or a file; may be given several times', several);

/** Adds `--recipe`, which `--study` gives where it is left out, and the options of plugins; `use` says what it decides. */
export const addRecipeOptions = (command: Command, use: string): Command =>
  addPluginOptions(
    addChangeOptions(
      command.option(
        '--recipe <name or file>',
        `${use}: jiant, xtreme, or a study file (default: of --study, or jiant)`,
      ),
      'change a field of the recipe, like recipe.all.maxLength=128',
    ),
    ', and use its recipe',
  );

/** Adds `--mirror` and `--source`. */
export const addSourceOptions = (command: Command): Command =>
  command
    .option('--mirror <folder>', 'read data sets and models from a local mirror (or set STOPOVER_MIRROR)')
    .option('--source <name>', `hub, mirror, ${embeddedWorld}, or a source of a plugin`);

/** Adds the options of commands that run stages. */
export const addWorkOptions = (command: Command, store: string): Command =>
  command
    .option('--store <folder>', `where stages are kept (default: ${store})`)
    .option('--backend <name>', "cpu, cuda, webgpu, a plugin's, or auto (default: the study's)")
    .option('--executor <name>', "local, slurm, or a plugin's (default: the study's)")
    .option('--processes <n>', 'stages at the same time (default: cores / threads, and 1 on a GPU)', parallelNumber)
    .option(
      '--devices <list>',
      'GPUs, one process on each; 0,0 puts two on one (default: all that are visible)',
      deviceList,
    )
    .option('--threads <n>', 'threads of each process (default: 1)', parallelNumber)
    .option('--out <folder>', 'where the report goes (default: reports/<study> in the store)');
