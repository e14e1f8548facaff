import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** MultiNLI: natural language inference in ten genres of English, and XNLI's training set. */
export const mnli = defineTask({
  name: 'mnli',
  kind: 'classification',
  role: 'intermediate',
  about: {
    summary: 'Does the hypothesis follow from the premise?',
    paper: 'https://aclanthology.org/N18-1101',
    citation:
      'Williams, Nangia, Bowman (2018). A Broad-Coverage Challenge Corpus for Sentence Understanding through Inference. NAACL.',
    license: 'MultiNLI terms (OANC licence; parts CC-BY-3.0, CC-BY-SA-3.0 and MIT)',
  },
  source: {
    repo: 'nyu-mll/multi_nli',
    // A commit of the Parquet branch, whose page on the hub shows these tables.
    revision: 'b9039fc621b91015171cba154a2b916c78643163',
    splits: { train: 'train', validation: 'validation_matched' },
  },
  languages: { default: 'en' },
  head: { labels: ['entailment', 'neutral', 'contradiction'] },
  metrics: [accuracy],
  row: z.object({ premise: z.string(), hypothesis: z.string(), label: z.int().min(0).max(2) }),
  example: ({ premise, hypothesis, label }) => ({ text: premise, pair: hypothesis, gold: label, group: premise }),
});

export default definePlugin({ name: '@stopover/task-mnli', tasks: [mnli] });
