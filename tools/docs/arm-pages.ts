import { ArmTable, describeArm, type PlannedArm } from '@stopover/study';
import { table } from './task-pages.ts';

/** What a word of a path, or a test in English, asks of a study file or of the data. */
const needs: readonly (readonly [name: string, needed: (arm: PlannedArm, words: readonly string[]) => boolean])[] = [
  ['`intermediates`', ({ perIntermediate }) => perIntermediate],
  ['`shots`', ({ shots }) => shots],
  ['`translateWith`', ({ translated }) => translated],
  ['`text`', (_, words) => words.includes('text')],
  ['labelled rows of the language', (_, words) => words.includes('in-language')],
];

const inEnglish = ', test in English';

/** The table of built-in arms: one line for each form, in the order of a report. */
export function armsTable(): string {
  const arms = new ArmTable();
  const rows = arms.names.map((name) => {
    const planned = describeArm(arms.get(name, 'docs/arms.md'));
    const { path, against, line, citation } = planned;
    const training = path.replace(inEnglish, '');
    const words = training.split(/[^a-z-]+/);
    return [
      `\`${name}\``,
      training,
      path.endsWith(inEnglish) ? 'in English' : 'as it is',
      needs.flatMap(([field, needed]) => (needed(planned, words) ? [field] : [])).join(', ') || '–',
      against === null ? '–' : `\`${against}\``,
      line,
      citation ?? '–',
    ];
  });
  return table(['arm', 'path', 'test', 'needs', 'compared with', 'line', 'citation'], rows);
}
