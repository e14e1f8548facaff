import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/**
 * PAWS-X: pairs of sentences with nearly the same words, in seven languages; 2,000 of PAWS-Wiki's pairs, translated by
 * people, in each development and test set. It trains on its own 49,401 English pairs; the machine-translated training
 * sets of the other languages are not used. A pair has one id in all languages, of which a few label it otherwise.
 * PAWS also asks what training on QQP alone is worth (Zhang, Baldridge, He 2019): `qqp`, whose labels mean the same.
 */
export const pawsX = defineTask({
  name: 'paws-x',
  kind: 'classification',
  role: 'target',
  about: {
    summary: 'Do the two sentences say the same?',
    paper: 'https://aclanthology.org/D19-1382',
    citation:
      'Yang, Zhang, Tar, Baldridge (2019). PAWS-X: A Cross-lingual Adversarial Dataset for Paraphrase Identification. EMNLP.',
    license: 'free for any purpose, credit to Google appreciated',
  },
  source: {
    repo: 'google-research-datasets/paws-x',
    revision: { unverified: 'commit of the Parquet branch not known; main: 4cd8187c404bda33cb1f62b49b001115862acf37' },
    splits: { train: 'train', validation: 'validation', test: 'test' },
  },
  languages: { de: 'de', en: 'en', es: 'es', fr: 'fr', ja: 'ja', ko: 'ko', zh: 'zh' },
  head: {
    labels: ['0', '1'],
    alike: [
      ['not_duplicate', 'duplicate'],
      ['not_paraphrase', 'paraphrase'],
    ],
  },
  trainingTasks: { default: ['paws-x'], qqp: ['qqp'] },
  parallel: true,
  metrics: [accuracy],
  row: z.object({ id: z.int().min(0), sentence1: z.string(), sentence2: z.string(), label: z.int().min(0).max(1) }),
  example: ({ id, sentence1, sentence2, label }) => ({ id: `${id}`, text: sentence1, pair: sentence2, gold: label }),
});

export default definePlugin({ name: '@stopover/task-paws-x', tasks: [pawsX] });
