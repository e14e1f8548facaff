import { definePlugin, defineTask } from '@stopover/core';
import { miningF1 } from '@stopover/metrics';
import { z } from 'zod';

const get =
  'Unpack the shared task’s archives into bucc2018 in the folder, named as XTREME’s download script names them.';

/**
 * BUCC 2018: which sentences of two monolingual pools, English and another language, translate each other. XTREME calls
 * the shared task's training set its test and the sample set its development set; the threshold is chosen on the latter.
 * The hub has the right pairs only, so a person puts the pools into a folder, as XTREME's script names them:
 * `bucc2018/de-en.test.de`, `.en` and `.gold`, and the same of `dev`.
 */
export const bucc2018 = defineTask({
  name: 'bucc2018',
  kind: 'bitext',
  role: 'target',
  about: {
    summary: 'Which sentences of two pools translate each other?',
    // The task's page: the overview is in LREC's proceedings of the workshop, and W17-2512 is that of the year before.
    paper: 'https://comparable.limsi.fr/bucc2018/bucc2018-task.html',
    citation:
      'Zweigenbaum, Sharoff, Rapp (2018). Overview of the Third BUCC Shared Task: Spotting Parallel Sentences in Comparable Corpora. BUCC.',
    license: 'research only (at second hand)',
  },
  source: {
    repo: 'bucc2018',
    revision: { unverified: 'the shared task’s files, which the hub has not' },
    splits: { validation: 'dev', test: 'test' },
    tables: (config, split) => {
      const file = (ending: string) => `${config}-en.${split}.${ending}`;
      return [{ config, split, files: { paths: [file(config), file('en')], lookup: file('gold'), get } }];
    },
  },
  languages: { de: 'de', fr: 'fr', ru: 'ru', zh: 'zh' },
  head: { search: 'mine' },
  metrics: [miningF1],
  row: z.object({
    file: z.string(),
    text: z.string().regex(/^[a-z]+-\d+\t.+/, 'is not `id TAB text`'),
    found: z.string().default(''),
  }),
  example: ({ file, text, found }) => {
    const [id = '', ...rest] = text.split('\t');
    const passage = { id, text: rest.join(' ').trim() };
    return file.endsWith('.en') ? { id, document: passage, gold: '' } : { id, query: passage, gold: found };
  },
});

export default definePlugin({ name: '@stopover/task-bucc2018', tasks: [bucc2018] });
