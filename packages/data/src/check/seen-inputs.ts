// Rows of a test that a task also trains or selects on: what they measure is memory.
import { createHash } from 'node:crypto';
import type { Example, Kind, Splits } from '@stopover/core';

/** The split and language of a table. */
interface Place {
  readonly role: keyof Splits | 'candidates';
  readonly language: string;
}

/** The inputs of a task's tables, in the order in which they are checked: training, validation, test. */
export class SeenInputs {
  /** By a hash of the input the first table that has it. */
  readonly #first = new Map<string, Place>();

  /** What is to be said of a row whose input another split has too; undefined where there is nothing, and of retrieval. */
  take(example: Example<Kind>, { role, language }: Place): string | undefined {
    const { id: _id, group: _group, gold: _gold, ...input } = example;
    if (role === 'candidates' || 'query' in input || 'document' in input) return undefined;
    const key = createHash('sha256').update(JSON.stringify(input)).digest('base64').slice(0, 16);
    const first = this.#first.get(key);
    // A test is nowhere trained on: its own rows need not be kept.
    if (!first && role !== 'test') this.#first.set(key, { role, language });
    return first && first.role !== role ? `its text is that of a row of ${first.role} in ${first.language}` : undefined;
  }
}
