// What decides where several may say it: the command line, then the environment or the study file, then a default.
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { parseStudy } from '@stopover/study';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { recipeFrom } from '../commands/named-inputs.ts';
import { composeCatalogs } from '../composition/compose.ts';
import { plainEnvironment } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';
import { installCore } from '../fixtures/install-core.ts';
import { writeSmallModel } from '../fixtures/small-model.ts';
import { type Environment, readEnvironment } from './environment.ts';

/** Two executors that write down what they were told and run nothing, and a device beside the processor. */
const plugin = `
import { writeFileSync } from 'node:fs';
import { definePlugin, RequestError } from '@stopover/core';

const queue = (name) => ({
  name,
  probe: async () => ({ ok: true, detail: 'writes down what it is told' }),
  check: (settings, where) => {
    if ('acount' in settings) throw new RequestError({ where, what: 'no acount', remedy: 'account' });
  },
  async *run(jobs, { processes, threads, devices, settings }) {
    writeFileSync('told.json', JSON.stringify({ name, processes, threads, devices, settings, command: jobs[0].command }));
    for (const { key } of jobs) yield { type: 'fail', key, reason: 'nothing is run here' };
  },
});
const device = {
  name: 'lab-device',
  training: { state: 'device' },
  exclusive: true,
  probe: async () => ({ ok: true, detail: 'a device' }),
  open: async () => { throw new Error('never opened'); },
};
const cards = {
  ...device,
  name: 'lab-cards',
  devices: {
    variable: 'LAB_VISIBLE_CARDS',
    list: async () => ['0', '1', '2'].map((id) => ({ id, name: 'card ' + id, free: 64000 })),
  },
};
const rows = {
  name: 'lab-rows',
  has: async () => false,
  rows: async function* () {},
  fingerprint: async () => '0'.repeat(64),
  model: async (id) => { throw new Error('no model ' + id); },
  capabilities: {},
};
export default definePlugin({
  name: 'told',
  executors: [queue('queue-a'), queue('queue-b')],
  backends: [device, cards],
  sources: [rows],
});
`;

