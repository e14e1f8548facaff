// How a score of a card was made, where that must be said: of retrieval always, of the rest where one model has several.
import type { ModelEvaluation } from '@stopover/study';
import { sentenceStates } from '../analysis/sentence-states.ts';

/** What tells an evaluation from others of the same target and split, in words; empty where there is nothing to say. */
export function settingInWords({ target, setting }: ModelEvaluation, evaluations: readonly ModelEvaluation[]): string {
  const alike = evaluations.filter(({ target: { name, split } }) => name === target.name && split === target.split);
  const differsIn = (field: 'maxLength' | 'docStride') => new Set(alike.map((one) => one.setting[field])).size > 1;
  return [
    ...(differsIn('maxLength') ? [`${setting.maxLength} tokens`] : []),
    ...(differsIn('docStride') && setting.docStride !== null ? [`a window every ${setting.docStride} tokens`] : []),
    ...(setting.states ? [sentenceStates(setting.states)] : []),
  ].join(', ');
}
