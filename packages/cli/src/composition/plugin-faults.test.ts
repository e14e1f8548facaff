// Plugins with faults: each is refused by its name, with the place and what to do.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, stopover } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { installCore } from '../fixtures/install-core.ts';
import { loadApart, type Outcome } from '../fixtures/load-apart.ts';

let folder: TemporaryFolder;

beforeAll(async () => {
  build();
  folder = await temporaryFolder();
  await installCore(folder.path);
}, 180_000);

afterAll(() => folder?.[Symbol.asyncDispose]());

const load = (name: string) => loadApart([[{ names: [name], from: folder.path }]])[0];
const refused = (file: string, what: string | RegExp) => ({
  exitCode: 2,
  problem: { where: file, what: expect.stringMatching(what), remedy: expect.stringMatching(/\S/) },
});

const core = "import { definePlugin } from '@stopover/core';\n";
const define = (fields: string) => `${core}export default definePlugin({ name: 'lab', ${fields} });\n`;

const taskFields = `kind: 'classification', role: 'target', about: { summary: 'Is it?', paper: 'https://x.invalid', license: 'none' },
  source: { repo: 'lab/x', revision: 'a'.repeat(40), splits: { test: 'test' } }, languages: { swa: 'sw' },
  head: { labels: ['no', 'yes'] }, metrics: [{ name: 'accuracy', range: [0, 100], score: () => 0 }], read: () => ({})`;

type Fault = readonly [title: string, file: string, text: string, what: RegExp];

/** Each in a file of its own, all loaded in one process, because starting one takes longest. */
function refuses(title: string, faults: readonly Fault[]): void {
  describe(title, () => {
    let outcomes: readonly Outcome[] = [];
    beforeAll(async () => {
      for (const [, file, text] of faults) await folder.write(file, text);
      outcomes = loadApart(faults.map(([, file]) => [{ names: [`./${file}`], from: folder.path }]));
    });
    it.each(faults.map((fault, index) => [fault[0], index, fault] as const))(
      'because of %s',
      (_, index, [, file, , what]) => {
        expect(outcomes[index]).toMatchObject(refused(`plugin ./${file}`, what));
      },
    );
  });
}

const named = (name: string, fields = taskFields) => define(`tasks: [{ name: '${name}', ${fields} }]`);
const outside = taskFields.replace("swa: 'sw'", "swa: '../sw'");

refuses('a name that cannot be one of a file', [
  ['a task above its folder', 'above.mjs', named('../x'), /tasks\[0\]\.name: must be a name of 1 to 100 characters/],
  ['a task of dots', 'dots.mjs', named('..'), /tasks\[0\]\.name: must be a name/],
  ['a task of 300 letters', 'long.mjs', named('n'.repeat(300)), /tasks\[0\]\.name: must be a name of 1 to 100/],
  ['a language above its folder', 'tag.mjs', named('x', outside), /tasks\[0\]\.languages\.swa: must be a name of 1 to/],
]);

refuses('a module that cannot be imported', [
  ['its own code', 'wrong.mjs', 'const x = 1;\nconst y = = 2;\n', /wrong\.mjs:2: Unexpected token '='$/],
  ['code that it imports', 'outer.mjs', "import './wrong.mjs';\n", /wrong\.mjs:2: Unexpected token '='$/],
  ['CommonJS', 'wrong.cjs', '\nmodule.exports = {{;\n', /wrong\.cjs:2: Unexpected token '\{'$/],
  ['a name that is not exported', 'name.mjs', "import { nothing } from '@stopover/core';\n", /name\.mjs:1: .*nothing/],
  ['a throw', 'throws.mjs', '\n\nthrow new Error("no device");\n', /failed at .*throws\.mjs:3: no device$/],
  ['a throw of no error', 'string.mjs', 'throw "no device";\n', /failed at .*string\.mjs: no device$/],
  ['a relative path', 'path.mjs', "import './gone.mjs';\n", /path\.mjs imports .*gone\.mjs, which is not there$/],
  ['a package', 'package.mjs', "import '@lab/gone';\n", /package\.mjs imports @lab\/gone, which is not there$/],
]);

describe('a module that cannot be found', () => {
  it('because it is not there', async () => {
    expect(load('./none.mjs')).toMatchObject(refused('plugin ./none.mjs', 'there is no file .*none.mjs$'));
    await folder.write('empty/readme.md', '');
    expect(load('./empty')).toMatchObject(refused('plugin ./empty', 'has no module to load'));
    await folder.write('bare.mjs', define(''));
    expect(load('bare.mjs')?.problem?.remedy).toContain('A file there is named with its path: "./bare.mjs".');
  });
});

