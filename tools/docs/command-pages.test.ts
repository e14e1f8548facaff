import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filesBelow, read, root } from '../checks/workspace.ts';
import { refusalOf, wrongOptions } from './idle-program.ts';
import { commandsOf } from './shell-lines.ts';

const pages = filesBelow('.').filter((path) => /^(docs\/.*|packages\/.*README|[A-Z]+)\.md$/.test(path));
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));

const helps = new Map<string, string>();

/** The options that one of the benchmarks has, as its `--help` prints them. */
function helpOfBench(name: string): string {
  const told = helps.get(name) ?? printedHelp(name);
  helps.set(name, told);
  return told;
}

function printedHelp(name: string): string {
  const path = join(root, 'tools', 'bench', 'dist', 'commands', `${name}.js`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [path, '--help'], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

function problemOfScript(name: string, args: readonly string[]): string | undefined {
  if (!Object.hasOwn(scripts, name)) return `package.json has no script ${name}`;
  const options = args.filter((word) => word.startsWith('--') && word !== '--');
  if (options.length === 0) return undefined;
  if (!name.startsWith('bench:')) return `nobody knows the options of ${name}`;
  const help = helpOfBench(name.slice('bench:'.length));
  const unknown = options.filter((option) => !new RegExp(`^ *${option}\\b`, 'm').test(help));
  return unknown.length > 0 ? `${name} has no ${unknown.join(', ')}` : undefined;
}

function problemOfGenerator(name: string, args: readonly string[]): string | undefined {
  const path = `tools/generators/${name}/schema.json`;
  if (!existsSync(join(root, path))) return `there is no generator ${name}`;
  const { properties } = z.object({ properties: z.record(z.string(), z.unknown()) }).parse(JSON.parse(read(path)));
  const unknown = args.filter(
    (word) => word.startsWith('--') && !Object.hasOwn(properties, /^--([a-z-]+)/.exec(word)?.[1] ?? ''),
  );
  return unknown.length > 0 ? `it has no ${unknown.join(', ')}` : undefined;
}

/** Programs of others, which the release check, or who reads the page, runs. */
const ofOthers = new Set([
  ...['npm audit', 'npm ci', 'npm init', 'npm install', 'npm pack', 'npm pkg'],
  ...['cd', 'cp', 'mkdir', 'hf upload'],
]);

/** What is wrong with a command of a page. */
async function problemOf(words: readonly string[]): Promise<string | undefined> {
  const [first = '', second = '', third = ''] = words;
  if (first === 'stopover') return refusalOf(words.slice(1));
  if (first === 'npx' && second === 'stopover') return refusalOf(words.slice(2));
  // What runs on another machine is the same program.
  if (first === 'ssh' && words.includes('stopover')) return refusalOf(words.slice(words.indexOf('stopover') + 1));
  if (first === 'npx' && second === 'nx' && third === 'g')
    return problemOfGenerator((words[3] ?? '').replace('@stopover/generators:', ''), words.slice(4));
  const [name = '', ...args] = words.slice(2).filter((word) => word !== '-s');
  if (first === 'npm' && second === 'run') return problemOfScript(name, args);
  if (first === 'npm' && second === 'test') return problemOfScript(second, []);
  if (first.startsWith('.ci/')) return existsSync(join(root, first)) ? undefined : 'there is no such file';
  if (ofOthers.has(first) || ofOthers.has(`${first} ${second}`)) return undefined;
  return 'no test knows what this is: teach tools/docs/command-pages.test.ts to look at it';
}

describe('commands in the pages', () => {
  // Benchmarks are asked as they were compiled.
  beforeAll(() => {
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    if (!process.env.STOPOVER_BUILT) expect(spawnSync(tsc, ['-b', 'tools/bench'], { cwd: root }).status).toBe(0);
  }, 300_000);

  const blocks = pages.flatMap((page) =>
    [...read(page).matchAll(/^```(?:sh|bash|console)\n(.*?)^```$/gms)].map(([, text = '']) => ({ page, text })),
  );
  const commands = blocks.flatMap(({ page, text }) =>
    commandsOf(text).map((words) => [page, words.join(' '), words] as const),
  );

  it('are found', () => {
    expect(commands.length).toBeGreaterThan(40);
  });

  it.each(commands)('%s: `%s` is taken by what it calls', async (_, __, words) => {
    expect(await problemOf(words)).toBeUndefined();
  });
});

describe('commands in sentences and tables', () => {
  const spans = pages.flatMap((page) =>
    [...read(page).matchAll(/`(?:npx )?stopover ([a-z][^`]*)`/g)].map(([, text = '']) => ({ page, text })),
  );

  it('name commands and options that there are', () => {
    expect(spans.length).toBeGreaterThan(80);
    const wrong = spans.flatMap(({ page, text }) =>
      wrongOptions(text.split(/\s+/)).map((problem) => `${page}: stopover ${text}: ${problem}`),
    );
    expect(wrong).toEqual([]);
  });

  it('name scripts that there are', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/`npm run (?:-s )?(\w[\w:-]*)[` ]/g)].map(([, name = '']) => ({ page, name })),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ name }) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe('a command that is wrong', () => {
  it.each([
    ['npx stopover plan study.yaml --stroe s', "error: unknown option '--stroe'"],
    ['stopover plan', "error: missing required argument 'study'"],
    ['stopover evaluate --model m', "error: required option '--task"],
    ['ssh -L 1:host:1 server stopover plan', "error: missing required argument 'study'"],
    ['npm run sing', 'package.json has no script sing'],
    ['npx nx g @stopover/generators:task x --sort=y', 'it has no --sort=y'],
    ['.ci/none', 'there is no such file'],
    ['make all', 'no test knows what this is'],
  ])('%s', async (text, said) => {
    const [words = []] = commandsOf(text);
    expect(await problemOf(words)).toContain(said);
  });

  it('is divided as a shell does it', () => {
    expect(commandsOf('a --b \'c d\'   # e\n\n# f\ng \\\n  h && i "j#k"\n')).toEqual([
      ['a', '--b', 'c d'],
      ['g', 'h'],
      ['i', 'j#k'],
    ]);
  });
});
