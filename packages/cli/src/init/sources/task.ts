import type { NewPlugin, PluginSources } from '../plugin-kinds.ts';
import { variableName } from './variable-name.ts';

/** A task of classification, trained in English; the page about tasks says what other kinds have. */
export function taskSources({ name, packageName }: NewPlugin): PluginSources {
  const variable = variableName(name);
  return {
    source: `import { definePlugin, defineTask } from '@stopover/core';
import { accuracy } from '@stopover/metrics';
import { z } from 'zod';

/** ${name}: say what it asks, and of what text. Rows of one study need no package: its \`tasks:\` can say them. */
export const ${variable} = defineTask({
  name: '${name}',
  // or choice, span, tagging, bitext, ranking: a kind fixes the types of everything below
  kind: 'classification',
  // intermediate: trained in English. target: scored in every language, with \`splits.test\` and \`trainingTasks\`
  role: 'intermediate',
  about: {
    summary: 'What does the task ask?',
    paper: 'https://aclanthology.org/',
    license: 'unknown: see the card of the data set',
  },
  source: {
    repo: 'owner/name',
    revision: { unverified: 'take the commit of the Parquet branch from the page of the data set' },
    splits: { train: 'train', validation: 'validation' },
  },
  // configuration of the data set: BCP 47 tag
  languages: { default: 'en' },
  head: { labels: ['no', 'yes'] },
  metrics: [accuracy],
  // What a row must be, and what it becomes; \`skip('why')\` leaves it out.
  row: z.object({ text: z.string(), label: z.int().min(0).max(1) }),
  example: ({ text, label }) => ({ text, gold: label }),
});

export default definePlugin({ name: '${packageName}', tasks: [${variable}] });
`,
    test: `import { describeTask } from '@stopover/testing';
import { ${variable} } from './index.ts';

// Rows of your own in the data set's schema, never the data set's.
describeTask(${variable}, [
  { text: 'The ferry leaves at noon.', label: 1 },
  { text: 'Noon the leaves ferry at.', label: 0 },
]);
`,
    dependencies: ['@stopover/metrics', 'zod'],
    devDependencies: ['@stopover/testing'],
    use: `intermediates: [none, ${name}]`,
  };
}
