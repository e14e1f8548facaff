// What of rows and text goes into keys: no path, and no name of a place.
import type { AnyTask } from '@stopover/core';
import { drawRule, type MaskedText, type Table } from '@stopover/data';
import type { TrainStage, TranslatedBy } from '../records/stage.ts';

/** What is in a table, wherever it lies. */
export const content = ({ task, role, language, fingerprint, translation, limit }: Table) => ({
  task,
  role,
  language,
  fingerprint,
  translation,
  // What is not there is not named, so that keys of whole tables are what they were.
  ...(limit !== undefined && { limit }),
});

/** The same of text. */
export const textOf = ({ text, ...how }: MaskedText) => ({ ...how, text: text.map(({ fingerprint }) => fingerprint) });

/** What a translator is known by, whatever it is called. */
export const translatorInKey = (by: TranslatedBy) =>
  'identity' in by ? { use: by.use, identity: by.identity } : { sha256: by.sha256 };

/** The rule of draws, where rows depend on it: a training on one, or a selection on what no draw has. */
export const drawInKey = ({ shots, selectOn }: Partial<Pick<TrainStage, 'shots' | 'selectOn'>>): { drawn?: string } =>
  (shots && !shots.ids) || (selectOn?.kind === 'oracle' && selectOn.draws !== null && !selectOn.draws.ids)
    ? { drawn: drawRule }
    : {};

/** The first metric of a task that a study file defines, where it names none. */
const usualMetric: Partial<Record<AnyTask['kind'], string>> = {
  ...{ classification: 'accuracy', choice: 'accuracy', span: 'f1', tagging: 'f1', ranking: 'map' },
};

/**
 * What a key says of the metric that a model is chosen by on some rows. A study file may put another first for the rows of
 * its own task, and only the evaluations would know; a plugin's task has always had the one of its code, which need not be
 * said. Of a metric whose lowest score is the best it is, because models were once kept by the highest.
 */
export function metricInKey({ kind, metrics: [{ name, range }] }: AnyTask, { location }: Table): { metric?: string } {
  const [worst, best] = range;
  return best < worst || (location.own !== undefined && name !== usualMetric[kind]) ? { metric: name } : {};
}

/** By which rule a new head has its tags, where its task has no list of its own: those of all rows that it is trained on. */
const tagRule = 'rows trained on';

/**
 * What a key says of that. One table of training rows says it itself, and several data sets have always had the tags of
 * all, so that the keys of their trainings are what they were; a head that is kept has its tags.
 */
export const tagsInKey = ({ head, data, sets }: Pick<TrainStage, 'head' | 'data' | 'sets'>): { tags?: string } =>
  head === 'new' && (data.some(({ role }) => role !== 'train') || (data.length > 1 && !sets)) ? { tags: tagRule } : {};
