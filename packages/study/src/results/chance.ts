import { type AnyTask, type Example, isTaskOf, type Kind, type Task } from '@stopover/core';

/**
 * The score of guessing uniformly, in the headline metric's unit: one over the labels, the mean of one over each row's
 * choices, one over the documents; 0 for spans. Null where it depends on more than that (tagging, ranking, mlm).
 */
export function chanceOf(task: AnyTask, examples: readonly Example<Kind>[]): number | null {
  const [worst, best] = task.metrics[0].range;
  const share = shares[task.kind](task, examples);
  return share === null ? null : worst + (best - worst) * share;
}

type Share<T> = (task: T, examples: readonly Example<Kind>[]) => number | null;

const ofKind =
  <K extends Kind>(kind: K, share: Share<Task<K>>): Share<AnyTask> =>
  (task, examples) =>
    isTaskOf(task, kind) ? share(task, examples) : null;

const unknown = (): null => null;

const shares = {
  classification: ofKind('classification', ({ head }) => 1 / head.labels.length),
  choice: ofKind('choice', (_, examples) => {
    const each = examples.flatMap((example) => ('choices' in example ? [1 / example.choices.length] : []));
    return each.reduce((sum, share) => sum + share, 0) / each.length;
  }),
  span: () => 0,
  tagging: unknown,
  bitext: ofKind('bitext', (_, examples) => {
    const documents = examples.filter((example) => 'document' in example && example.document !== undefined).length;
    return documents > 0 ? 1 / documents : null;
  }),
  ranking: unknown,
  mlm: unknown,
} satisfies { readonly [K in Kind]: Share<AnyTask> };
