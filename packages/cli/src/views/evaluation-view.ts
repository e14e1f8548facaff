import type { AnyTask } from '@stopover/core';
import type { BestThreshold } from '@stopover/metrics';
import type { CutCount } from '@stopover/text';
import type { LayerChoice } from '@stopover/training';
import type { Terminal } from '../program/terminal.ts';
import { table } from './table.ts';

/** Scores of one language. */
export interface ScoreLine {
  readonly language: string;
  readonly examples: number;
  /** What the maximum length made of them. */
  readonly cut: CutCount;
  /** Rows left out on purpose. */
  readonly skipped: number;
  readonly scores: Readonly<Record<string, number | null>>;
  /** By metric, where questions may have no answer: the threshold that would have been best on these rows. */
  readonly thresholds?: Readonly<Record<string, BestThreshold>> | undefined;
  /** Of several layers: the headline score of each. */
  readonly layers?: Readonly<Record<string, number | null>>;
  /** Of mining. */
  readonly threshold?: { readonly value: number; readonly chosenOn: string };
}

/** The scores of every language, and their mean. */
export function printScores(lines: readonly ScoreLine[], task: AnyTask, terminal: Terminal): void {
  const names = task.metrics.map(({ name }) => name);
  const right = 'right' as const;
  const columns = [{ title: 'language' }, ...['examples', ...names].map((title) => ({ title, align: right }))];
  const cell = (value: number | null | undefined) => value?.toFixed(2) ?? 'none';
  const rows = lines.map(({ language, examples, scores }) => [
    language,
    String(examples),
    ...names.map((name) => cell(scores[name])),
  ]);
  const mean = (name: string) =>
    lines.reduce((sum, { scores }) => sum + (scores[name] ?? Number.NaN), 0) / lines.length;
  if (lines.length > 1) rows.push(['mean', '', ...names.map((name) => cell(mean(name)))]);
  terminal.print(table(columns, rows, terminal.colors.bold));
  if (task.about.rows) terminal.print(`The rows of ${task.name}: ${task.about.rows}.`);
}

const reasons: Readonly<Record<LayerChoice['chosenBy'], string>> = {
  development: 'the best on development rows',
  named: 'as asked for',
  protocol: "XTREME's layer for this depth; without development rows none is chosen",
};

/** Every layer of a sweep by its mean over the languages, and which one the scores above are of. */
export function printLayers(lines: readonly ScoreLine[], task: AnyTask, choice: LayerChoice, terminal: Terminal): void {
  terminal.print(`Layer ${choice.layer}: ${reasons[choice.chosenBy]}.`);
  const layers = Object.keys(lines[0]?.layers ?? {}).map(Number);
  if (layers.length === 0) return;
  const mean = (layer: number) =>
    lines.reduce((sum, line) => sum + (line.layers?.[layer] ?? Number.NaN), 0) / lines.length;
  const right = 'right' as const;
  const columns = [
    { title: 'layer', align: right },
    { title: `${task.metrics[0].name}, mean`, align: right },
    ...(choice.development ? [{ title: 'development', align: right }] : []),
  ];
  const rows = layers.map((layer) => [
    String(layer),
    mean(layer).toFixed(2),
    ...(choice.development ? [choice.development[layer]?.toFixed(2) ?? 'none'] : []),
  ]);
  terminal.print(table(columns, rows, terminal.colors.bold));
}
