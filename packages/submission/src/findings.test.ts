import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findingRules } from './finding.ts';
import { oneTask, scoreFiles } from './fixtures/one-task.ts';

const suffixes: Readonly<Record<string, string>> = {
  ...{ xquad: 'json', mlqa: 'json', mewslix: 'json', lareqa: 'json', xcopa: 'jsonl' },
};
const paths = (task: string) => {
  const file = `${task}/test-en.${suffixes[task] ?? 'tsv'}`;
  return { labels: `labels/${file}`, predictions: `predictions/${file}` };
};

/** Scores two files, and says what was found in short: `severity kind side line`. */
async function scored(task: string, labels: string, predictions: string, profile?: string) {
  const at = paths(task);
  const files = { [at.labels]: labels, [at.predictions]: predictions };
  const { tasks, findings } = await scoreFiles(oneTask(task), files, profile);
  return {
    score: tasks[task]?.averages.avg_metric,
    found: findings.map(
      ({ severity, kind, file, line }) =>
        `${severity} ${kind} ${file === at.labels ? 'labels' : 'predictions'} ${line ?? '-'}`,
    ),
    findings,
  };
}

const qa = (...questions: readonly (readonly [id: string, ...answers: string[]])[]): string =>
  JSON.stringify(
    {
      data: [
        {
          paragraphs: [{ qas: questions.map(([id, ...texts]) => ({ id, answers: texts.map((text) => ({ text })) })) }],
        },
      ],
    },
    undefined,
    1,
  );

describe('what the reference lets pass', () => {
  it.each([
    // name, task, labels, predictions, score, found
    ['an order of pairs', 'bucc2018', 'a\tb\nc\td\n', 'c\td\na\tb\n', 100, []],
    ['a pair twice', 'bucc2018', 'a\tb\n', 'a\tb\na\tb\n', 100, ['note duplicate-pair predictions 2']],
    [
      'a line that is no pair',
      'bucc2018',
      'a\tb\n',
      'a\tb\na b\n',
      (200 * 0.5) / 1.5,
      ['note not-a-pair predictions 2'],
    ],
    [
      'an empty line on both sides, which is a right pair',
      'bucc2018',
      'a\tb\n\n',
      'a\tc\n\n',
      50,
      ['note empty-line predictions 2', 'note empty-line labels 2'],
    ],
    ['no mined pair', 'bucc2018', 'a\tb\n', '', 0, []],
    ['nothing to mine', 'bucc2018', '', '', 0, []],
    [
      'blanks around labels, of every sort but a byte order mark',
      'xnli',
      '0\n1\n',
      '\u{3000}0\t\r\n\u{1c}1\u{a0}\r\n',
      100,
      [],
    ],
    ['a byte order mark', 'xnli', '0\n1\n', '\u{feff}0\n1\n', 50, ['note byte-order-mark predictions 1']],
    [
      'a label that differs in its normalisation',
      'xnli',
      'é\n',
      'e\u{301}\n',
      0,
      ['note only-normalised predictions 1'],
    ],
    ['tabs in a label', 'xnli', 'a\tb\n', 'a b\n', 0, []],
    [
      'sentences without words, which have no chunks',
      'panx',
      'B-PER\n\n\nO\n',
      'B-PER\n\n \nO\n',
      100,
      ['note empty-sentence predictions 3', 'note empty-sentence labels 3'],
    ],
    [
      'a sentence that is one tag short: the chunks after it move',
      'panx',
      'O\nB-PER\n\nB-LOC\n\n',
      'B-PER\n\nB-LOC\n\n',
      0,
      ['note uneven-sentence predictions 1'],
    ],
    ['no sentence', 'panx', '', '', 0, ['note no-sentences labels -']],
    [
      'an answer that is missing, and one that nobody asked for',
      'xquad',
      qa(['a', 'x'], ['b', 'y']),
      '{"a": "x",\n"c": 3}',
      50,
      ['note extra-prediction predictions 2', 'note missing-prediction labels 15'],
    ],
    [
      'an id twice: the last one counts',
      'xquad',
      qa(['a', 'x']),
      '{"a": "x",\n"a": "y"}',
      0,
      ['note duplicate-id predictions 2'],
    ],
    ['a question twice', 'xquad', qa(['a', 'x'], ['a', 'y']), '{"a": "x"}', 50, ['note duplicate-question labels 15']],
    ['an empty answer that is right by EM only', 'xquad', qa(['a', '']), '{"a": ""}', 50, []],
    ['true for 1, and 1.0', 'xcopa', '{"label": 1}\n{"label": 1}\n', '{"label": true}\n{"label": 1.0}\n', 100, []],
    ['a label as text', 'xcopa', '{"label": 1}\n', '{"label": "1"}\n', 0, ['note other-type predictions 1']],
    [
      'two right entities: the first counts',
      'mewslix',
      '{"m": [" Q1 ", "Q2"]}',
      '{"m": ["Q2", "Q1"]}',
      50,
      ['note several-answers labels 1'],
    ],
    [
      'a right entity in place 21',
      'mewslix',
      '{"m": ["x"]}',
      JSON.stringify({ m: [...'abcdefghijklmnopqrst', 'x'] }),
      0,
      [],
    ],
    ['a number for an id', 'mewslix', '{"m": ["x"]}', '{"m": [7, "x"]}', 50, ['note other-type predictions 1']],
    ['a mention without a list', 'mewslix', '{"m": ["x"]}', '{}', 0, ['note missing-prediction labels 1']],
    ['no mention', 'mewslix', '{}', '{}', 0, []],
    [
      'two of three candidates found',
      'lareqa',
      '{"q": ["a", "b", "c"]}',
      '{"q": ["a", "x", "b"]}',
      (100 * (1 + 2 / 3)) / 3,
      [],
    ],
  ] as const)('%s', async (_, task, labels, predictions, score, found) => {
    const ours = await scored(task, labels, predictions);
    expect(ours.found).toEqual(found);
    expect(ours.score).toBeCloseTo(score, 9);
  });

  it.each([
    ['xquad', qa(['a', 'x']), '{}', 'missing-prediction labels 7'],
    ['xnli', '0\n', '\u{feff}0\n', 'byte-order-mark predictions 1'],
    ['bucc2018', 'a\tb\n', 'a\tb\na\tb\n', 'duplicate-pair predictions 2'],
  ])('is an error of the profile strict, and leaves %s without a score', async (task, labels, predictions, found) => {
    const ours = await scored(task, labels, predictions, 'strict');
    expect(ours.found).toEqual([`error ${found}`]);
    expect(ours.score).toBeUndefined();
  });
});

