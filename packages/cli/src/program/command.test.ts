import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultPlugins } from '../composition/plugins.ts';
import { build, program, stopover } from '../fixtures/command.ts';
import { temporaryFolder } from '../fixtures/folder.ts';

beforeAll(build, 180_000);

/** The JSON document of a command that must have written one and nothing else. */
const documentOf = (...args: string[]): unknown => JSON.parse(stopover([...args, '--json']).stdout);

describe('the command line', () => {
  it('shows its help quickly, because no command is imported for it', () => {
    // Time of the processor, not of the clock: other tests run beside this one.
    const report =
      'process.on("exit", () => { const t = process.cpuUsage(); process.stderr.write(String(t.user + t.system)); })';
    const flags = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
    const times = Array.from({ length: 5 }, () => {
      const { stderr } = spawnSync(process.execPath, [...flags, program, '--help'], { encoding: 'utf8' });
      return Number(stderr) / 1000;
    }).sort((a, b) => a - b);
    const median = times[2] ?? Number.NaN;
    console.log(`stopover --help: ${Math.round(median)} ms of processor time, the median of 5`);
    // 130 ms on an idle machine of 2026, where the clock says the same. The goal is 300; a busy cache doubles it.
    expect(median).toBeLessThan(600);
  });

  it('has the commands that scripts rely on', () => {
    const commands = [...stopover(['--help']).stdout.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name]) => name);
    expect(commands).toEqual([
      ...[
        'demo',
        'init',
        'run',
        'plan',
        'fetch',
        'store',
        'report',
        'analyse',
        'status',
        'show',
        'watch',
        'cancel',
        'logs',
        'claims',
        'compare',
        'publish',
        'finetune',
        'evaluate',
        'export',
        'pretrain',
        'score',
      ],
      ...['tasks', 'backends', 'plugins', 'doctor'],
    ]);
  });

  it.each([
    [['demoo'], "stopover: unknown command 'demoo' (Did you mean demo?). See `stopover --help`."],
    [['run'], "stopover: missing required argument 'study'. See `stopover run --help`."],
    [
      ['run', 'x.yaml', '--thread', '2'],
      "stopover: unknown option '--thread' (Did you mean --threads?). See `stopover run --help`.",
    ],
    [
      ['run', 'x.yaml', '--threads', 'two'],
      "stopover: option '--threads <n>' argument 'two' is invalid. It must be a whole number from 1 to 1024. See `stopover run --help`.",
    ],
    [
      ['evaluate', '--model', 'm', '--task', 'xnli', '--threads', '100000'],
      "stopover: option '--threads <n>' argument '100000' is invalid. It must be a whole number from 1 to 1024. See `stopover evaluate --help`.",
    ],
    [
      ['evaluate', '--model', 'm', '--task', 'xnli', '--languages', 'de,sw,de'],
      "stopover: option '--languages <list>' argument 'de,sw,de' is invalid. It names de twice, in places 1 and 3. See `stopover evaluate --help`.",
    ],
    [
      ['evaluate', '--model', 'm', '--task', 'xnli', '--languages', 'de', '--languages', 'sw,de'],
      "stopover: option '--languages <list>' argument 'sw,de' is invalid. It names de twice, in places 1 and 3. See `stopover evaluate --help`.",
    ],
    [
      ['finetune', '--model', 'm', '--source', 'miniature', '--task', 'copa', '--languages', 'xx', '--languages', 'en'],
      'stopover: --languages: copa has no language "xx". copa has en.',
    ],
    [
      ['evaluate', '--model', 'm', '--task', 'tatoeba', '--layers', '3', '--layers', 'all'],
      "stopover: option '--layers <list>' argument 'all' is invalid. All layers and some of them are asked for: give --layers once. See `stopover evaluate --help`.",
    ],
    [
      ['demo', '--seed', '4294967294'],
      "stopover: option '--seed <n>' argument '4294967294' is invalid. It must be a whole number from 0 to 4294967293: the next two are used as well. See `stopover demo --help`.",
    ],
    [
      ['evaluate', '--model', 'miniature', '--source', 'miniature', '--task', 'pan-x', '--languages', 'tl,fil'],
      'stopover: --languages: "tl" and "fil" are both fil of pan-x. Name each language once.',
    ],
    [
      ['pretrain', '--text', 'miniature', '--tokenizer', 'miniature', '--out', 'x', '--max-length', '4'],
      'stopover: --max-length: 4 does not fit: it must be at least 8. Change the value.',
    ],
    [
      ['finetune', '--task', 'copa'],
      'stopover: --model and --init: neither was given. Name a model with --model, or a stage to go on from with --init.',
    ],
    [
      ['finetune', '--model', 'miniature'],
      "stopover: required option '--task <name>' not specified. See `stopover finetune --help`.",
    ],
    [['data', 'check', '--foo'], "stopover: unknown option '--foo'. See `stopover data check --help`."],
  ])('refuses %j as a wrong request', (args, message) => {
    const { status, stdout, stderr } = stopover(args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `${message}\n` });
  });

  it('tells everything that is wrong with a study file, a line each', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 's.yaml');
    await writeFile(path, 'name: x\nmodel: miniature\ntargets: [xnlo, xcopa, xcopa]\nbackends: cpu\n');
    const { stderr, stdout, status } = stopover(['plan', path, '--json']);
    const document = JSON.parse(stdout);
    const named = [document.error, ...document.error.others].map(({ what }) => what);
    const parts = ['"xcopa" is named twice', 'there is no field "backends"', 'there is no task "xnlo"'];
    parts.forEach((part, i) => {
      expect(named[i]).toContain(part);
      expect(stderr.split('\n')[i]).toContain(part);
    });
    expect({ status, problems: named.length, lines: stderr.trim().split('\n').length }).toEqual({
      status: 2,
      problems: 3,
      lines: 3,
    });
  });

  it('says its version and its help by the words that people try', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    for (const word of ['-v', '-V', '--version']) {
      expect(stopover([word])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    }
    const { status, stdout } = stopover(['help', 'finetune']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: stopover(['finetune', '--help']).stdout });
    expect(stdout).toMatch(/--task <name> .*\(required\)/);
    expect(stdout).toMatch(/--seed <n> .*\(default: 1\)/);
  });

  it('says what to do in a clone that nobody has built', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('packages/cli/bin/stopover.js', readFileSync(program, 'utf8'));
    await folder.write('packages/cli/package.json', '{ "type": "module" }');
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, 'demo', '--json'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('npm run build') });
    expect(JSON.parse(stdout)).toMatchObject({ status: 2, error: { where: expect.stringContaining(folder.path) } });
  });

  it('says what is wrong with it as JSON too', () => {
    expect(documentOf('tasks', '--studdy')).toMatchObject({
      status: 2,
      error: { what: expect.stringContaining('--study') },
    });
  });

  it('does not fail when its reader has seen enough', () => {
    const script = `set -o pipefail; '${process.execPath}' '${program}' tasks --json | head -c 10`;
    expect(spawnSync('bash', ['-c', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('says what it needs when there is no study', async () => {
    await using folder = await temporaryFolder();
    const { status, stderr } = stopover(['report', folder.path]);
    expect(status).toBe(2);
    expect(stderr).toContain('there is no study in this folder');
  });
});

describe('what is there', () => {
  it('is listed by tasks, with source, licence and metrics', () => {
    const { stdout, stderr, status } = stopover(['tasks']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^xnli +classification +target +accuracy +facebook\/xnli +CC-BY-NC-4\.0 +ar bg de … \(15\)$/m,
    );
    expect(documentOf('tasks')).toMatchObject({
      tasks: expect.arrayContaining([
        expect.objectContaining({
          name: 'xcopa',
          kind: 'choice',
          license: 'CC-BY-4.0',
          metrics: ['accuracy'],
          trainingTasks: { copa: ['copa'], 'siqa-copa': ['social-iqa', 'copa'] },
          plugin: '@stopover/task-xcopa',
        }),
        expect.objectContaining({
          name: 'udpos',
          source: expect.objectContaining({ repo: 'google/xtreme' }),
          further: [expect.objectContaining({ repo: 'derived/xtreme-r-udpos' })],
        }),
      ]),
      unverified: expect.arrayContaining([
        expect.objectContaining({ task: 'udpos', repo: 'google/xtreme' }),
        expect.objectContaining({ task: 'udpos', repo: 'derived/xtreme-r-udpos' }),
      ]),
    });
  });

  it('is listed by plugins and tried by backends', () => {
    const names = Object.keys(defaultPlugins).map((name) => expect.objectContaining({ name, default: true }));
    expect(documentOf('plugins')).toEqual({ plugins: names });
    expect(documentOf('backends')).toMatchObject({
      backends: expect.arrayContaining([
        expect.objectContaining({ name: 'cpu', ok: true, training: { state: 'host' } }),
        expect.objectContaining({ name: 'cuda', training: { state: 'loop', steps: 16 }, exclusive: true }),
        expect.objectContaining({ name: 'webgpu', training: { state: 'device' } }),
      ]),
    });
  });

  it('is told task by task, with all languages and English trainings', () => {
    const { status, stdout } = stopover(['tasks', 'xcopa']);
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('siqa-copa: social-iqa, then copa'),
    });
    expect(stdout).toContain('et ht id it qu sw ta th tr vi zh');
    expect(stdout).not.toContain('xnli');
    const wrong = stopover(['tasks', 'xnlii']);
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean "xnli"?') });
  });

  it('is tried without a word of the drivers on stderr', () => {
    // A manifest that is not there: the Vulkan loader finds no device, and Dawn warns of it.
    for (const env of [{}, { VK_DRIVER_FILES: '/nowhere/driver.json' }]) {
      expect(stopover(['backends'], { env })).toMatchObject({ status: 0, stderr: '' });
      expect(stopover(['doctor'], { env }).stderr).toBe('');
    }
  });

  it('is tried by doctor, which says whether a study can run', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('file', '');
    const env = { HF_HOME: folder.path };
    const well = stopover(['doctor', '--store', folder.path], { env });
    expect(well).toMatchObject({ status: 0, stdout: expect.stringMatching(/✓ {2}backend cpu/) });
    const unwell = stopover(['doctor', '--store', `${file}/store`, '--mirror', '/nowhere', '--json'], { env });
    expect(unwell.status).toBe(1);
    expect(JSON.parse(unwell.stdout)).toMatchObject({
      canRun: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ sort: 'store', ok: false, fix: expect.stringContaining('--store') }),
        expect.objectContaining({ sort: 'mirror', ok: false, reason: 'there is no such folder' }),
      ]),
    });
  });
});
