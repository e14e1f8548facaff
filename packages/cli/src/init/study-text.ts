import { embeddedWorld } from '../composition/plugins.ts';
import type { Budget, StudyAnswers } from './study-answers.ts';

interface Size {
  readonly seeds: readonly number[];
  readonly buckets: number;
  /** Rows of each training split. */
  readonly maxExamples: number | null;
}

const sizes: Readonly<Record<Budget, Size>> = {
  try: { seeds: [1], buckets: 1, maxExamples: 1000 },
  usual: { seeds: [1, 2, 3], buckets: 3, maxExamples: 20_000 },
  full: { seeds: [1, 2, 3, 4, 5], buckets: 5, maxExamples: null },
};

/** A name as YAML reads it back: in quotes where it could mean something else. */
const scalar = (text: string): string =>
  /^[A-Za-z./][\w./+-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text) ? text : JSON.stringify(text);

const list = (items: readonly (string | number)[]): string =>
  `[${items.map((item) => (typeof item === 'number' ? item : scalar(item))).join(', ')}]`;

/** A study file with a comment at each field. `file` is how the commands in it call it. */
export function studyText(name: string, answers: StudyAnswers, file: string): string {
  const { model, intermediates, targets, languages, shots, budget } = answers;
  const arms = ['zero-shot', ...(intermediates.length > 0 ? ['intermediate'] : [])];
  if (shots.length > 0) arms.push('target-shots', ...(intermediates.length > 0 ? ['intermediate+target-shots'] : []));
  return `# What is English training in between worth on the way to another language, against going there directly?
#   npx stopover plan ${file}    the stages, and the hours, memory and disk that they take
#   npx stopover run ${file}     runs what is missing and writes the report; Ctrl-C is safe
# Every field: docs/study-file.md, which npm installs in node_modules/stopover.
name: ${scalar(name)}

# A hub id (FacebookAI/xlm-roberta-base), a folder (it begins with . or /), or ${embeddedWorld}, which needs no network.
model: ${scalar(model)}

# English tasks in between. \`none\` is the way without one, with which they are compared.
intermediates: ${list(['none', ...intermediates])}

# What is scored, in every language. \`npx stopover tasks\` lists what there is; your own data go under \`tasks:\`.
targets: ${list(targets)}

# BCP 47 tags, or all: what a target has.
languages: ${languages === 'all' ? languages : list(languages)}

# The ways that are compared. docs/arms.md has the others: translated training data, adaptation to text, averages.
arms: ${list(arms)}
${shotLines(shots, sizes[budget])}
# Each model is trained once a seed. Below three seeds nothing is said to help or hurt.
seeds: ${list(sizes[budget].seeds)}

# Hyperparameters: those of a published recipe, and changes of single fields.
${recipeLines(answers)}`;
}

const shotLines = (shots: readonly number[], { buckets }: Size): string =>
  shots.length === 0
    ? ''
    : `
# Numbers of labelled target-language examples, and how many different draws of them.
shots: ${list(shots)}
buckets: ${buckets}
`;

function recipeLines({ model, shots, budget }: StudyAnswers): string {
  const embedded = model === embeddedWorld;
  const { maxExamples } = sizes[budget];
  const rows = embedded && maxExamples !== null ? Math.min(maxExamples, 2000) : maxExamples;
  const fields = [
    // The embedded encoder is small: it learns with a rate that would ruin a large one.
    ...(embedded ? ['learningRate: 0.0005', 'maxLength: 48', 'selectionExamples: 100'] : []),
    ...(rows === null ? [] : [`maxExamples: ${rows}`]),
  ];
  if (fields.length === 0) return 'recipe: jiant\n';
  const why = embedded
    ? '  # The embedded encoder is small: it learns with a rate that would ruin a large one.\n'
    : '  # Rows of each training split; without it all are used.\n';
  const ofShots = shots.length > 0 && rows !== null ? '  shots: { maxExamples: null }\n' : '';
  return `recipe:\n  base: jiant\n${why}  all: { ${fields.join(', ')} }\n${ofShots}`;
}
