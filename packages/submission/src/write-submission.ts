import { join } from 'node:path';
import { type AnyTask, RequestError } from '@stopover/core';
import { writeAtomic } from '@stopover/files';
import { hasFormat } from './formats.ts';
import { suites } from './suites.ts';

/** A model's prediction for an item, of its task's kind. */
export interface Predicted {
  readonly id: string;
  readonly prediction: unknown;
}

/** The name of a task's folder in a submission: the benchmark writes names as one word. */
const folderOf = ({ name }: AnyTask): string => name.replaceAll('-', '');

/**
 * Sees to it that a task's predictions have a place in a submission.
 * @throws RequestError for a task that no benchmark has.
 */
export function assertSubmissible(task: AnyTask): void {
  const known = [...suites].flatMap(({ tasks }) => Object.keys(tasks));
  if (hasFormat(folderOf(task)) && known.includes(folderOf(task))) return;
  const what = `${task.name} is no task of ${[...suites].map(({ name }) => name).join(' or ')}`;
  const remedy = `They have ${[...new Set(known)].join(', ')}. Leave out --format for one JSON line an item.`;
  throw new RequestError({ where: '--format xtreme', what, remedy });
}

/**
 * Writes predictions of a task's test rows as XTREME's scripts and `scoreSubmission` read them:
 * `<folder>/<task>/test-<language>.<ending>`. Returns the path.
 */
export async function writeSubmission(
  folder: string,
  task: AnyTask,
  language: string,
  predictions: readonly Predicted[],
): Promise<string> {
  const { ending, text } = layoutOf(task, predictions);
  const path = join(folder, folderOf(task), `test-${codeOf(task, language)}.${ending}`);
  await writeAtomic(path, text);
  return path;
}

interface Laid {
  readonly ending: 'tsv' | 'json' | 'jsonl';
  readonly text: string;
}

function layoutOf(task: AnyTask, predictions: readonly Predicted[]): Laid {
  const rows = (line: (one: Predicted) => string): Laid => ({
    ending: 'tsv',
    text: predictions.map((one) => `${line(one)}\n`).join(''),
  });
  switch (task.kind) {
    case 'classification':
      return rows(({ prediction }) => task.head.labels[Number(prediction)] ?? '');
    case 'tagging':
      return rows(({ prediction }) => (Array.isArray(prediction) ? prediction.map((tag) => `${tag}\n`).join('') : ''));
    case 'bitext':
      // Mining gives pairs, of which those that were not found are none; the nearest sentence is a line for each row.
      if (task.head.search !== 'mine') return rows(({ prediction }) => String(prediction));
      return {
        ending: 'tsv',
        text: predictions.flatMap(({ id, prediction }) => (prediction ? `${id}\t${prediction}\n` : [])).join(''),
      };
    case 'choice': {
      const lines = predictions.map(({ prediction }) => `${JSON.stringify({ label: prediction })}\n`);
      return { ending: 'jsonl', text: lines.join('') };
    }
    default: {
      const byId = Object.fromEntries(predictions.map(({ id, prediction }) => [id, prediction]));
      return { ending: 'json', text: `${JSON.stringify(byId, null, 1)}\n` };
    }
  }
}

/** The benchmark's own code of a language (BCP 47): it writes `tl` where the tag is `fil`. */
function codeOf(task: AnyTask, language: string): string {
  const codes = [...suites].flatMap(({ tasks }) => tasks[folderOf(task)]?.languages ?? []);
  return codes.find((code) => code === language) ?? codes.find((code) => tagOf(code) === tagOf(language)) ?? language;
}

const tagOf = (code: string): string => Intl.getCanonicalLocales(code)[0] ?? code;
