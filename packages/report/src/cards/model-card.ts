// The model card of an exported model: README.md as the Hugging Face Hub reads it.
import type { Kind } from '@stopover/core';
import { grouped } from '@stopover/statistics';
import { type HistoryStage, type ModelHistory, tasksRead } from '@stopover/study';
import { stateOf } from '../appendix/references.ts';
import { escapeMarkdown, markdownRows } from '../formats/markdown.ts';
import { counted, interval, score } from '../page/words.ts';
import { settingInWords } from './evaluation-setting.ts';
import { frontMatter, languageCodes, yamlText } from './front-matter.ts';
import { isHubName } from './hub-name.ts';
import { modelIndex, taskTypes } from './model-index.ts';
import { modelScores } from './model-scores.ts';
import { modelUse } from './model-use.ts';

/** What a model card is made of. */
export interface ModelCardFacts {
  /** Of a stage; null for a model that was named itself, of which nothing is known. */
  readonly history: ModelHistory | null;
  /** The model that was asked for, where there is no history: a name of the hub or a folder. */
  readonly named: string;
  /** Of its head; undefined where that is not known. */
  readonly kind: Kind | undefined;
  readonly form: 'transformers' | 'adapter' | 'onnx';
  /** Version of the program that wrote the files. */
  readonly version: string;
  /** Whether the rows were made up: they are in the layout of data sets that they are not. */
  readonly generated: boolean;
}

const library = { transformers: 'transformers', adapter: 'peft', onnx: 'transformers.js' } as const;
const relation = { transformers: 'finetune', adapter: 'adapter', onnx: 'finetune' } as const;

/** The card as text: front matter, then what a reader must know. */
export function modelCard(facts: ModelCardFacts): string {
  const { history } = facts;
  const parts = history
    ? [...intro(facts, history), scoresPart(history), trainingPart(history), dataPart(facts, history)]
    : unknown(facts);
  const text = modelUse(facts);
  const use = text === undefined ? [] : [section('Use', text)];
  const recipe = history ? [recipePart(history), madePart(facts, history)] : [];
  return [headOf(facts), ...parts, ...use, ...recipe, notFor(facts)].join('\n');
}

function headOf(facts: ModelCardFacts): string {
  const { history, named, kind, form } = facts;
  const bases = history ? history.bases.flatMap(({ id }) => (id === null ? [] : [id])) : [named];
  const onHub = bases.filter(isHubName);
  const stages = history?.stages ?? [];
  const languages = [
    ...stages.flatMap(({ stage }) => stage.data.map(({ language, translation }) => translation?.to ?? language)),
    ...(history?.evaluations.flatMap(({ cells }) => cells.map(({ language }) => language)) ?? []),
  ];
  const codes = languageCodes(languages);
  const trained = new Set(stages.flatMap(({ stage }) => [...tasksRead(stage)]));
  // Of a stage that no study has any more nobody knows whether its rows were a data set's, or generated in its layout.
  const isUnknown = facts.generated || history?.source === null;
  const repos = isUnknown ? [] : (history?.references.filter(({ task, own }) => !own && trained.has(task)) ?? []);
  const results = history ? modelIndex(history, facts.generated) : undefined;
  const metrics = [...new Set(results?.flatMap((one) => one.metrics.map(({ type }) => type)))];
  return frontMatter({
    license: 'unknown',
    language: listed(codes),
    library_name: library[form],
    pipeline_tag: kind && taskTypes[kind],
    base_model: onHub.length > 0 ? onHub : undefined,
    base_model_relation: onHub.length > 0 && history ? (onHub.length > 1 ? 'merge' : relation[form]) : undefined,
    datasets: listed([...new Set(repos.map(({ repo }) => repo))].sort((a, b) => (a < b ? -1 : 1))),
    metrics: listed(metrics),
    tags: ['stopover', ...(history ? ['intermediate-task-training', 'cross-lingual-transfer'] : [])],
    'model-index':
      results && results.length > 0 ? [{ name: titleOf(history) ?? named, results: [...results] }] : undefined,
  });
}

const listed = (names: readonly string[]): readonly string[] | undefined => (names.length > 0 ? names : undefined);

const titleOf = (history: ModelHistory | null): string | undefined => history?.stages.at(-1)?.stage.title;

const section = (title: string, body: string) => `## ${title}\n\n${body}\n`;

