import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';

const mock = resolve(import.meta.dirname, '../../../../../shared/reference/xtreme-mock');
const here = existsSync(mock);

let folder: TemporaryFolder;
beforeAll(async () => {
  build();
  folder = await temporaryFolder();
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

const score = (suite: string, predictions: string, labels: string, ...more: string[]) =>
  stopoverHere(['score', '--suite', suite, '--predictions', predictions, '--labels', labels, ...more]);
const scoreMock = (...more: string[]) => score('xtreme', `${mock}/predictions`, `${mock}/labels`, ...more);

/** Every number with its path of keys. */
const leaves = (value: unknown, path = ''): readonly (readonly [path: string, value: unknown])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`))
    : [[path, value]];

describe.skipIf(!here)(
  `score of XTREME's mock submission${here ? '' : ' (skipped: ../shared/reference is missing)'}`,
  () => {
    it('prints every number of evaluate.py under its key', async () => {
      const { status, stdout } = await scoreMock('--json');
      const ours = new Map(leaves(JSON.parse(stdout)));
      const theirs = leaves(here ? JSON.parse(readFileSync(`${mock}/expected.json`, { encoding: 'utf8' })) : {});
      expect(status).toBe(0);
      expect(theirs).toHaveLength(375);
      expect(theirs.filter(([path, value]) => !(Math.abs(Number(ours.get(path)) - Number(value)) < 1e-9))).toEqual([]);
    });

    it('names both totals, and which of them is published', async () => {
      expect(JSON.parse((await scoreMock('--json')).stdout)).toMatchObject({
        suite: 'xtreme',
        profile: 'xtreme-2020',
        totals: {
          mean_over_tasks: expect.closeTo(62.17319850507248, 9),
          mean_over_groups: expect.closeTo(
            (41.04761904761905 + 63.862698495741725 + 80.37568011593986 + 54.30555555555556) / 4,
            9,
          ),
          published: 'mean_over_tasks',
        },
        findings: [{ kind: 'unknown-folder' }, { kind: 'unknown-folder' }],
      });
    });

    it('has the tag scores of both eras of seqeval', async () => {
      // What evaluate.py prints with seqeval 0.0.12, and with 0.0.19 and 1.2.2.
      const f1 = async (profile: string): Promise<unknown> =>
        JSON.parse((await scoreMock('--json', '--profile', profile)).stdout).udpos.avg_f1;
      expect(await f1('xtreme-2020')).toBeCloseTo(70.21746048354693, 9);
      expect(await f1('seqeval-1')).toBeCloseTo(70.39805810699043, 9);
    });

    it('is a table a task, the groups and the totals for a person', async () => {
      const { status, stdout, stderr } = await scoreMock();
      expect(status).toBe(0);
      expect(stdout).toMatch(/^xquad +en +es +de +el +ru +tr +ar +vi +th +zh +hi\nexact_match +100\.00 +50\.00/m);
      expect(stdout).toMatch(/^tagging +63\.86 +udpos, panx$/m);
      expect(stdout).toMatch(/^mean over tasks +62\.17 .*the published total of xtreme$/m);
      expect(stdout).toMatch(/^mean over groups +59\.90 /m);
      expect(stderr).toMatch(/^note: .*predictions\/mewslix: the benchmark has no such task\. It is not read\.$/m);
    });

    it('is refused as XTREME-R, for which languages are missing, and keeps what it can score', async () => {
      const { status, stdout, stderr } = await score('xtreme-r', `${mock}/predictions`, `${mock}/labels`, '--json');
      const { error, totals, mewslix, xquad } = JSON.parse(stdout);
      expect(status).toBe(1);
      expect(mewslix.avg_metric).toBeCloseTo(14.39025156130419, 9);
      expect(xquad).not.toHaveProperty('avg_metric');
      expect(totals).toMatchObject({
        mean_over_tasks: null,
        missing: ['panx', 'udpos', 'tatoeba', 'xcopa', 'lareqa', 'xquad'],
      });
      expect(error.where).toContain('test-qu.tsv');
      expect(stderr).toMatch(/lareqa: neither .* have this folder \(test-<language>\.json; .*every right id/);
    });
  },
);

describe('score of a wrong submission', () => {
  it('names the file, the line and the reason, and ends with status 1', async () => {
    for (const language of ['de', 'fr', 'ru', 'zh']) {
      await folder.write(`labels/bucc2018/test-${language}.tsv`, 'a\tb\n');
      await folder.write(`predictions/bucc2018/test-${language}.tsv`, 'a\tb\n');
    }
    for (const language of ['de', 'en', 'es', 'fr', 'ja', 'ko', 'zh']) {
      await folder.write(`labels/pawsx/test-${language}.tsv`, '0\n1\n');
      await folder.write(`predictions/pawsx/test-${language}.tsv`, language === 'ko' ? '0\n1\n1\n' : '0\r\n1\r\n');
    }
    const [predictions, labels] = ['predictions', 'labels'].map((side) => `${folder.path}/${side}`);
    const { status, stdout, stderr } = await score('xtreme', predictions ?? '', labels ?? '');
    expect(status).toBe(1);
    expect(stderr).toContain(
      `error: ${predictions}/pawsx/test-ko.tsv, line 3: the predictions have 3 rows, the labels 2; this is the first without a label. Rows are paired by their place: give exactly one a label.\n`,
    );
    expect(stdout).toMatch(/^bucc2018 +100\.00 /m);
    expect(stdout).toMatch(/^pawsx +– +only 6 of 7 languages$/m);
    expect(stdout).toContain('There is no total without pawsx, xnli,');
  });

  it('shows no control character of a file', async () => {
    for (const language of ['ar', 'de', 'en', 'es', 'fa', 'ja', 'pl', 'ro', 'ta', 'tr', 'uk']) {
      await folder.write(`el/labels/mewslix/test-${language}.json`, '{"m": ["Q1"]}');
      await folder.write(`el/predictions/mewslix/test-${language}.json`, '{"m": ["Q1"], "\\u001b[31mred\\u202e": []}');
    }
    const { status, stdout, stderr } = await score(
      'xtreme-r',
      `${folder.path}/el/predictions`,
      `${folder.path}/el/labels`,
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^mewslix +100\.00 /m);
    expect(stderr).toContain('the labels have no "\\u001b[31mred\\u202e". It is ignored');
    expect(stderr).not.toContain('\u{1b}');
  });

  it.each([
    ['an unknown suite', ['--suite', 'xtreme-q'], '--suite: there is no suite "xtreme-q". Did you mean "xtreme'],
    [
      'an unknown profile',
      ['--profile', 'seqeval-2'],
      '--profile: there is no profile "seqeval-2". Did you mean "seqeval-1"?',
    ],
    [
      'a folder that is not there',
      ['--labels', 'nowhere'],
      '--labels nowhere: the folder cannot be read: there is no such',
    ],
    ['a folder without tasks', ['--labels', import.meta.dirname], 'no task of xtreme has a folder in both'],
  ])('is a wrong request with %s', async (_, options, message) => {
    const given = ['--suite', 'xtreme', '--predictions', import.meta.dirname, '--labels', import.meta.dirname];
    const { status, stdout, stderr } = await stopoverHere(['score', ...given, ...options]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`stopover: `);
    expect(stderr).toContain(message);
  });
});
