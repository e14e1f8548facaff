import type { NamedPlugin, NewTask, PluginSources } from '../plugin-kinds.ts';
import { type TaskKindText, taskKindTexts } from './task-kinds.ts';

/** A task of the kind and role that were asked for. */
export function taskSources(plugin: NamedPlugin): PluginSources {
  const { name, task } = plugin;
  const text = taskKindTexts[task.kind];
  return {
    source: source(plugin, text),
    test: `import { describeTask } from '@stopover/testing';
import { ${plugin.variable} } from './index.ts';

// Rows of your own in the data set's schema, never the data set's.
describeTask(${plugin.variable}, [
  ${text.rows}
]);
`,
    dependencies: ['@stopover/metrics', 'zod'],
    devDependencies: ['@stopover/testing'],
    use: task.role === 'target' ? `targets: [${name}]` : `intermediates: [none, ${name}]`,
  };
}

const source = ({ name, packageName, variable, task }: NamedPlugin, text: TaskKindText): string => {
  const metrics = text.metrics.join(', ');
  return `import { definePlugin, defineTask } from '@stopover/core';
import { ${metrics} } from '@stopover/metrics';
import { z } from 'zod';

${text.before ?? ''}/** ${name}: say what it asks, and of what text. Rows of one study need no package: its \`tasks:\` can say them. */
export const ${variable} = defineTask({
  name: '${name}',
  kind: '${task.kind}',
  role: '${task.role}',
  about: {
    summary: 'What does the task ask?',
    paper: 'https://aclanthology.org/',
    license: 'unknown: see the card of the data set',
  },
  // A data set of the hub; \`tables\` beside \`splits\` names files of yours instead.
  source: {
    repo: 'owner/name',
    revision: { unverified: 'take the commit of the Parquet branch from the page of the data set' },
${roleLines(name, task, text)}
  metrics: [${metrics}],
  // What a row must be, and what it becomes; \`skip('why')\` leaves it out.
  ${text.task}
});

export default definePlugin({ name: '${packageName}', tasks: [${variable}] });
`;
};

/** The splits, languages and training that a role has: a target of tags trains on its own, as no other task has its labels. */
function roleLines(name: string, { kind, role }: NewTask, { trainingTasks, target }: TaskKindText): string {
  const training = trainingTasks ?? (kind === 'bitext' ? undefined : name);
  const train = role === 'intermediate' || training === name ? "train: 'train', " : '';
  const test = role === 'target' ? ", test: 'test'" : '';
  return [
    `    splits: { ${train}validation: 'validation'${test} },`,
    '  },',
    '  // configuration of the data set: BCP 47 tag',
    `  languages: { ${role === 'target' ? "de: 'de', en: 'en'" : "default: 'en'"} },`,
    ...(role === 'target' && training !== undefined
      ? ['  // its English training: tasks of the same kind', `  trainingTasks: { default: ['${training}'] },`]
      : []),
    ...(role === 'target' && target !== undefined ? [`  ${target}`] : []),
  ].join('\n');
}
