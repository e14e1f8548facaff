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

const format = 'Give a JSON file: { "xnli": { "de": [["17", "4"], ["8", "15"]] } }, a list of row ids for each draw.';

function parsed(text: string, refuse: (why: string, cause: unknown) => never): z.infer<typeof drawsSchema> {
  try {
    return drawsSchema.parse(JSON.parse(text));
  } catch (error) {
    return refuse(error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error), error);
  }
}

/** Of a draw that names a row twice: k shots of it would be fewer examples than the results say. */
function repeatedIn(draws: z.infer<typeof drawsSchema>): string | undefined {
  for (const [task, languages] of Object.entries(draws)) {
    for (const [language, all] of Object.entries(languages)) {
      for (const [i, ids] of all.entries()) {
        const twice = ids.find((id, at) => ids.indexOf(id) < at);
        if (twice !== undefined) return `names row "${twice}" twice in draw ${i + 1} of ${task} in ${language}`;
      }
    }
  }
  return undefined;
}

/** Draws of shots that a file fixes: those of another program, or of a publication that says which rows it drew. */
export class Draws {
  readonly #draws: z.infer<typeof drawsSchema>;
  readonly #file: string;

  private constructor(file: string, draws: z.infer<typeof drawsSchema>) {
    this.#file = file;
    this.#draws = draws;
  }

  /**
   * Reads a study's file of draws; undefined where it has none.
   * @throws RequestError for one that cannot be read, and naming a row that a draw has twice, with task, language and draw.
   */
  static async read({ draws, file, where }: Pick<Study, 'draws' | 'file' | 'where'>): Promise<Draws | undefined> {
    if (draws === null) return undefined;
    const path = resolve(dirname(file), draws);
    const refuse = (what: string, remedy: string, cause?: unknown): never => {
      throw new RequestError({ where: where('draws'), what: `${draws} ${what}`, remedy }, { cause });
    };
    const text = await readText(path).catch((error: unknown) =>
      refuse(`cannot be read (${reasonOf(error)})`, format, error),
    );
    const read = parsed(text, (why, error) => refuse(`is no file of draws (${why})`, format, error));
    const twice = repeatedIn(read);
    return twice === undefined ? new Draws(draws, read) : refuse(twice, 'Name each row of a draw once.');
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