describe('what the reference refuses', () => {
  it.each([
    [
      'a row too many',
      'xnli',
      '0\n1\n',
      '0\n1\n0\n',
      'wrong-count predictions 3',
      'have 3 rows, the labels 2; this is the first without a label',
    ],
    [
      'a row too few',
      'tatoeba',
      '0\n1\n',
      '0\n',
      'wrong-count predictions 1',
      'have 1 rows, the labels 2; the predictions end here',
    ],
    ['no row at all', 'pawsx', '', '', 'no-rows labels -', 'no rows'],
    [
      'a sentence too many',
      'udpos',
      'X\n\n',
      'X\n\nX\n',
      'wrong-count predictions 3',
      'have 2 sentences, the labels 1',
    ],
    ['labels without questions', 'xquad', '{"data": []}', '{}', 'no-rows labels -', 'no rows'],
    [
      'an answer that is no text',
      'xquad',
      qa(['a', 'x']),
      '{\n"a": null}',
      'wrong-shape predictions 2',
      'the answer to "a" is a null, not text',
    ],
    [
      'a question without a right answer',
      'mlqa',
      qa(['a']),
      '{"a": "x"}',
      'wrong-shape labels 7',
      '"a" has no right answer',
    ],
    [
      'labels of another shape',
      'xquad',
      '{"data": [\n{}]}',
      '{}',
      'wrong-shape labels 2',
      'paragraphs is missing, not a list',
    ],
    [
      'a byte order mark before JSON',
      'xquad',
      qa(['a', 'x']),
      '\u{feff}{"a": "x"}',
      'bad-json predictions 1',
      'byte order mark',
    ],
    [
      'a comma too many',
      'mewslix',
      '{"m": ["x"]}',
      '{"m": ["x"],\n}',
      'bad-json predictions 2',
      'a key in double quotes',
    ],
    [
      'an empty line of JSON lines',
      'xcopa',
      '{"label": 1}\n',
      '{"label": 1}\n\n',
      'bad-json predictions 2',
      'at the end',
    ],
    [
      'a row without label',
      'xcopa',
      '{"label": 1}\n',
      '{"labels": 1}\n',
      'wrong-shape predictions 1',
      'has no "label"',
    ],
    ['no right entity', 'mewslix', '{"m": []}', '{}', 'wrong-shape labels 1', '"m" has no right entity'],
    [
      'a candidate twice',
      'lareqa',
      '{"q": ["a", "b"]}',
      '{"q": ["a", "a"]}',
      'wrong-shape predictions 1',
      '"q" names "a" twice',
    ],
  ] as const)('%s', async (_, task, labels, predictions, found, what) => {
    const ours = await scored(task, labels, predictions);
    const errors = ours.findings.filter(({ severity }) => severity === 'error');
    expect(ours.found.at(-1)).toBe(`error ${found}`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ task, language: 'en', what: expect.stringContaining(what) });
    expect(ours.score).toBeUndefined();
  });

  it('is named wherever it stands, on both sides', async () => {
    const questions = qa(['a', 'x'], ['b'], ['c', 'y']);
    expect((await scored('xquad', questions, '{"a": null,\n"b": "x",\n"c": 3}')).found).toEqual([
      'error wrong-shape predictions 1',
      'error wrong-shape labels 15',
      'error wrong-shape predictions 3',
    ]);
    expect((await scored('xcopa', '{"label": 1\n', '{}\n{"label": 1}\n[]\n')).found).toEqual([
      'error wrong-shape predictions 1',
      'error wrong-shape predictions 3',
      'error bad-json labels 1',
    ]);
    expect((await scored('lareqa', '{"q": [],\n"r": 1}', '{"q": ["a", "a"], "r": {}}')).found).toEqual([
      'error wrong-shape labels 1',
      'error wrong-shape labels 2',
    ]);
  });

  it.each([
    ['sentences of unequal length', 'O\nB-PER\n', 'O\n', 'uneven-sentence predictions 1'],
    ['empty files', '', '', 'no-sentences labels -'],
  ])('with seqeval 1 alone: %s', async (_, labels, predictions, found) => {
    const ours = await scored('panx', labels, predictions, 'seqeval-1');
    expect(ours.found).toEqual([`error ${found}`]);
    expect(ours.score).toBeUndefined();
  });
});

