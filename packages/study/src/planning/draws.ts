import { dirname, resolve } from 'node:path';
import { messageOf, RequestError } from '@stopover/core';
import { type Availability, available, unavailable } from '@stopover/data';
import { readText, reasonOf } from '@stopover/files';
import { z } from 'zod';
import type { Study } from '../study-file/study.ts';

/** One draw of labelled target-language examples. */
export interface Draw {
  readonly k: number;
  /** From 1. */
  readonly bucket: number;
}

/** Task → language (BCP 47) → a list of row ids for each draw. */
const drawsSchema = z.record(z.string(), z.record(z.string(), z.array(z.array(z.string()).min(1)).min(1)));

/** Draws of shots that a file fixes: those of another program, or of a publication that says which rows it drew. */
export class Draws {
  readonly #draws: z.infer<typeof drawsSchema>;
  readonly #file: string;

  private constructor(file: string, draws: z.infer<typeof drawsSchema>) {
    this.#file = file;
    this.#draws = draws;
  }

  /** Reads a study's file of draws; undefined where it has none. @throws RequestError for one that cannot be read. */
  static async read({ draws, file, where }: Pick<Study, 'draws' | 'file' | 'where'>): Promise<Draws | undefined> {
    if (draws === null) return undefined;
    const path = resolve(dirname(file), draws);
    const refuse = (what: string, cause: unknown): never => {
      const remedy =
        'Give a JSON file: { "xnli": { "de": [["17", "4"], ["8", "15"]] } }, a list of row ids for each draw.';
      throw new RequestError({ where: where('draws'), what: `${draws} ${what}`, remedy }, { cause });
    };
    const text = await readText(path).catch((error: unknown) => refuse(`cannot be read (${reasonOf(error)})`, error));
    try {
      return new Draws(draws, drawsSchema.parse(JSON.parse(text)));
    } catch (error) {
      return refuse(
        `is no file of draws (${error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)})`,
        error,
      );
    }
  }

  /** The ids of all rows of all draws, sorted. */
  idsOfAll(task: string, language: string): string[] {
    return [...new Set(this.#draws[task]?.[language]?.flat())].sort();
  }

  /** The ids of the first k rows of a draw, or why there are not so many. */
  ids(task: string, language: string, { k, bucket }: Draw): Availability<readonly string[]> {
    const ids = this.#draws[task]?.[language]?.[bucket - 1];
    if (!ids) return unavailable(`${this.#file} has no draw ${bucket} of ${task} in ${language}`);
    if (ids.length < k) return unavailable(`${k} shots: draw ${bucket} in ${this.#file} has ${ids.length} rows`);
    return available(ids.slice(0, k));
  }
}
