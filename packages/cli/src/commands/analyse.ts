import { join, resolve } from 'node:path';
import { RequestError } from '@stopover/core';
import { readItems } from '@stopover/report';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { readStudy } from '../study/prepare-study.ts';
import { itemsFile, publishReport } from '../study/publish-report.ts';

/** Options of `analyse`. */
export interface AnalyseOptions extends OutputOptions {
  readonly out: string;
  /** A study file, for its arms, contrasts and margin. */
  readonly study?: string;
  readonly parallel?: readonly string[];
  readonly margin?: number;
  /** Rows of other layers are left out. */
  readonly layer?: number;
}

/** Writes the report of an item table, whoever has made the runs in it. */
export async function analyse(path: string, options: AnalyseOptions): Promise<number> {
  const terminal = createTerminal(options);
  const out = resolve(options.out);
  if (resolve(path) === join(out, itemsFile)) {
    const what = `the report's own ${itemsFile} would take the place of the table`;
    throw new RequestError({ where: '--out', what, remedy: 'Choose another folder.' });
  }
  const study = options.study === undefined ? undefined : await readStudy(options.study);
  const { results, rows, notes } = await readItems(path, { study, parallel: options.parallel, layer: options.layer });
  for (const note of notes) terminal.note(note);
  const { margin = results.study.margin } = options;
  const published = await publishReport(
    { ...results, study: { ...results.study, ...(margin !== undefined && { margin }) } },
    out,
    terminal,
  );
  terminal.document({ ...published, rows, notes: [...notes, ...published.notes] });
  return 0;
}
