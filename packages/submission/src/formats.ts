import { mlqaFormat, squadFormat } from './answers-format.ts';
import { choicesFormat } from './choices-format.ts';
import type { Format } from './format.ts';
import { labelsFormat } from './labels-format.ts';
import { pairsFormat } from './pairs-format.ts';
import { lareqaFormat, mewslixFormat } from './ranking-format.ts';
import { tagsFormat } from './tags-format.ts';

const formats: Readonly<Record<string, Format>> = {
  pawsx: labelsFormat,
  xnli: labelsFormat,
  tatoeba: labelsFormat,
  panx: tagsFormat,
  udpos: tagsFormat,
  bucc2018: pairsFormat,
  xcopa: choicesFormat,
  xquad: squadFormat,
  tydiqa: squadFormat,
  mlqa: mlqaFormat,
  mewslix: mewslixFormat,
  lareqa: lareqaFormat,
};

/** Whether there is a layout for a task's files. */
export const hasFormat = (task: string): boolean => Object.hasOwn(formats, task);

/** The layout and the score of a task's files, by the name of its folder. @throws Error for a task without one. */
export function formatOf(task: string): Format {
  const format = formats[task];
  if (format) return format;
  throw new Error(`there is no format for the task ${task}`);
}
