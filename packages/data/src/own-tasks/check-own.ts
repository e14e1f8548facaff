// What a declaration must be beside having the right fields.
import { filesOf, type OwnFault, type OwnFields, tagsOf, trainsItself } from './base.ts';
import { columnFaults } from './check-columns.ts';

/** What else a declaration may have. */
interface Labelled extends OwnFields {
  readonly labels?: readonly string[] | undefined;
  readonly labelValues?: readonly unknown[] | undefined;
  readonly metrics?: readonly string[] | undefined;
}

const endings = /\.(jsonl|csv|tsv)(\.xz)?$|\.parquet$/;

/** Everything that is wrong with it. */
export const checkOwn = (own: Labelled): readonly OwnFault[] => [
  ...splitFaults(own),
  ...(own.hub === undefined ? fileFaults(own) : []),
  ...columnFaults(own),
  ...labelFaults(own),
  ...trainingFaults(own),
  ...candidateFaults(own),
];

function splitFaults(own: OwnFields): readonly OwnFault[] {
  const { splits, languages, role, revision, hub } = own;
  const faults: OwnFault[] = [];
  const say = (path: string[], message: string) => faults.push({ path, message });
  const given = Object.entries(splits).filter(([, split]) => split !== undefined);
  if (given.length === 0) say(['splits'], 'names no split: give at least one of train, validation, test');
  if (role === 'intermediate' && splits.train === undefined)
    say(['role'], 'cannot be "intermediate" without a split `train`');
  if (revision !== undefined && hub === undefined) say(['revision'], 'is of a data set of the hub: add `hub`');
  const tags = tagsOf(own);
  for (const [name, split] of given) {
    for (const tag of typeof split === 'object' ? Object.keys(split) : [])
      if (!tags.includes(tag)) say(['splits', name, tag], `is none of the task's languages (${tags.join(', ')})`);
  }
  if (Array.isArray(languages) && new Set(languages).size < languages.length)
    say(['languages'], 'names a language twice');
  return faults;
}

function fileFaults(own: OwnFields): readonly OwnFault[] {
  const files = filesOf(own);
  const wrong = files.flatMap(({ path, at }): OwnFault[] =>
    endings.test(path) ? [] : [{ path: [...at], message: 'must end in .jsonl, .csv, .tsv or .parquet' }],
  );
  const twice = files.flatMap(({ role, path, at }, i): OwnFault[] => {
    const first = files.findIndex((other) => other.path === path && other.role === role);
    if (first === i) return [];
    const message = `is one file for ${files[first]?.language ?? ''} and ${files[i]?.language ?? ''}: write {language} in it, or a file for each language`;
    return [{ path: [...at], message }];
  });
  const said = new Set<string>();
  return [...wrong, ...twice].filter(({ path }) => {
    const place = path.join('.');
    const isNew = !said.has(place);
    said.add(place);
    return isNew;
  });
}

function labelFaults({ kind, labels, labelValues, metrics = [] }: Labelled): readonly OwnFault[] {
  const faults: OwnFault[] = [];
  const say = (path: string, message: string) => faults.push({ path: [path], message });
  if (labels && new Set(labels).size < labels.length) say('labels', 'names a label twice');
  if (labelValues && new Set(labelValues.map(String)).size < labelValues.length)
    say('labelValues', 'names a value twice');
  if (labelValues && kind !== 'choice' && labelValues.length !== labels?.length)
    say('labelValues', `must have a value for each label: ${labelValues.length} for ${labels?.length ?? 0}`);
  if (new Set(metrics).size < metrics.length) say('metrics', 'names a metric twice');
  if (kind === 'classification' && metrics.includes('f1') && labels?.length !== 2)
    say('metrics', 'cannot have f1: it is of the second of two labels');
  return faults;
}

function trainingFaults(own: OwnFields): readonly OwnFault[] {
  const { training, splits, kind } = own;
  if (training && Object.keys(training).length === 0)
    return [{ path: ['training'], message: 'names no list of tasks' }];
  if (training || splits.test === undefined || kind === 'bitext' || trainsItself(own)) return [];
  const message =
    'has a test and no English rows to train on: add `training: { default: [NAME] }` with the task that trains its head';
  return [{ path: ['splits'], message }];
}

/** Where a row's own document is right and other tables are searched too, only an id says which document that is. */
function candidateFaults({ candidates, columns }: OwnFields): readonly OwnFault[] {
  const has = (name: string) => Object.entries(columns).some(([key, column]) => key === name && column !== undefined);
  if (candidates === undefined || !has('document') || has('documentId') || has('gold')) return [];
  const message =
    "must have documentId: the document of a query's row is right, and ids alone tell it from `candidates`";
  return [{ path: ['columns'], message }];
}
