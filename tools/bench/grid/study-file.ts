// The studies of `bench:grid`, as a person would write them.
import { join } from 'node:path';

/** How large the grid is. */
export interface GridSize {
  readonly targets: number;
  readonly intermediates: number;
  readonly seeds: number;
  readonly draws: number;
}

const shots = [10, 50, 100, 500];

const intermediates = [
  ...['mnli', 'squad-v2', 'squad-v1', 'hellaswag', 'cosmos-qa', 'social-iqa', 'commonsense-qa', 'copa', 'qqp'],
  ...['anli-plus', 'ccg'],
];

const targets = [
  ...['xnli', '{ task: xcopa, training: siqa-copa }', '{ task: paws-x, training: qqp }', 'pan-x', 'xquad', 'mlqa'],
  ...['{ task: tydiqa, training: squad }', 'tatoeba', 'mewsli-x', 'lareqa', '{ task: udpos, split: validation }'],
  '{ task: bucc2018, split: validation }',
];

/** Seventeen pairs of a target and a language: with 12 starts, 5 seeds and 20 draws 20,400 evaluations of shots. */
const reported = {
  targets: ['xnli', 'pan-x', 'mlqa', 'xcopa', '{ task: tydiqa, training: squad }'],
  languages: '[en, de, es, ru, vi, zh]',
};

/** The grid that is planned: every target in all of its languages. */
export const plannedStudy = (size: GridSize): string => studyText('planned', size, targets, 'all');

/** The grid that is reported. */
export const reportedStudy = (size: GridSize): string =>
  studyText('reported', size, reported.targets, reported.languages);

const studyText = (name: string, size: GridSize, from: readonly string[], languages: string): string => `name: ${name}
model: miniature
plugins: [${JSON.stringify(join(import.meta.dirname, 'made-up-plugin.js'))}]
intermediates: [none, ${intermediates.slice(0, size.intermediates).join(', ')}]
targets: [${from.slice(0, size.targets).join(', ')}]
languages: ${languages}
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [${shots.join(', ')}]
buckets: ${size.draws}
seeds: [${Array.from({ length: size.seeds }, (_, i) => i + 1).join(', ')}]
`;
