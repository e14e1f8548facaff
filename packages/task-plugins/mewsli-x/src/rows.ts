import type { Passage } from '@stopover/core';
import { z } from 'zod';

/**
 * Where rows of Mewsli-X's form are. Its own files are made by its authors' script; a copy of them by others is on the
 * hub, whose Parquet branch has the entities and the pairs but not the mentions.
 */
export const place = {
  repo: 'derived/mewsli-x-like',
  revision: {
    unverified:
      'not Mewsli-X (mewsli-x_20220518_6), of which the hub has an incomplete copy by others; rows of its form in a mirror stand for it',
  },
} as const;

export const contextSchema = z.object({ text: z.string() });
export const mentionSchema = z.object({
  example_id: z.string(),
  mention_span: z.object({ start: z.int().min(0), end: z.int().min(0), text: z.string() }),
  entity_id: z.string(),
});
export const entitySchema = z.object({
  entity_id: z.string(),
  title: z.string(),
  description: z.string().trim().min(1),
});

type Context = z.infer<typeof contextSchema>;
type Mention = z.infer<typeof mentionSchema>;

/**
 * `mention: left { mention } right`, as the baseline of XTREME-R writes a query; braces of the text become parentheses.
 * Spans count code points. Undefined when the span does not hold the mention. The baseline keeps the mention's sentence
 * alone, which rows of this form do not mark: here it is what the encoder's length leaves.
 */
export function queryOf({ text }: Context, { example_id, mention_span }: Mention): Passage | undefined {
  const points = [...text];
  const [left, mention, right] = [
    points.slice(0, mention_span.start).join(''),
    points.slice(mention_span.start, mention_span.end).join(''),
    points.slice(mention_span.end).join(''),
  ].map((part) => part.replaceAll('{', '(').replaceAll('}', ')'));
  if (mention === undefined || mention !== mention_span.text.replaceAll('{', '(').replaceAll('}', ')'))
    return undefined;
  return { id: example_id, text: `${mention}: ${left}{ ${mention} }${right}` };
}

/** An entity by its description, as the baseline encodes it. */
export const documentOf = ({ entity_id, description }: z.infer<typeof entitySchema>): Passage => ({
  id: entity_id,
  text: description,
});