function intro({ generated, form }: ModelCardFacts, history: ModelHistory): string[] {
  const bases = history.bases.map(({ id, hash }) => id ?? `a model with the SHA-256 ${hash}`).join(', ');
  const study =
    history.studies.length > 0
      ? `, one run of the ${history.studies.length > 1 ? 'studies' : 'study'} ${history.studies.join(', ')}`
      : '';
  const combined = history.stages.at(-1)?.stage.kind === 'combine';
  const trained = combined ? 'A combination of models that were trained from' : 'Trained from';
  const what = form === 'adapter' ? 'An adapter for' : trained;
  return [
    `# ${escapeMarkdown(titleOf(history) ?? 'A model')}\n`,
    `${what} ${escapeMarkdown(bases)} by Stopover${escapeMarkdown(study)}.\n`,
    ...(generated
      ? [
          '> **Note.** Its rows were generated, in a small invented world. It knows no real language, and no data set.\n',
        ]
      : []),
    ...(history.source === null
      ? [
          '> **Note.** No study of the store has this training any more. The data sets below are those of its tasks; whether their rows were read, or rows that were generated in their layout, is not known.\n',
        ]
      : []),
    ...history.notices.map((notice) => `> **Note.** ${escapeMarkdown(notice)}\n`),
  ];
}

function unknown({ named, form }: ModelCardFacts): string[] {
  const what = form === 'onnx' ? 'The ONNX model of' : 'A copy of';
  return [
    `# ${escapeMarkdown(named)}\n`,
    `${what} ${escapeMarkdown(named)}, which was named by itself: its files do not say what it was trained on, by which recipe, and under which licence. Add it before you share it.\n`,
  ];
}

function scoresPart({ evaluations, unplanned }: ModelHistory): string {
  const rows = evaluations.flatMap((evaluation) =>
    modelScores(evaluation).map((one) => [
      evaluation.target.name,
      one.language ?? `mean of ${one.languages.join(', ')}`,
      evaluation.target.metric,
      evaluation.target.split ?? 'test',
      settingInWords(evaluation, evaluations),
      score(one.value),
      interval(one.interval) || '–',
      score(one.chance),
      one.items.toLocaleString('en-US'),
    ]),
  );
  const others =
    unplanned > 0
      ? `\n\n${counted(unplanned, 'more evaluation')} of it in the store ${unplanned === 1 ? 'belongs' : 'belong'} to no study there, and ${unplanned === 1 ? 'is' : 'are'} left out.`
      : '';
  if (rows.length === 0) return section('Scores', `The store has no scores of this model.${others}`);
  const head = ['Target', 'Language', 'Metric', 'Split', 'Setting', 'Score', '95 % interval', 'Guessing', 'Items'];
  const place = head.indexOf('Setting');
  const told = rows.some((row) => row[place] !== '');
  const [shownHead = head, ...shownRows] = told
    ? [head, ...rows]
    : [head, ...rows].map((row) => row.toSpliced(place, 1));
  const note =
    'The intervals are over test items alone, of this one model: the same training with another seed may well score outside of them. They say nothing of the method; the report of the study does.';
  return section('Scores', `${markdownRows(shownHead, shownRows)}\n\n${note}${others}`);
}

function trainingPart({ stages }: ModelHistory): string {
  const head = ['Stage', 'Data', 'Rows of the target language', 'Steps', 'Examples seen', 'Seed', 'Model kept'];
  const rows = stages.map(({ stage, record }) => [
    stage.title,
    tablesOf({ stage, record }) || (stage.kind === 'combine' ? 'weights of other models' : 'text alone'),
    String(stage.targetExamples),
    record ? record.steps.toLocaleString('en-US') : '–',
    record ? record.examplesSeen.toLocaleString('en-US') : '–',
    String(stage.seed),
    keptOf(record),
  ]);
  const order = stages.some(({ stage }) => stage.kind === 'combine')
    ? 'Stage by stage. A training begins where the stage ended that its own title begins with, or else with the base model; a combination takes the weights of models above it.'
    : 'Stage by stage; each begins where the one above it ended.';
  return section('Training', `${order}\n\n${markdownRows(head, rows)}`);
}

function tablesOf({ stage }: HistoryStage): string {
  const tables = stage.data.map(({ task, language, translation, role, location }) => {
    const from = translation ? `${language}, machine-translated into ${translation.to}` : language;
    return `${task} (${from}, ${splitOf(role, location.split)})`;
  });
  const few =
    stage.kind === 'train' && stage.shots ? [`${counted(stage.shots.k, 'row')} in ${stage.shots.language}`] : [];
  const mixed = stage.kind === 'train' && stage.labels === 'shuffled' ? ['with shuffled labels'] : [];
  return [...tables, ...few, ...mixed].join('; ');
}

/** `train split`; of rows that were not the training split of their data set, what they were. */
const splitOf = (role: string, split: string): string =>
  role === 'train' || role === split ? `${split} split` : `${split} split, the ${role} rows of the task`;

