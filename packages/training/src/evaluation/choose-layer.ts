import type { AnyTask } from '@stopover/core';
import type { EvaluateOutcome, Prediction } from './evaluate-request.ts';
import { scorePredictions } from './score-predictions.ts';
import { worthOf } from './score-worth.ts';

/** A language's outcome of a sweep over layers. */
export interface LanguageOutcome {
  readonly language: string;
  readonly outcome: Pick<EvaluateOutcome, 'layers' | 'usualLayer'>;
}

/** Which layer's predictions count as the model's, and why. */
export interface LayerChoice {
  readonly layer: number;
  /**
   * `development`: the best mean over the languages with development rows, the lowest layer of equals. `named`: the only
   * one asked for. `protocol`: there are no development rows, so none is the best, and XTREME's layer speaks for the model.
   */
  readonly chosenBy: 'development' | 'named' | 'protocol';
  /** Headline score on development rows, by layer; null without such rows. */
  readonly development: Readonly<Record<string, number>> | null;
}

/** Chooses one layer for all languages of a bitext task, on development rows alone; undefined for other tasks. */
export function chooseLayer(task: AnyTask, languages: readonly LanguageOutcome[]): LayerChoice | undefined {
  const [first] = languages;
  const layers = first?.outcome.layers?.map(({ layer }) => layer) ?? [];
  const [only] = layers;
  if (!first || only === undefined) return undefined;
  const scored = layers.map((layer) => ({ layer, score: developmentScore(task, languages, layer) }));
  const known = scored.flatMap(({ layer, score }) => (Number.isFinite(score) ? [[String(layer), score] as const] : []));
  const development = known.length > 0 ? Object.fromEntries(known) : null;
  if (layers.length === 1) {
    const chosenBy = only === first.outcome.usualLayer ? 'protocol' : 'named';
    return { layer: only, chosenBy, development };
  }
  if (!development) return { layer: first.outcome.usualLayer ?? only, chosenBy: 'protocol', development };
  const best = scored.reduce((a, b) => (worthOf(task, b.score) > worthOf(task, a.score) ? b : a));
  return { layer: best.layer, chosenBy: 'development', development };
}

/** Mean over the languages that have development rows; NaN where none has. */
function developmentScore(task: AnyTask, languages: readonly LanguageOutcome[], layer: number): number {
  const scores = languages.flatMap(({ language, outcome }) => {
    const dev = outcome.layers?.find((one) => one.layer === layer)?.dev;
    return dev && dev.length > 0 ? [headlineScore(task, language, dev)] : [];
  });
  return scores.reduce((a, b) => a + b, 0) / scores.length;
}

const headlineScore = (task: AnyTask, language: string, predictions: readonly Prediction[]): number =>
  scorePredictions(task, language, predictions).scores[0]?.score ?? Number.NaN;
