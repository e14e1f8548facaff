import type { Results, StageSummary } from '@stopover/study';
import { isCut } from '@stopover/text';
import type { Analysed } from '../analysis/analysed.ts';
import type { Gap } from '../analysis/gap.ts';
import { groupName } from '../analysis/group-name.ts';

/**
 * What is degenerate, failed, missing, not available, skipped, too long, or shared: every list of the study. Of an item
 * table those that it has; what it says nothing of is not called empty.
 */
export const reportGaps = (analysis: Analysed, results: Results): Gap[] =>
  results.study.planned === false
    ? [
        degenerateRuns(analysis),
        ...(knowsOverlap(results) ? [dataOverlap(results)] : []),
        missingEvaluations(analysis, results),
        notInTables(results),
      ]
    : [
        degenerateRuns(analysis),
        dataOverlap(results),
        {
          title: 'Failed or not run',
          empty: 'Every stage was run, and none failed.',
          head: ['Stage', 'Reason', 'Key'],
          rows: results.failed.map(({ title, reason, key }) => [title, reason, key.slice(0, 12)]),
        },
        missingEvaluations(analysis, results),
        {
          title: 'Not available',
          empty: 'The data could give everything that the study asked for.',
          head: ['Target', 'Language', 'Arm', 'Reason'],
          rows: results.unavailable.map(({ target, language, arm, reason }) => [target, language, arm, reason]),
        },
        {
          title: 'Skipped rows',
          empty: 'No row was skipped.',
          head: ['Task', 'Language', 'Split', 'Reason', 'Rows'],
          rows: results.skipped.map(({ task, language, split, reason, count }) => [
            ...[task, language, split, reason],
            count,
          ]),
        },
        longInputs(results),
      ];

/** A table that this program wrote has what was planned and what is shared; others have neither. */
const knowsOverlap = ({ planned, overlaps }: Results): boolean => planned !== undefined || overlaps.length > 0;

const notInTables = (results: Results): Gap => {
  const overlap = knowsOverlap(results) ? '' : 'data that trainings have in common with a target, ';
  return {
    title: 'Not in an item table',
    empty: `The item table says nothing of ${overlap}failed stages, data that were not there, skipped rows and long inputs.`,
    ...{ head: [], rows: [] },
  };
};

const dataOverlap = ({ overlaps }: Results): Gap => ({
  title: 'Data overlap',
  empty: 'No training has data in common with a target, as far as the tasks say.',
  head: ['Intermediate', 'Target', 'What they share'],
  rows: overlaps.map(({ intermediate, target, note }) => [intermediate, target, note]),
});

const degenerateRuns = ({ runs }: Analysed): Gap => ({
  title: 'Degenerate runs',
  empty:
    'No run is flagged: all are above chance, give more than one answer, and their losses fell, as far as that is kept.',
  head: ['Target', 'Condition', 'Language', 'Seed', 'Draw', 'Score', 'Chance', 'What is wrong'],
  rows: runs
    .filter(({ flags }) => flags.length > 0)
    .map((run) => [
      ...[groupName(run), run.condition.name, run.language, run.seed, run.condition.shots > 0 ? run.bucket : '–'],
      ...[run.score.toFixed(1), run.chance === null ? '–' : run.chance.toFixed(1), run.flags.join(', ')],
    ]),
});

function missingEvaluations({ scores, effects }: Analysed, { study, planned }: Results): Gap {
  const bounds = (row: Analysed['scores'][number]) =>
    effects.find(
      (one) =>
        one.language === null &&
        one.againstRole === 'baseline' &&
        groupName(one) === groupName(row) &&
        one.condition.name === row.condition.name,
    )?.withFailures ?? null;
  return {
    title: 'Missing evaluations',
    empty:
      study.planned === false && planned === undefined
        ? 'Every condition has all languages and seeds of the table.'
        : 'Every evaluation that the study asked for is there.',
    head: ['Target', 'Condition', 'Missing', 'Made', 'Gain if the missing ones guessed'],
    rows: scores
      .filter((row) => row.language === null && row.missing > 0)
      .map((row) => [groupName(row), row.condition.name, row.missing, row.cells, bounds(row)?.toFixed(1) ?? '–']),
  };
}

/** What the maximum length made of each table; those whose inputs all fit are left out. */
function longInputs({ cut }: Results): Gap {
  return {
    title: 'Long inputs',
    empty: 'No input was longer than the maximum length.',
    head: [
      ...['Task', 'Language', 'Split', 'Tokens at most', 'Examples'],
      ...['Truncated', 'Tokens lost', 'Split', 'Into windows', 'Answers in no window'],
    ],
    rows: cut
      .filter(isCut)
      .map((one) => [
        ...[one.task, one.language, one.split, one.maxLength, one.examples],
        ...[one.truncated, one.lostTokens, one.splitInputs, one.windows, one.lostAnswers],
      ]),
  };
}

/** Which tasks each stage with several of them drew from, and how often. */
export const drawnTasks = ({ stages }: Results): Gap => ({
  title: 'What was drawn',
  empty: 'No stage had several tasks, or text beside one.',
  head: ['Stage', 'Drawn', 'Steps', 'Share of steps', 'Examples'],
  rows: stages.flatMap(drawnRows),
});

/** How often each task of a stage was drawn, and where the head came from with which tokens were masked beside them. */
function drawnRows({ title, sampled = [], maskedHead }: StageSummary): Gap['rows'] {
  if (sampled.length < 2) return [];
  const steps = sampled.reduce((sum, one) => sum + one.steps, 0);
  return sampled.map((one, i) => {
    const text = maskedHead && i === sampled.length - 1;
    const name = text
      ? `masked text, with ${maskedHead === 'fresh' ? 'a fresh head' : 'the checkpoint’s head'}`
      : one.task;
    return [title, name, one.steps, `${((100 * one.steps) / steps).toFixed(1)} %`, one.examples];
  });
}