interface Told {
  readonly name: string;
  readonly processes: number;
  readonly threads: number;
  readonly devices?: readonly (readonly string[])[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly command: readonly string[];
}

let folder: TemporaryFolder;
let studies = 0;

const from = process.cwd();

beforeAll(async () => {
  folder = await temporaryFolder();
  await installCore(folder.path);
  await folder.write('package.json', '{ "type": "module" }');
  await folder.write('told.js', plugin);
  await writeSmallModel(join(folder.path, 'model'));
  for (const mirror of ['mirror-a', 'mirror-b']) await mkdir(join(folder.path, mirror));
  process.chdir(folder.path);
});
afterAll(async () => {
  process.chdir(from);
  await folder?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  const plain = plainEnvironment();
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(plain, name)) vi.stubEnv(name, undefined);
  vi.stubEnv('XDG_CACHE_HOME', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const head = 'model: miniature\ntargets: [xnli]\nlanguages: [sw]\nplugins: [./told.js]\n';

/** Runs a study whose file has these lines beside the usual, and gives what its executor was told. */
async function told(lines: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  await rm(join(folder.path, 'told.json'), { force: true });
  const name = `study-${studies++}`;
  await folder.write(`${name}.yaml`, `name: ${name}\n${head}${lines}`);
  const { status, stderr } = await stopoverHere(['run', `${name}.yaml`, ...args], { env });
  if (status !== 1) throw new Error(stderr);
  const text = await readFile(join(folder.path, 'told.json'), 'utf8');
  const record: Told = JSON.parse(text);
  const option = (option: string) => record.command[record.command.indexOf(option) + 1];
  return { ...record, study: name, option };
}

describe('a run', () => {
  const cores = availableParallelism();

  it('takes executor, backend and settings of a profile, field by field, then those of the study', async () => {
    const lines = 'executor: queue-a\nbackend: cpu\nexecutors: { queue-a: { account: mine, time: 10 }, queue-b: {} }\n';
    expect((await told(lines)).settings).toEqual({ account: 'mine', time: 10 });
    await folder.write('site.yaml', 'backend: lab-device\nexecutors: { queue-a: { account: ours, qos: long } }\n');
    const there = await told(lines, ['--profile', 'site.yaml']);
    expect(there.settings).toEqual({ account: 'ours', time: 10, qos: 'long' });
    expect(there.option('--backend')).toBe('lab-device');
    await folder.write('other.yaml', 'executor: queue-b\n');
    expect((await told(lines, ['--profile', 'other.yaml'])).name).toBe('queue-b');
    expect((await told(lines, ['--profile', 'other.yaml', '--executor', 'queue-a'])).name).toBe('queue-a');
  });

  it.each([
    ['executors: { queue-a: { acount: x } }', /, executors\.queue-a: no acount/],
    ['executors: { queue-c: {} }', /executors\.queue-c: .*"queue-c".*queue-a, queue-b/s],
    ['executors: { local: { x: 1 } }', /executors\.local: the executor local has no settings/],
    ['slurm: { tiem: 10 }', /, line 1, slurm: .*tiem/],
    ['executor: queue-c', /, line 1, executor: .*"queue-c"/],
    ['slrum: {}', /, line 1, slrum: there is no field "slrum".*Did you mean "slurm"/],
  ])('says what is wrong with a profile: %s', async (text, message) => {
    await folder.write('wrong.yaml', `${text}\n`);
    await expect(told('executor: queue-a\nbackend: cpu\n', ['--profile', 'wrong.yaml'])).rejects.toThrow(message);
  });

  it('takes the executor of the command line, then of the study, then the local one', async () => {
    expect((await told('executor: queue-a\n')).name).toBe('queue-a');
    expect((await told('executor: queue-a\n', ['--executor', 'queue-b'])).name).toBe('queue-b');
    expect(parseStudy(`name: s\n${head}`, 's').executor).toBe('local');
  });

  it('takes the backend of the command line, then of the study, then what works', async () => {
    const queue = 'executor: queue-a\n';
    expect((await told(`${queue}backend: lab-device\n`)).option('--backend')).toBe('lab-device');
    expect((await told(`${queue}backend: lab-device\n`, ['--backend', 'cpu'])).option('--backend')).toBe('cpu');
    expect((await told(`${queue}backend: cpu\n`, ['--backend', 'lab-device'])).option('--backend')).toBe('lab-device');
    expect(parseStudy(`name: s\n${head}`, 's').backend).toBe('auto');
  });

  it('takes processes and threads of the command line, else what the backend and the cores say', async () => {
    const queue = 'executor: queue-a\nbackend: cpu\n';
    const told3 = await told(queue, ['--processes', '3', '--threads', '2']);
    expect(told3).toMatchObject({ processes: 3, threads: 2 });
    expect(told3.option('--threads')).toBe('2');
    const usual = await told(queue);
    expect(usual.threads).toBe(1);
    // Fewer where the memory does not hold as many.
    expect(usual.processes).toBeGreaterThan(0);
    expect(usual.processes).toBeLessThanOrEqual(cores);
    const half = await told(queue, ['--threads', '2']);
    expect(half.threads).toBe(2);
    expect(half.processes).toBeLessThanOrEqual(Math.max(1, Math.floor(cores / 2)));
    const device = ['--backend', 'lab-device'];
    expect(await told(queue, device)).toMatchObject({ processes: 1, threads: 1 });
    expect(await told(queue, [...device, '--processes', '2'])).toMatchObject({ processes: 2, threads: 1 });
  });

  it('takes the devices of the command line, else those that are visible, else all, one process on each', async () => {
    const lines = 'executor: queue-a\nbackend: lab-cards\n';
    const shown = async (args: readonly string[], env?: Record<string, string>) => {
      const { processes, devices = [] } = await told(lines, args, env);
      return [processes, ...devices.map(([option, id]) => `${option} ${id}`)];
    };
    expect(await shown([])).toEqual([3, '--device 0', '--device 1', '--device 2']);
    expect(await shown([], { LAB_VISIBLE_CARDS: '2' })).toEqual([1, '--device 2']);
    expect(await shown(['--devices', '1,1'])).toEqual([2, '--device 1', '--device 1']);
    expect(await shown(['--devices', '0', '--processes', '2'])).toEqual([2, '--device 0']);
    const run = ['run', join(folder.path, `study-${studies - 1}.yaml`)];
    const refused = async (words: RegExp, ...args: readonly string[]) => {
      const { status, stderr } = await stopoverHere([...run, ...args]);
      expect(stderr).toMatch(words);
      expect(status).toBe(2);
    };
    await refused(/--devices: there is no device 3\. This machine has 0 \(card 0\), 1/, '--devices', '3');
    await refused(/the backend cpu has no devices to choose from/, '--devices', '0', '--backend', 'cpu');
    await refused(/takes the first device that its driver offers/, '--devices', '0', '--backend', 'lab-device');
    vi.stubEnv('LAB_VISIBLE_CARDS', '2,1,-1,0');
    await refused(/device 0 is none of those.*LAB_VISIBLE_CARDS.*Name some of 2, 1\./s, '--devices', '1,0');
  });

  it('takes the store of the command line, else a usual one below the working folder', async () => {
    const queue = 'executor: queue-a\nbackend: cpu\n';
    const usual = await told(queue);
    expect(usual.option('--store')).toBe(join(folder.path, 'runs', usual.study));
    expect((await told(queue, ['--store', 'mine'])).option('--store')).toBe(join(folder.path, 'mine'));
  });

  it('puts the report where the command line says, else into the store', async () => {
    const lines = 'executor: queue-a\nbackend: cpu\n';
    const exists = (...path: readonly string[]) =>
      stat(join(folder.path, ...path)).then(
        () => true,
        () => false,
      );
    const { study } = await told(lines);
    expect(await exists('runs', study, 'reports', study, 'index.html')).toBe(true);
    const other = await told(lines, ['--out', 'elsewhere']);
    expect(await exists('elsewhere', 'index.html')).toBe(true);
    expect(await exists('runs', other.study, 'reports')).toBe(false);
  });

  it('tells its jobs the source that it reads itself, wherever that was said', async () => {
    const lines = 'executor: queue-a\nbackend: cpu\n';
    const env = { STOPOVER_MIRROR: join(folder.path, 'mirror-a') };
    expect((await told(lines, [], env)).option('--source')).toBe('miniature');
  });
});

describe('the source of a study', () => {
  /** The source that a plan says it reads; in the empty mirrors it finds nothing, which it says as well. */
  const source = async (model: string, args: readonly string[], mirror?: string) => {
    const study = await folder.write('plan.yaml', `name: planned\n${head.replace('miniature', model)}`);
    const env = mirror === undefined ? {} : { STOPOVER_MIRROR: mirror };
    const { stdout } = await stopoverHere(['plan', study, '--json', '--store', 'planned', ...args], { env });
    const { source: name }: { readonly source: string } = JSON.parse(stdout);
    return name;
  };

  it('is that of --source, then of --mirror, then what the model implies, then of STOPOVER_MIRROR', async () => {
    expect(await source('miniature', ['--source', 'mirror', '--mirror', 'mirror-a'])).toBe('mirror');
    expect(await source('miniature', ['--source', 'miniature', '--mirror', 'mirror-a'], 'mirror-b')).toBe('miniature');
    expect(await source('miniature', ['--mirror', 'mirror-a'], 'mirror-b')).toBe('mirror');
    expect(await source('miniature', [], 'mirror-b')).toBe('miniature');
    expect(await source('miniature', ['--source', 'mirror'], 'mirror-b')).toBe('mirror');
    expect(await source('./model', [], 'mirror-b')).toBe('mirror');
    expect(await source('./model', ['--source', 'miniature'], 'mirror-b')).toBe('miniature');
    expect(await source('miniature', ['--source', 'lab-rows', '--mirror', 'mirror-a'], 'mirror-b')).toBe('lab-rows');
  });

  it('has the folder of --mirror before that of STOPOVER_MIRROR', async () => {
    const name = async (...args: readonly string[]) => {
      const env = { STOPOVER_MIRROR: join(folder.path, 'mirror-b') };
      const { stdout } = await stopoverHere(['doctor', '--json', ...args], { env });
      const { findings }: { readonly findings: readonly { readonly sort: string; readonly name: string }[] } =
        JSON.parse(stdout);
      return findings.find(({ sort }) => sort === 'mirror')?.name;
    };
    expect(await name()).toBe(join(folder.path, 'mirror-b'));
    expect(await name('--mirror', 'mirror-a')).toBe('mirror-a');
  });
});

describe('the recipe of a single stage', () => {
  it('is that of --recipe, then of --study, then jiant', async () => {
    const task = (await composeCatalogs([])).tasks.get('xnli', 'here');
    const file = (rate: number) =>
      folder.write(`rate-${rate}.yaml`, `name: s\n${head}recipe: { base: jiant, all: { learningRate: ${rate} } }\n`);
    const [study, other] = [await file(0.003), await file(0.004)];
    const [jiant, xtreme] = [await recipeFrom({ recipe: 'jiant' }, task), await recipeFrom({ recipe: 'xtreme' }, task)];
    expect(jiant).not.toEqual(xtreme);
    expect(await recipeFrom({}, task)).toEqual(jiant);
    expect(await recipeFrom({ study }, task)).toEqual({ ...jiant, learningRate: 0.003 });
    expect(await recipeFrom({ study, recipe: other }, task)).toEqual({ ...jiant, learningRate: 0.004 });
    expect(await recipeFrom({ study, recipe: 'xtreme' }, task)).toEqual(xtreme);
  });
});

describe('the environment', () => {
  const cache = join(homedir(), '.cache/huggingface');
  /** From the last word to the first: each row sets one variable more, and is what then holds. */
  const ladders: readonly {
    readonly field: keyof Environment;
    readonly otherwise: Environment[keyof Environment];
    readonly steps: readonly (readonly [variable: string, value: string, then: Environment[keyof Environment]])[];
  }[] = [
    {
      field: 'hubCache',
      otherwise: join(cache, 'hub'),
      steps: [
        ['XDG_CACHE_HOME', '/xdg', '/xdg/huggingface/hub'],
        ['HF_HOME', '~/hf', join(homedir(), 'hf/hub')],
        ['HUGGINGFACE_HUB_CACHE', '/earlier', '/earlier'],
        ['HF_HUB_CACHE', '/cache', '/cache'],
      ],
    },
    {
      field: 'hubTokenPath',
      otherwise: join(cache, 'token'),
      steps: [
        ['XDG_CACHE_HOME', '/xdg', '/xdg/huggingface/token'],
        ['HF_HOME', '/hf', '/hf/token'],
        ['HF_TOKEN_PATH', '/secret', '/secret'],
      ],
    },
    {
      field: 'hubToken',
      otherwise: undefined,
      steps: [
        ['HUGGING_FACE_HUB_TOKEN', 'earlier', 'earlier'],
        ['HF_TOKEN', 'now', 'now'],
      ],
    },
    {
      field: 'hubEndpoint',
      otherwise: 'https://huggingface.co',
      steps: [['HF_ENDPOINT', 'https://hub.invalid//', 'https://hub.invalid']],
    },
    {
      field: 'hubOffline',
      otherwise: false,
      steps: [
        ['TRANSFORMERS_OFFLINE', '0', false],
        ['TRANSFORMERS_OFFLINE', '1', true],
        ['HF_HUB_OFFLINE', 'no', true],
      ],
    },
    { field: 'hubLinks', otherwise: true, steps: [['HF_HUB_DISABLE_SYMLINKS', 'true', false]] },
    { field: 'mirror', otherwise: undefined, steps: [['STOPOVER_MIRROR', '/mirror', '/mirror']] },
    { field: 'data', otherwise: undefined, steps: [['STOPOVER_DATA', '/data', '/data']] },
    {
      field: 'proxies',
      otherwise: undefined,
      steps: [
        ['NO_PROXY', 'a.invalid', undefined],
        ['HTTP_PROXY', 'http://h', { http: 'http://h', except: 'a.invalid' }],
        ['HTTPS_PROXY', 'http://s', { https: 'http://s', http: 'http://h', except: 'a.invalid' }],
        ['https_proxy', 'http://small', { https: 'http://small', http: 'http://h', except: 'a.invalid' }],
      ],
    },
  ];

  it.each(ladders)('gives $field by the first variable that is set', ({ field, otherwise, steps }) => {
    expect(readEnvironment()[field]).toEqual(otherwise);
    let before = otherwise;
    for (const [variable, value, then] of steps) {
      vi.stubEnv(variable, '  ');
      expect(readEnvironment()[field], `${variable} is empty`).toEqual(before);
      vi.stubEnv(variable, value);
      expect(readEnvironment()[field], `${variable}=${value}`).toEqual(then);
      before = then;
    }
  });

  it('has a case for every field', () => {
    expect(new Set(ladders.map(({ field }) => field))).toEqual(new Set(Object.keys(readEnvironment())));
  });
});
