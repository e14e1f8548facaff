import type { Kind, Task } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { descriptionChecks, rowChecks, scoreChecks } from './check-task.ts';

/**
 * Registers the tests that every task must pass. `rows` are a few rows in the data set's schema, written for the test:
 * one of each sort that the task treats differently. What they become is kept in a snapshot beside the test.
 */
export function describeTask<K extends Kind>(task: Task<K>, rows: readonly unknown[]): void {
  describe(`task ${task.name}`, () => {
    it('reads its rows', () => {
      expect(rows.map((row) => task.read(row))).toMatchSnapshot();
    });

    const checks = [...descriptionChecks(task), ...rowChecks(task, rows), ...scoreChecks(task, rows)];
    for (const { name, check } of checks) it(name, check);
  });
}
