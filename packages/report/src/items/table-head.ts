import { type CountedCells, planSchema, type Results } from '@stopover/study';
import { z } from 'zod';

/** Under which key the head stands in the footer of a Parquet file. */
export const headKey = 'stopover.items';

const { study, targets, overlaps, cells } = planSchema.shape;

/** What the columns do not say of a study, so that its item table alone gives its analysis. */
const headSchema = z.object({
  format: z.literal(1),
  // Not strict: what a later version adds does no harm.
  study: z
    .object(study.shape)
    .omit({ executor: true })
    .extend({
      primary: study.shape.primary.default([]),
      margin: study.shape.margin.default(1),
      placebos: study.shape.placebos.default({}),
    }),
  targets: z.array(z.object(targets.element.shape).omit({ split: true }).extend({ chance: z.number().nullable() })),
  overlaps,
  notices: z.array(z.string()).optional(),
  // A study file may skip parts of its grid, and only a part of it may have been asked for.
  planned: z
    .array(z.object(cells.element.shape).omit({ stage: true, seed: true, bucket: true }).extend({ cells: z.int() }))
    .optional(),
});

/** The head of an item table that this program wrote. */
export type TableHead = z.infer<typeof headSchema>;

/** The head of a table of a study's results, as text for its footer. */
export function headText(
  results: Pick<Results, 'study' | 'targets' | 'overlaps' | 'notices' | 'planned' | 'part'>,
): string {
  const { study, targets, overlaps, notices } = results;
  const planned = askedFor(results);
  return JSON.stringify({
    format: 1,
    study,
    targets,
    overlaps,
    ...(notices && { notices }),
    ...(planned && { planned }),
  });
}

/** The planned evaluations but for those that nobody has asked for yet. */
function askedFor({ planned, part }: Pick<Results, 'planned' | 'part'>): readonly CountedCells[] | undefined {
  const unasked = new Map((part?.unasked ?? []).map(({ cells, ...place }) => [JSON.stringify(place), cells]));
  return planned
    ?.map(({ cells, ...place }) => ({ ...place, cells: cells - (unasked.get(JSON.stringify(place)) ?? 0) }))
    .filter(({ cells }) => cells > 0);
}

/** The head in a footer, undefined where there is none; `unread` for one of another version. */
export function headOf(metadata: ReadonlyMap<string, string>): TableHead | 'unread' | undefined {
  const written = metadata.get(headKey);
  if (written === undefined) return undefined;
  try {
    return headSchema.parse(JSON.parse(written));
  } catch {
    return 'unread';
  }
}
