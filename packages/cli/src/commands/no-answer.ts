import { type AnyTask, type Example, type Kind, RequestError } from '@stopover/core';
import { type BestThreshold, bestThreshold } from '@stopover/metrics';
import type { EvaluateRequest, Prediction } from '@stopover/training';
import type { Terminal } from '../program/terminal.ts';

/** Options of `evaluate` for questions. */
interface QuestionOptions {
  readonly nBest?: number;
  readonly nullThreshold?: number;
}

const asksFor = (task: AnyTask, unanswerable: boolean) =>
  task.kind === 'span' && (task.head.unanswerable || !unanswerable);

/** How answers are chosen. @throws RequestError when the task has no use for an option that was given. */
export function answerOptions(
  { nBest, nullThreshold }: QuestionOptions,
  task: AnyTask,
): NonNullable<EvaluateRequest['answers']> {
  const refuse = (option: string, what: string) =>
    new RequestError({ where: option, what: `${task.name} ${what}`, remedy: 'Leave the option out.' });
  if (nBest !== undefined && !asksFor(task, false)) throw refuse('--n-best', 'does not ask for spans of a text');
  if (nullThreshold !== undefined && !asksFor(task, true)) {
    throw refuse('--null-threshold', 'has no questions without an answer');
  }
  return { ...(nBest !== undefined && { nBest }), ...(nullThreshold !== undefined && { threshold: nullThreshold }) };
}

/** The best threshold of each metric, where the task's questions may have no answer. Predictions are the examples', in order. */
export function thresholdsOf(
  task: AnyTask,
  language: string,
  examples: readonly Example<Kind>[],
  predictions: readonly Prediction[],
): { readonly thresholds?: Readonly<Record<string, BestThreshold>> } {
  if (task.kind !== 'span' || !task.head.unanswerable) return {};
  const questions = examples.flatMap((example, i) => {
    const answer = predictions[i]?.answer;
    if (!('question' in example) || !answer || answer.noAnswer === null) return [];
    return [{ gold: example.gold, prediction: answer.span, lead: answer.noAnswer }];
  });
  const found = task.metrics.flatMap((metric) => {
    const best = bestThreshold(metric, questions, { language });
    return best ? [[metric.name, best] as const] : [];
  });
  return { thresholds: Object.fromEntries(found) };
}

/** Says which threshold to take on other rows, when these were for choosing it. */
export function noteThresholds(
  terminal: Pick<Terminal, 'note'>,
  line: { readonly thresholds?: Readonly<Record<string, BestThreshold>> } | undefined,
): void {
  for (const [metric, { threshold, score }] of Object.entries(line?.thresholds ?? {})) {
    terminal.note(`Best ${metric} on these rows: ${score.toFixed(2)}, with --null-threshold ${threshold.toFixed(4)}.`);
  }
}
