import type { AnyTask } from '@stopover/core';

/**
 * Whether a mixture's tasks have a head each, or one for all of a kind with the same labels in the same order. Data sets
 * of one task have one in either case.
 */
export type Heads = 'separate' | 'shared';

/** Whether two tasks could have one head. */
export const fitOneHead = (a: AnyTask, b: AnyTask): boolean =>
  a.kind === b.kind && JSON.stringify(a.head) === JSON.stringify(b.head);

/** The name of each task's head: its own, or that of the first task that it shares one with. */
export const headNames = (tasks: readonly AnyTask[], heads: Heads): readonly string[] =>
  tasks.map((task) => (heads === 'shared' ? (tasks.find((one) => fitOneHead(one, task)) ?? task) : task).name);