describe('files and folders', () => {
  const right = { 'labels/xnli/test-de.tsv': '0\n', 'predictions/xnli/test-de.tsv': '0\n' };

  it('of a language that is missing leave the others their scores, and the task no average', async () => {
    const { tasks, findings, totals } = await scoreFiles(oneTask('xnli', ['de', 'sw']), {
      ...right,
      'labels/xnli/test-sw.tsv': '0\n',
    });
    expect(tasks.xnli).toEqual({ scores: { accuracy: { de: 100 } }, averages: {} });
    expect(findings).toMatchObject([
      { kind: 'missing-file', severity: 'error', file: 'predictions/xnli/test-sw.tsv', task: 'xnli', language: 'sw' },
    ]);
    expect(totals).toEqual({ groups: {}, totalGroups: {}, totals: {}, missing: ['xnli'] });
  });

  it('that nothing reads are named, with the name that was meant', async () => {
    const { tasks, findings } = await scoreFiles(oneTask('xnli', ['de']), {
      ...right,
      'predictions/xnli/test-dee.tsv': '0\n',
      'labels/xnlii/test-de.tsv': '0\n',
      'labels/README': '',
    });
    expect(tasks.xnli?.averages.avg_metric).toBe(100);
    expect(findings.map(({ kind, severity, file, what }) => `${severity} ${kind} ${file}: ${what}`)).toEqual([
      'note unknown-folder labels/README: the benchmark has no such task',
      'note unknown-folder labels/xnlii: the benchmark has no such task; did you mean xnli?',
      'note unknown-file predictions/xnli/test-dee.tsv: the task has no such language; did you mean test-de.tsv?',
    ]);
  });

  it('that are all missing make a wrong request', async () => {
    const files = { 'labels/udpos/test-de.tsv': 'X\n', 'predictions/udpos/test-de.tsv': 'X\n' };
    await expect(scoreFiles(oneTask('xnli'), files)).rejects.toThrow(/no task of one has a folder in both/);
  });

  it('of LAReQA are averaged over questions, not over languages', async () => {
    const { tasks } = await scoreFiles(oneTask('lareqa', ['de', 'sw']), {
      'labels/lareqa/test-de.json': '{"1": ["a"], "2": ["a"], "3": ["a"]}',
      'predictions/lareqa/test-de.json': '{"1": ["a"], "2": ["a"], "3": ["a"]}',
      'labels/lareqa/test-sw.json': '{"1": ["a"]}',
      'predictions/lareqa/test-sw.json': '{"1": ["b"]}',
    });
    expect(tasks.lareqa).toMatchObject({ scores: { 'map@20': { de: 100, sw: 0 } }, averages: { avg_metric: 75 } });
  });
});

it('every thing that may not fit is on the page about scores, with what becomes of it', () => {
  const page = readFileSync(new URL('../../../docs/score.md', import.meta.url), { encoding: 'utf8' });
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  for (const [kind, { sort }] of Object.entries(findingRules)) {
    const row = rows.find((line) => line.startsWith(`| \`${kind}\` |`));
    expect(row?.split(' | ').at(-1), kind).toBe(
      `${{ passes: 'note', refused: 'error', aside: 'note, always' }[sort]} |`,
    );
  }
});