const noPlugins: readonly (readonly [title: string, text: string, what: RegExp])[] = [
  ['nothing', 'export const x = 1;', /no default export made by definePlugin\(\)/],
  ['an object that definePlugin did not make', "export default { name: 'lab' };", /made by definePlugin\(\)/],
  ['a plugin without a name', `${core}export default definePlugin({ tasks: [] });`, /^name: /],
  ['no list', define('tasks: {}'), /^tasks: expected array/],
  ['a field that there is not', define('backend: []'), /^backend: .*did you mean backends\?$/],
  ['a metric of its own', define('metrics: []'), /^metrics: a metric belongs to a task/],
  ['a task without everything', define("tasks: [{ name: 'x' }]"), /^tasks\[0\]\.kind: .*; and \d more$/],
  ['a task of an unknown kind', define(`tasks: [{ name: 'x', ${taskFields}, kind: 'essay' }]`), /^tasks\[0\]\.kind: /],
  ['a task without labels', define(`tasks: [{ name: 'x', ${taskFields}, head: {} }]`), /^tasks\[0\]\.head\.labels: /],
  [
    'a task on a branch',
    define(
      `tasks: [{ name: 'x', ${taskFields}, source: { repo: 'lab/x', revision: 'main', splits: { test: 'test' } } }]`,
    ),
    /^tasks\[0\]\.source\.revision: must be a commit/,
  ],
  [
    'a target without a test',
    define(`tasks: [{ name: 'x', ${taskFields}, source: { repo: 'lab/x', revision: 'a'.repeat(40), splits: {} } }]`),
    /^tasks\[0\]\.source\.splits\.test: must be named/,
  ],
  [
    'a metric that cannot score',
    define(`tasks: [{ name: 'x', ${taskFields}, metrics: [{ name: 'm', range: [0, 1] }] }]`),
    /^tasks\[0\]\.metrics\[0\]\.score: must be a function$/,
  ],
  [
    'a backend that cannot be tried',
    define("backends: [{ name: 'npu', training: { state: 'host' }, exclusive: false, open() {} }]"),
    /^backends\[0\]\.probe: must be a function$/,
  ],
  [
    'a translator without fields',
    define("translators: [{ name: 't', probe() {}, open() {} }]"),
    /^translators\[0\]\.fields: /,
  ],
  ['half an architecture', define("encoders: [{ modelType: 'lab', parse() {} }]"), /is not an `Architecture`/],
  [
    'a getter that throws',
    define("get executors() { throw new Error('not today'); }"),
    /^reading executors threw: not today$/,
  ],
  [
    'a task with such a getter',
    define("tasks: [{ get head() { throw new Error('not today'); } }]"),
    /^reading tasks\[0\]\.head threw: not today$/,
  ],
];
const fileOf = (title: string) => `${title.replaceAll(' ', '-')}.mjs`;

refuses(
  'a module that gives no plugin',
  noPlugins.map(([title, text, what]) => [title, fileOf(title), text, what]),
);

describe('a plugin that keeps the contracts', () => {
  it('is loaded', async () => {
    await folder.write('well.mjs', define(`tasks: [{ name: 'x', ${taskFields} }]`));
    expect(load('./well.mjs')).toMatchObject({ tasks: ['x'] });
  });
});

