import { definePlugin, defineTask, skip } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** HellaSwag: pick the ending that a person would find sensible, for video captions and WikiHow articles. */
export const hellaswag = defineTask({
  name: 'hellaswag',
  kind: 'choice',
  role: 'intermediate',
  about: {
    summary: 'Which of four endings continues the story?',
    paper: 'https://aclanthology.org/P19-1472',
    citation:
      'Zellers, Holtzman, Bisk, Farhadi, Choi (2019). HellaSwag: Can a Machine Really Finish Your Sentence? ACL.',
    license: 'MIT',
  },
  source: {
    repo: 'Rowan/hellaswag',
    revision: { unverified: 'commit of the Parquet branch not known; main: 218ec52e09a7e7462a5400043bb9a69a41d06b76' },
    splits: { train: 'train', validation: 'validation' },
  },
  languages: { default: 'en' },
  head: {},
  metrics: [accuracy],
  row: z.object({
    ctx: z.string(),
    endings: z.array(z.string()).length(4),
    label: z.enum(['', '0', '1', '2', '3']),
  }),
  example: ({ ctx, endings, label }) =>
    label === ''
      ? skip('the label is hidden')
      : { context: clean(ctx), choices: endings.map(clean), gold: Number(label) },
});

/** WikiHow's texts carry marks of its layout. A title becomes a sentence; the other marks go, and nothing else does. */
const clean = (text: string): string =>
  text
    .replace(/([.?!]?)\s+\[title\]/g, (_, end: string) => end || '.')
    .replace(/\[(?:header|title|step|substeps)\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

export default definePlugin({ name: '@stopover/task-hellaswag', tasks: [hellaswag] });