function keptOf(record: HistoryStage['record']): string {
  const { outcome } = record ?? {};
  if (!outcome) return '–';
  const { selection, selectedStep, selectionScore } = outcome;
  const rows = selection?.rows;
  const by =
    rows && selectionScore !== null
      ? `, ${score(selectionScore)} on ${rows.task} (${rows.language}) development rows`
      : '';
  return `${selection?.by ?? 'best'}: step ${selectedStep}${by}`;
}

function dataPart({ generated }: ModelCardFacts, { references, source, stages, evaluations }: ModelHistory): string {
  const scored = new Set(evaluations.map(({ target }) => target.name));
  const trained = new Set(stages.flatMap(({ stage }) => [...tasksRead(stage)]));
  const head = ['Task', 'Data set', 'Used for', 'State', 'Licence', 'Paper'];
  const rows = references.map(({ task, repo, license, paper, citation, rows: what, ...reference }) => [
    task,
    `${generated ? 'generated rows in the layout of ' : ''}${repo}${what ? ` (${what})` : ''}`,
    [...(trained.has(task) ? ['training'] : []), ...(scored.has(task) || !trained.has(task) ? ['scores'] : [])].join(
      ', ',
    ),
    generated ? 'generated by Stopover' : source === null ? 'not known any more' : stateOf(reference, source),
    generated ? 'none needed: no row of the data set is in it' : license,
    citation ?? (paper || 'none is named'),
  ]);
  const text =
    rows.length > 0
      ? markdownRows(head, rows)
      : 'No study of the store has this model any more: the tables above name the tasks, `stopover tasks NAME` says their data and licences.';
  const licence =
    'No licence was chosen for this model. Those of the base model and of the data it was trained on bind whoever passes it on; some allow research or non-commercial use only. Choose one that fits them all, and set `license` at the head of this file.';
  return section('Data and licences', `${text}\n\n${licence}`);
}

/** The recipe of every training of the chain, those that share one together; a combination of models trains nothing. */
function recipePart({ stages }: ModelHistory): string {
  const trainings = stages.filter(({ stage }) => stage.kind !== 'combine');
  if (trainings.length === 0) return section('Recipe', 'The store no longer has it.');
  const parts = [...grouped(trainings, ({ stage }) => yamlText(stage.recipe))].map(([recipe, own]) => {
    const lines = own.map(({ stage, record }) => {
      const steps = record ? `${record.steps.toLocaleString('en-US')} steps` : 'steps no longer known';
      return `- ${escapeMarkdown(stage.title)}: ${rowsOf(stage)}, ${steps}`;
    });
    return `${lines.join('\n')}\n\n\`\`\`yaml\n${recipe}\`\`\``;
  });
  return section('Recipe', parts.join('\n\n'));
}

/** The rows that it was planned with: what its recipe leaves of its tables. */
const rowsOf = ({ expected }: HistoryStage['stage']): string => counted(expected.rows, 'row');

function madePart({ version }: ModelCardFacts, { stages, bases }: ModelHistory): string {
  const head = ['Stage', 'Key', 'Engine', 'Stopover', 'Backend', 'Node', 'Processor', 'Hours'];
  const rows = stages.map(({ stage, record }) => [
    ...[stage.title, stage.key, stage.engine],
    ...(record
      ? [
          ...[record.made.version, record.made.backend, record.made.node, record.made.cpu],
          (record.seconds / 3600).toPrecision(2),
        ]
      : ['–', '–', '–', '–', '–']),
  ]);
  const from = bases.map(
    ({ id, hash }) => `- ${escapeMarkdown(id ?? 'a base model')}: config.json and weights have the SHA-256 ${hash}`,
  );
  const text = `A stage's key is a SHA-256 over all that can change its outcome: the same key is the same training. Files written by Stopover ${version}.`;
  return section('How it was made', `${markdownRows(head, rows)}\n\n${text}\n\n${from.join('\n')}`);
}

function notFor({ history, kind, generated }: ModelCardFacts): string {
  const points = [
    ...(generated ? ['Anything but trying Stopover out: its world is made up.'] : []),
    ...(history
      ? ['Judging the method by this one model: what a training is worth is a matter of several seeds.']
      : []),
    'Decisions about people. Nobody has looked for bias in it, and it may have learnt the prejudices in its training data.',
    'Languages, domains and lengths of text that it was not scored on. Scores of one language say little of another.',
    ...(kind === 'span' || kind === 'ranking' || kind === 'bitext'
      ? ['Facts: what it finds is what its texts say, whether true or not.']
      : []),
    'Uses that the licences of its base model or of its data rule out.',
  ];
  return section('Not for', points.map((point) => `- ${point}`).join('\n'));
}
