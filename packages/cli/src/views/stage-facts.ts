// What a stage is and what made it, as rows of a name and a value.
import type { Stage, StageDetails, StageRecord } from '@stopover/study';
import { byteSize, counted, duration } from './quantities.ts';

/** A name and what stands behind it; undefined where there is nothing to say. */
export type Fact = readonly [name: string, value: string | undefined];

/** What is known of a stage before it is run. */
export function plannedFacts({ stage, studies, bases, trials, clippedTo }: StageDetails): readonly Fact[] {
  const study: Fact = [studies.length > 1 ? 'studies' : 'study', studies.join(', ') || 'none of this store'];
  if (!stage) return [study];
  return [
    study,
    ['kind', kinds[stage.kind]],
    [bases.length > 1 ? 'base models' : 'base model', bases.join(', ') || undefined],
    ['data', tables(stage) || undefined],
    ['shots', shots(stage)],
    ...trials.map((trial): Fact => ['sweep', trialInWords(trial, studies.length > 1)]),
    ...('seed' in stage ? ([['seed', String(stage.seed)]] as const) : []),
    ...(stage.kind === 'translate' ? translation(stage) : recipe(stage, clippedTo)),
  ];
}

const kinds: Readonly<Record<Stage['kind'], string>> = {
  train: 'training',
  evaluate: 'evaluation',
  combine: 'combination of models',
  translate: 'translation',
};

/** `mnli train (en)`; a table of several languages stands once. */
function tables({ data }: Stage): string {
  const languages = new Map<string, string[]>();
  for (const { task, location, language, translation: made } of data) {
    const name = `${task} ${location.split}`;
    languages.set(name, [...(languages.get(name) ?? []), made ? `${language} in ${made.to}` : language]);
  }
  return [...languages].map(([name, all]) => `${name} (${[...new Set(all)].join(', ')})`).join('; ');
}

function trialInWords(
  { study, training, candidate, of, chosen }: StageDetails['trials'][number],
  several: boolean,
): string {
  const state = chosen === null ? 'nothing chosen yet' : chosen ? 'chosen' : 'not chosen';
  return `candidate for ${training}${several ? ` of ${study}` : ''}: ${candidate}; ${state}, ${of} candidates`;
}

function shots(stage: Stage): string | undefined {
  if (stage.kind !== 'train' || !stage.shots) return undefined;
  const { k, language, bucket } = stage.shots;
  return `${counted(k, 'example')} in ${language}, draw ${bucket}`;
}

function translation({ to, by }: Extract<Stage, { readonly kind: 'translate' }>): readonly Fact[] {
  return [
    ['into', to],
    ['translator', 'use' in by ? `${by.name} (${by.use})` : `${by.name} (${by.path})`],
  ];
}

function recipe(
  { kind, recipe: own }: Exclude<Stage, { readonly kind: 'translate' }>,
  clippedTo: number | null,
): readonly Fact[] {
  const asked = clippedTo === null ? '' : ` (${own.maxLength} by the recipe, and the model has no positions for more)`;
  const length = `sequences up to ${clippedTo ?? own.maxLength} tokens${asked}`;
  if (kind !== 'train') return [['recipe', length]];
  const steps = own.maxSteps === null ? counted(own.epochs, 'epoch') : counted(own.maxSteps, 'step');
  const batch = own.batchSize * own.gradientAccumulationSteps;
  const parts = [`learning rate ${own.learningRate} (${own.schedule})`, steps, `${batch} examples a step`, length];
  return [
    ['recipe', parts.join(', ')],
    ['model kept', own.select],
  ];
}

/** What a complete stage's record says of how it was made. */
export function madeFacts({ made, ...record }: StageRecord): readonly Fact[] {
  const { stage, outcome, dropped, peakMemory } = record;
  const threads = made.threads === null ? '' : `, ${counted(made.threads, 'thread')}`;
  const skipped = record.skipped.reduce((sum, { count }) => sum + count, 0);
  return [
    ['made', `${made.finishedAt} in ${duration(record.seconds)}`],
    [
      'machine',
      `${made.backend}${threads}, ${made.cpu}, ${made.platform}, Node.js ${made.node}, Stopover ${made.version}`,
    ],
    ['memory', peakMemory === undefined ? undefined : `${byteSize(1e6 * peakMemory)} at the most`],
    ['steps', stage.kind === 'train' ? record.steps.toLocaleString('en-US') : undefined],
    [stage.kind === 'train' ? 'examples seen' : 'examples', record.examplesSeen.toLocaleString('en-US')],
    ['truncated', record.truncated > 0 ? counted(record.truncated, 'example') : undefined],
    ['skipped', skipped > 0 ? counted(skipped, 'row') : undefined],
    ['kept step', outcome ? keptStep(outcome) : undefined],
    [
      'model',
      dropped
        ? `removed when nothing waited for it (${byteSize(dropped.bytes)}), made again when asked for`
        : undefined,
    ],
  ];
}

function keptStep({ selectedStep, selectionScore, selection }: NonNullable<StageRecord['outcome']>): string {
  const rows = selection?.rows;
  const on = rows ? ` on ${counted(rows.examples, 'development row')} of ${rows.task} (${rows.language})` : '';
  return `${selectedStep}${selectionScore === null ? '' : `, score ${selectionScore.toFixed(2)}${on}`}`;
}
