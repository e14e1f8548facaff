import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { miniatureModelFolder } from '@stopover/miniature';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestOf, root } from '../checks/workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'stopover-bench-test-'));
const programs = readdirSync(join(import.meta.dirname, 'commands')).map((file) => basename(file, '.ts'));

function bench(program: string, ...args: readonly string[]) {
  const path = join(import.meta.dirname, 'dist', 'commands', `${program}.js`);
  return spawnSync(process.execPath, [path, ...args], { cwd: folder, encoding: 'utf8' });
}

/** What a program printed, which is one line of JSON. */
function resultOf(program: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = bench(program, ...args);
  expect(status, stderr).toBe(0);
  expect(stdout.split('\n')).toHaveLength(2);
  return JSON.parse(stdout);
}

const batches = join(folder, 'made.jsonl');
const small = ['--batches', batches, '--size', 'tiny', '--vocab', '20', '--threads', '1'];

beforeAll(() => {
  const built = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-b', import.meta.dirname], { encoding: 'utf8' });
  expect(built.stdout).toBe('');
  const lines = [
    {
      ids: [
        [0, 5, 6, 2],
        [0, 7, 2],
      ],
      labels: [0, 1],
    },
    {
      ids: [
        [0, 9, 6, 2],
        [0, 8, 2],
      ],
      labels: [2, 1],
    },
  ];
  writeFileSync(batches, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('every benchmark', () => {
  it('is called by a command of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const program of programs)
      expect(scripts[`bench:${program}`]).toBe(`tsc -b && node tools/bench/dist/commands/${program}.js`);
    expect(manifestOf('tools/bench').private).toBe(true);
  });

  it.each(programs)('says what it measures and takes: %s', (program) => {
    const { status, stdout } = bench(program, '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^[A-Z].*\.\n\n( {2}--[a-z-]+ .*\n)+$/s);
  });
});

describe('a small run', () => {
  it('writes batches of the rows of a mirror, each with the tokens and the class of its row', () => {
    const rows = [
      { premise: 'The ferry leaves at noon.', hypothesis: 'It leaves.', label: 0 },
      { premise: 'Ada waits on the pier.', hypothesis: 'Ada sleeps.', label: 2 },
      { premise: 'The lamp was lit.', hypothesis: 'It was dark.', label: 2 },
      { premise: 'A dog barks.', hypothesis: 'It is loud.', label: 1 },
    ];
    const data = join(folder, 'mirror', 'datasets', 'nyu-mll', 'multi_nli', 'data');
    mkdirSync(data, { recursive: true });
    const columnData = [
      { name: 'premise', data: rows.map(({ premise }) => premise) },
      { name: 'hypothesis', data: rows.map(({ hypothesis }) => hypothesis) },
      { name: 'label', data: rows.map(({ label }) => label) },
    ];
    writeFileSync(join(data, 'train-00000-of-00001.parquet'), new Uint8Array(parquetWriteBuffer({ columnData })));
    const out = join(folder, 'written.jsonl');
    const sized = ['--batches', '2', '--batch-size', '2', '--mirror', join(folder, 'mirror')];
    const found = resultOf('batches', ...sized, '--tokenizer', miniatureModelFolder, '--out', out);
    expect(found).toMatchObject({ benchmark: 'batches', batches: 2, batchSize: 2, truncated: 0 });
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ labels }) => labels)).toEqual([
      [0, 2],
      [2, 1],
    ]);
    expect(lines.flatMap(({ ids }) => ids).every((ids: readonly number[]) => ids.length > 8)).toBe(true);
  });

  it('trains: a loss for each batch, near the one of chance at first', () => {
    const { losses, ...found } = resultOf('trainer', ...small, '--no-dropout', '--peak', '100');
    expect(found).toMatchObject({ size: 'tiny', steps: 2, peak_gflops: 100 });
    expect(losses).toHaveLength(2);
    for (const loss of losses) expect(Math.abs(loss - Math.log(3))).toBeLessThan(0.2);
  });

  it('begins from the checkpoint that it saved, with the same losses', () => {
    const saved = join(folder, 'saved');
    const first = resultOf('trainer', ...small, '--no-dropout', '--save', saved);
    expect(readdirSync(saved).sort()).toEqual(['config.json', 'model.safetensors']);
    expect(resultOf('trainer', ...small, '--no-dropout', '--load', saved).losses).toEqual(first.losses);
  });

  it('says where a step spends its time: products of matrices are among it', () => {
    const { nodes, steps } = resultOf('profile', ...small, '--steps', '2');
    expect(steps).toBe(1);
    expect(nodes.map(([kind]: readonly [string]) => kind)).toEqual(expect.arrayContaining(['MatMul', 'Softmax']));
  });

  it('times products of matrices', () => {
    const found = resultOf('matmul', ...['--tokens', '4', '--square', '8', '--rounds', '1', '--threads', '1']);
    expect(found.products).toHaveLength(10);
    expect(found.peak).toBe(Math.max(...found.products.map(({ gflops }: { readonly gflops: number }) => gflops)));
  });

  it('trains an adapter in one process and the whole model in another, and says what a study keeps of either', () => {
    const shape = ['--size', 'tiny', '--vocab', '40', '--threads', '1', '--steps', '2', '--rows', '2'];
    const { whole, adapter, store } = resultOf('adapters', ...shape, '--rounds', '1', '--seeds', '1');
    // Rank 8 on query and value of two layers, and a head of two layers for three classes, to three digits.
    expect(adapter.trained).toBe(Number((2 * 2 * 8 * 256 + 129 * 128 + 129 * 3).toPrecision(3)));
    expect(whole.trained).toBeGreaterThan(10 * adapter.trained);
    expect(store.whole.keptOfAllGB).toBeGreaterThan(50 * store.adapter.keptOfAllGB);
  });

  it('says what the disk of the study takes: a base model a gigabyte, and sixty at most on one process', () => {
    const one = resultOf('disk', '--seeds', '1');
    // Five intermediates, and from each and from the model two targets with 14 and 11 languages of shots, twice.
    expect(one).toMatchObject({ benchmark: 'disk', trained: 5 + 6 * (2 + 2 * 25) });
    expect(one.all.endGB / one.trained).toBeCloseTo(1.12, 1);
    const all = resultOf('disk');
    expect(all.needed.peakGB).toBeLessThan(60);
    expect(all.needed.peakGB).toBeCloseTo(one.needed.peakGB, 0);
  });

  it('plans a grid and reports another one from a store of made-up scores, and finds the effect that was made', () => {
    const one = ['--targets', '1', '--intermediates', '1', '--seeds', '2', '--draws', '1', '--rows', '200'];
    const { plan, report } = resultOf('grid', ...one);
    // From the model and from MNLI in two seeds: XNLI once, and in 14 languages with four numbers of shots.
    const [starts, shots] = [2 * 2, 14 * 4];
    expect(plan).toMatchObject({ cells: starts * (15 + shots), stages: 2 * starts * (1 + shots) });
    expect(report).toMatchObject({ evaluations: starts * (1 + 5 * 4), items: 200 * starts * (6 + 5 * 4) });
    // The luck of a run has a standard deviation of a point, and so has the difference of two over two seeds.
    expect(Math.abs(report.gain.found - report.gain.made)).toBeLessThan(3);
    for (const { peakGB, cpuSeconds } of [plan, report]) expect(Math.min(peakGB, cpuSeconds)).toBeGreaterThan(0);
  });

  it('evaluates as the peer does: the same label for each sentence', () => {
    const shape = ['--size', 'tiny', '--vocab', '8000', '--rows', '4', '--rounds', '1', '--threads', '1'];
    const found = resultOf('evaluate', ...shape, '--mirror', 'none');
    expect(found).toMatchObject({ texts: 'made up', sentences: 4, leftOut: 0, sameLabels: 4 });
  });

  it('evaluates the same with a batch on each thread', () => {
    const shape = ['--size', 'tiny', '--vocab', '8000', '--rows', '40', '--rounds', '1', '--threads', '2'];
    const found = resultOf('lanes', ...shape, '--mirror', 'none');
    expect(found).toMatchObject({ benchmark: 'lanes', sentences: 40, same: true });
    expect(found.ratio).toBeGreaterThan(0);
  });

  it('tokenizes as the peers do', () => {
    const found = resultOf('tokenize', '--texts', '20', '--rounds', '1', '--mirror', 'none');
    expect(found.timedTexts).toBe(20);
    expect(found.same).toBe(found.comparedTexts);
    expect(found.scriptSame).toBe(found.scriptCompared);
  });
});

describe('a wrong request', () => {
  it.each([
    ['batches', ['--mirror', 'none', '--out', 'x'], /--mirror none: there is no mirror/],
    ['trainer', ['--size', 'tiny'], /--batches: it is missing/],
    ['trainer', ['--batches', batches, '--size', 'huge'], /--size huge: there is no such size/],
    ['trainer', [...small, '--pad', 'max'], /--pad max: this engine never works on padding/],
    ['matmul', ['--square-of', '3'], /command line: Unknown option '--square-of'.*`--help` for its options\.$/m],
    ['matmul', ['--tokens', '0'], /--tokens 0: it is no whole number above 0/],
  ])('is named: %s %j', (program, args, message) => {
    const { status, stdout, stderr } = bench(program, ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('names the line of a file of batches that is wrong', () => {
    const wrong = join(folder, 'wrong.jsonl');
    writeFileSync(wrong, '{"ids":[[0,5,2]],"labels":[0]}\n{"ids":[[0,25,2]],"labels":[0]}\n');
    const { status, stderr } = bench('trainer', '--batches', wrong, ...small.slice(2));
    expect(status).toBe(1);
    expect(stderr).toContain('line 2: token 25 is not below 20');
  });
});
