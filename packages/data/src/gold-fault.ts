import { type AnyTask, type Example, isTaskOf, type Kind, type Task } from '@stopover/core';

type Fault<T> = (task: T, example: Example<Kind>) => string | undefined;

const ofKind =
  <K extends Kind>(kind: K, fault: Fault<Task<K>>): Fault<AnyTask> =>
  (task, example) =>
    isTaskOf(task, kind) ? fault(task, example) : undefined;

const none = (): undefined => undefined;

const faults = {
  classification: ofKind('classification', ({ head }, { gold }) =>
    typeof gold === 'number' ? outside(gold, head.labels.length, 'labels') : undefined,
  ),
  choice: ofKind('choice', (_, example) =>
    'choices' in example ? outside(example.gold, example.choices.length, 'choices') : undefined,
  ),
  tagging: ofKind('tagging', ({ head }, example) => {
    if (!('words' in example)) return undefined;
    const { words, gold } = example;
    if (words.length !== gold.length) return `there are ${words.length} words and ${gold.length} tags`;
    const strange = head.labelsIn ? undefined : gold.find((tag) => !head.labels.includes(tag));
    return strange === undefined ? undefined : `the tag "${strange}" is none of ${head.labels.join(', ')}`;
  }),
  span: none,
  bitext: none,
  ranking: none,
  mlm: none,
} satisfies { readonly [K in Kind]: Fault<AnyTask> };

/** A gold answer that the head could not give: training would fail on it late, or learn nonsense. */
export const goldFault: Fault<AnyTask> = (task, example) => faults[task.kind](task, example);

const outside = (gold: number, n: number, of: string): string | undefined =>
  Number.isInteger(gold) && gold >= 0 && gold < n
    ? undefined
    : `the label ${gold} is out of range: there are ${n} ${of}`;
