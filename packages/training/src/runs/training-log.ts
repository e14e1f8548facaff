import { appendFile, readFile } from 'node:fs/promises';
import { isAbsent, linesIn, writeAtomic } from '@stopover/files';
import type { Progress } from './requests.ts';

/** A stage's `log.jsonl`: one line a report, each step in one of them, however often the stage was interrupted. */
export class TrainingLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes away the lines of later steps, which are trained again, and one that a killed process left half-written. */
  async cutAfter(step: number): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      if (isAbsent(error)) return '';
      throw error;
    });
    const lines = linesIn(text).filter((line) => stepOf(line) <= step);
    const left = lines.map((line) => `${line}\n`).join('');
    if (left !== text) await writeAtomic(this.#path, left);
  }

  async add(progress: Progress): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(progress)}\n`);
  }
}

function stepOf(line: string): number {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && 'step' in value && typeof value.step === 'number')
      return value.step;
  } catch {
    // Half a line: no step is known of it.
  }
  return Number.POSITIVE_INFINITY;
}
