import { type AnyTask, defineTask, type Passage } from '@stopover/core';
import { averagePrecision, miningF1, reciprocalRank, retrievalAccuracy } from '@stopover/metrics';
import { z } from 'zod';
import type { OwnBase } from './base.ts';
import { chosen, column, fieldsOf, type Row, rowOf, textColumns, textIfAny, unlessSkipped } from './cells.ts';
import { commonFields } from './fields.ts';
import { candidatePlace } from './retrieval-place.ts';

const idCell = z.union([z.string(), z.number(), z.bigint(), z.null()]);
const goldCell = z.union([idCell, z.array(z.union([z.string(), z.number()]))]);

const passageColumns = {
  query: textColumns.optional(),
  queryId: column.optional(),
  document: textColumns.optional(),
  documentId: column.optional(),
  gold: column.optional(),
};

/** Which sentences translate each other: nothing is trained. */
export const bitextSchema = z.strictObject({
  kind: z.literal('bitext'),
  ...commonFields,
  search: z.enum(['nearest', 'mine']).default('nearest'),
  columns: z.strictObject(passageColumns),
});

const metrics = { map: averagePrecision, mrr: reciprocalRank };
const metricName = z.enum(['map', 'mrr']);

/** Which documents are right for a query. */
export const rankingSchema = z.strictObject({
  kind: z.literal('ranking'),
  ...commonFields,
  columns: z.strictObject({ ...passageColumns, context: column.optional() }),
  /** What is searched beside a language's own test rows: those of all languages, or a file (on the hub: a table). */
  candidates: z
    .union([z.literal('every-language'), column, z.strictObject({ config: column, split: column })])
    .optional(),
  metrics: z.tuple([metricName], metricName).default(['map']),
});

/** The task of a bitext declaration. */
export function bitextTask(base: OwnBase, { columns, search, skip }: z.infer<typeof bitextSchema>): AnyTask {
  return defineTask({
    ...base,
    kind: 'bitext',
    head: { search },
    metrics: [search === 'mine' ? miningF1 : retrievalAccuracy],
    row: rowOf(fieldsFor(columns), skip),
    example: unlessSkipped(skip, (row) => {
      const passages = sidesOf(row, columns);
      const gold = rightDocument(idsOf(row, columns.gold));
      // Where pairs are mined a query may have no translation; else each is given a document, and none could be right.
      if (gold === '' && passages.query && !passages.document && search === 'nearest') throw nothingRight(columns.gold);
      return { ...passages, gold };
    }),
  });
}

/** The one id of a right document; '' where none is named. @throws Error where there are several. */
function rightDocument(ids: readonly string[]): string {
  const [gold = '', ...others] = ids;
  if (others.length === 0) return gold;
  throw new Error(
    `${ids.length} documents are right (${ids.slice(0, 3).join(', ')}), and of kind bitext it is one: take kind ranking`,
  );
}

const nothingRight = (gold: string | undefined) => {
  const named = gold === undefined ? 'there is no column `gold` to name' : `${JSON.stringify(gold)} does not name`;
  return new Error(`the row has a query and no document, and ${named} the one that is right`);
};

/** The task of a ranking declaration. */
export function rankingTask(base: OwnBase, own: z.infer<typeof rankingSchema>): AnyTask {
  const { columns, skip } = own;
  const candidates = own.candidates && candidatesOf(own.candidates);
  return defineTask({
    ...base,
    kind: 'ranking',
    head: {},
    ...(candidates && { candidates }),
    metrics: chosen(metrics, own.metrics),
    row: rowOf(fieldsFor(columns).add(columns.context, z.string().nullable()), skip),
    example: unlessSkipped(skip, (row) => {
      const { query, document } = sidesOf(row, columns);
      const context = textIfAny(row, columns.context);
      const both = query && document ? [document.id] : [];
      return {
        ...(query && { query }),
        ...(document && { document: { ...document, ...(context !== undefined && { context }) } }),
        gold: columns.gold === undefined ? both : idsOf(row, columns.gold),
      };
    }),
  });
}

const candidatesOf = (given: NonNullable<z.infer<typeof rankingSchema>['candidates']>) =>
  given === 'every-language' ? given : candidatePlace;

type PassageColumns = Pick<z.infer<typeof bitextSchema>, 'columns'>['columns'];

const fieldsFor = ({ query, document, queryId, documentId, gold }: PassageColumns) =>
  fieldsOf([query, document], {}).add(queryId, idCell).add(documentId, idCell).add(gold, goldCell);

function sidesOf(row: Row, columns: PassageColumns): { readonly query?: Passage; readonly document?: Passage } {
  const side = (text: string | undefined, id: string | undefined): Passage | undefined =>
    text === undefined ? undefined : { id: id === undefined ? '' : String(row[id] ?? ''), text };
  const query = side(textIfAny(row, columns.query), columns.queryId);
  const document = side(textIfAny(row, columns.document), columns.documentId);
  if (!query && !document) throw new Error('there is neither a query nor a document');
  return { ...(query && { query }), ...(document && { document }) };
}

function idsOf(row: Row, name: string | undefined): readonly string[] {
  const cell = name === undefined ? null : goldCell.parse(row[name]);
  if (cell === null || cell === '') return [];
  return [cell].flat().map(String);
}
