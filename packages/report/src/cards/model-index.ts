// The scores of a model as the hub reads them from a card's front matter (`model-index`).
import type { Kind } from '@stopover/core';
import type { ModelHistory, Reference } from '@stopover/study';
import { settingInWords } from './evaluation-setting.ts';
import { modelScores } from './model-scores.ts';

/** What the hub calls the kinds of tasks. */
export const taskTypes: Readonly<Record<Kind, string>> = {
  classification: 'text-classification',
  choice: 'multiple-choice',
  span: 'question-answering',
  tagging: 'token-classification',
  bitext: 'sentence-similarity',
  ranking: 'sentence-similarity',
  mlm: 'fill-mask',
};

/** What the hub calls metrics that have another name here. */
const metricTypes: Readonly<Record<string, string>> = { em: 'exact_match', 'tag-accuracy': 'accuracy' };

/** Results on one data set, in the hub's fields. */
export interface IndexedResult {
  readonly task: { readonly type: string; readonly name: string };
  readonly dataset: {
    readonly type: string;
    readonly name: string;
    readonly config: string;
    readonly split: string;
    readonly revision: string | undefined;
  };
  readonly metrics: readonly { readonly type: string; readonly name: string; readonly value: number }[];
}

/**
 * The scores of every target and language. Scores on generated rows are of no data set of the hub, and none of its
 * leaderboards may take them for such: their type is `generated`. Of a model with notices, whose tests may have been cut
 * short, it has none.
 */
export function modelIndex(
  { evaluations, references, notices }: ModelHistory,
  generated: boolean,
): readonly IndexedResult[] {
  if (notices.length > 0) return [];
  return evaluations.flatMap((evaluation) => {
    const { name, kind, metric, split = 'test' } = evaluation.target;
    const reference = references.find(({ task }) => task === name);
    const setting = settingInWords(evaluation, evaluations);
    return modelScores(evaluation).flatMap(({ language, value }): IndexedResult[] => {
      if (language === null || value === null) return [];
      return [
        {
          task: { type: typeOfKind(kind), name },
          dataset: {
            type: datasetType(reference, generated),
            name: `${name} (${language})${generated ? ', generated rows' : ''}`,
            ...{ config: language, split },
            revision: generated || reference?.own ? undefined : (reference?.revision ?? undefined),
          },
          metrics: [
            {
              type: metricTypes[metric] ?? metric,
              name: setting ? `${metric} (${setting})` : metric,
              value: Number(value.toFixed(2)),
            },
          ],
        },
      ];
    });
  });
}

/** The name of the hub's data set; files of one's own have none. */
function datasetType(reference: Reference | undefined, generated: boolean): string {
  if (generated) return 'generated';
  return reference && !reference.own ? reference.repo : 'own files';
}

/** What the hub calls a kind; the kind itself where it has no name for it. */
export const typeOfKind = (kind: string): string =>
  Object.entries(taskTypes).find(([name]) => name === kind)?.[1] ?? kind;