describe('a plugin for another core', () => {
  const install = async (place: string, version: string | null, manifest: object) => {
    const home = `node_modules/@lab/${place}`;
    await folder.write(
      `${home}/package.json`,
      JSON.stringify({ name: `@lab/${place}`, type: 'module', main: './i.js', ...manifest }),
    );
    await folder.write(`${home}/i.js`, define(''));
    if (version === null) return;
    const copy = join(folder.path, home, 'node_modules/@stopover/core');
    await cp(join(import.meta.dirname, '../../../core/dist'), join(copy, 'dist'), { recursive: true });
    await folder.write(
      `${home}/node_modules/@stopover/core/package.json`,
      JSON.stringify({ name: '@stopover/core', version, type: 'module', exports: './dist/index.js' }),
    );
  };

  it('of another major version, which it brings', async () => {
    await install('next', '1.2.0', {});
    expect(load('@lab/next')).toMatchObject(
      refused(
        'plugin @lab/next',
        /another version of @stopover\/core: it uses version 1\.2\.0 of it, and Stopover has 0\.\d+\.\d+$/,
      ),
    );
  });

  it('of another major version, which it asks for', async () => {
    await install('asks', null, { peerDependencies: { '@stopover/core': '^1.0.0' } });
    expect(load('@lab/asks')).toMatchObject(refused('plugin @lab/asks', /it asks for \^1\.0\.0, and Stopover has/));
    await install('fits', null, { peerDependencies: { '@stopover/core': '>=0.1.0 <1' } });
    expect(load('@lab/fits')?.names?.at(-1)).toBe('lab');
  });

  it('of the same version, but a copy of its own', async () => {
    await install('copy', '0.1.0', {});
    expect(load('@lab/copy')).toMatchObject(
      refused(
        'plugin @lab/copy',
        /a copy of @stopover\/core of its own \(0\.1\.0 in .*node_modules\/@lab\/copy\/node_modules/,
      ),
    );
  });
});

describe('a name that is taken', () => {
  const executor = (name: string) => `executors: [{ name: '${name}', probe() {}, run() {} }]`;
  const named = (name: string, fields: string) => `${core}export default definePlugin({ name: '${name}', ${fields} });`;

  it.each([
    [
      'a task of a default plugin',
      named('a', `tasks: [{ name: 'xnli', ${taskFields} }]`),
      '',
      'task xnli',
      'plugin @stopover/task-xnli and plugin ./a.mjs both bring it',
    ],
    [
      'an executor of Stopover',
      named('a', executor('local')),
      '',
      'executor local',
      'plugin @stopover/executor-local and plugin ./a.mjs both bring it',
    ],
    [
      'a source of Stopover',
      named('a', "sources: [{ name: 'hub', has() {}, rows() {}, fingerprint() {}, model() {}, capabilities: {} }]"),
      '',
      'source hub',
      'Stopover itself and plugin ./a.mjs both bring it',
    ],
    [
      'something of another plugin',
      named('a', executor('q')),
      named('b', executor('q')),
      'executor q',
      'plugin ./a.mjs and plugin ./b.mjs both bring it',
    ],
    [
      'its own',
      named('a', `${executor('q')}, translators: [1, 2].map(() => ({ name: 't', fields: [], probe() {}, open() {} }))`),
      '',
      'translator t',
      'plugin ./a.mjs brings it twice',
    ],
    [
      'the name of another plugin',
      named('a', ''),
      named('a', ''),
      'plugin a',
      'plugin ./a.mjs and plugin ./b.mjs both bring it',
    ],
  ])('is told with both owners: %s', async (_, a, b, where, what) => {
    await using place = await temporaryFolder();
    await installCore(place.path);
    await place.write('a.mjs', a);
    await place.write('b.mjs', b === '' ? named('b', '') : b);
    const [loaded] = loadApart([[{ names: ['./a.mjs', './b.mjs'], from: place.path }]]);
    expect(loaded).toMatchObject({ exitCode: 2, problem: { where, what } });
  });
});

describe('a probe that throws', { timeout: 120_000 }, () => {
  it('is told of what it belongs to, and of nothing else', async () => {
    const thrower = "probe() { throw new TypeError('x is not a function'); }";
    const fields = [
      `backends: [{ name: 'npu', training: { state: 'host' }, exclusive: false, open() {}, ${thrower} }]`,
      `executors: [{ name: 'queue', run() {}, probe: async () => ({ ok: 'yes' }) }]`,
      `translators: [{ name: 'words', fields: [], open() {}, ${thrower} }]`,
    ];
    await folder.write('probes.mjs', define(fields.join(', ')));
    const study = await folder.write(
      'probes.yaml',
      'name: p\nmodel: miniature\ntargets: [xnli]\nplugins: [./probes.mjs]\n',
    );
    const listed = stopover(['backends', '--study', study]);
    expect({ status: listed.status, stderr: listed.stderr }).toEqual({ status: 0, stderr: '' });
    expect(listed.stdout).toMatch(/✗ +npu +the probe of the backend "npu" threw: x is not a function\. .*plugin/);
    const tried = stopover(['doctor', '--study', study, '--store', join(folder.path, 'store')]);
    expect({ status: tried.status, stderr: tried.stderr }).toEqual({ status: 0, stderr: '' });
    expect(tried.stdout).toMatch(/✗ +executor queue +the probe of the executor "queue" gave no answer that core knows/);
    expect(tried.stdout).toMatch(/✗ +translator words +the probe of the translator "words" threw: x is not a function/);
    const run = stopover(['run', study, '--backend', 'npu', '--store', join(folder.path, 'store')]);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^stopover: backend npu: the probe of the backend "npu" threw: x is not a function\. /);
  });
});
