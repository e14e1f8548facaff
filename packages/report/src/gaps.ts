import type { Results, StageSummary } from '@stopover/study';
import { isCut } from '@stopover/text';
import type { Analysis } from './analysis.ts';
import { conditionName, groupName } from './conditions.ts';
import { layersTable } from './layers.ts';

/** A table of things that a reader should know are not in the numbers. */
export interface Gap {
  readonly title: string;
  readonly empty: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What failed, is missing, could not be given, was skipped, was cut short, or overlaps: every list of the study. */
export function gaps({ rows }: Analysis, results: Results): Gap[] {
  const missing = rows.filter((row) => row.language === null && row.missing > 0);
  return [
    ...(results.layers ? [layersTable(results.layers)] : []),
    {
      title: 'Same data',
      empty: 'No training has data in common with a target, as far as the tasks say.',
      head: ['Intermediate', 'Target', 'What they share'],
      rows: results.overlaps.map(({ intermediate, target, note }) => [intermediate, target, note]),
    },
    {
      title: 'Failed or not run',
      empty: 'Every stage was run, and none failed.',
      head: ['Stage', 'Reason', 'Key'],
      rows: results.failed.map(({ title, reason, key }) => [title, reason, key.slice(0, 12)]),
    },
    {
      title: 'Missing evaluations',
      empty: 'Every evaluation that the study asked for is there.',
      head: ['Target', 'Condition', 'Missing', 'Made'],
      rows: missing.map((row) => [groupName(row), conditionName(row), row.missing, row.cells]),
    },
    {
      title: 'Not available',
      empty: 'The data could give everything that the study asked for.',
      head: ['Target', 'Language', 'Arm', 'Reason'],
      rows: results.unavailable.map(({ target, language, arm, reason }) => [target, language, arm, reason]),
    },
    {
      title: 'What was drawn',
      empty: 'No stage had several tasks, or text beside one.',
      head: ['Stage', 'Drawn', 'Steps', 'Share of steps', 'Examples'],
      rows: results.stages.flatMap(drawnRows),
    },
    {
      title: 'Skipped rows',
      empty: 'No row was skipped.',
      head: ['Task', 'Language', 'Split', 'Reason', 'Rows'],
      rows: results.skipped.map(({ task, language, split, reason, count }) => [task, language, split, reason, count]),
    },
    longInputs(results),
  ];
}

/** What the maximum length made of each table; those whose inputs all fit are left out. */
function longInputs({ cut }: Results): Gap {
  return {
    title: 'Long inputs',
    empty: 'No input was longer than the maximum length.',
    head: [
      ...['Task', 'Language', 'Split', 'Tokens at most', 'Examples'],
      ...['Cut', 'Tokens lost', 'Divided', 'Into pieces', 'Answers in no window'],
    ],
    rows: cut
      .filter(isCut)
      .map((one) => [
        ...[one.task, one.language, one.split, one.maxLength, one.examples],
        ...[one.truncated, one.lostTokens, one.divided, one.pieces, one.lostAnswers],
      ]),
  };
}

/** How often each task of a stage was drawn, and where the head came from with which words were guessed beside them. */
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
