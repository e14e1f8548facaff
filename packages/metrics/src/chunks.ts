/** A run of tags that belong together; `end` is exclusive. */
export interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Prefix letter and type of a tag, as seqeval 0.0.13 and older read it: `B-PER` is B of PER, `NOUN` is N of NOUN. */
const parts = (tag: string): { readonly prefix: string; readonly type: string } => ({
  prefix: tag.charAt(0),
  type: tag.slice(tag.lastIndexOf('-') + 1),
});

/** Whether a chunk ends between two tags of one type: always after E and S, and between B or I and a new beginning. */
const closes = (before: string, now: string): boolean =>
  'ES'.includes(before) || ('BI'.includes(before) && 'BSO'.includes(now));

/** Whether a chunk begins at a tag of the same type as the one before: at B and S, and at I or E after an end. */
const opens = (before: string, now: string): boolean =>
  'BS'.includes(now) || ('ESO'.includes(before) && 'IE'.includes(now));

const isOutside = (prefix: string): boolean => prefix === 'O' || prefix === '.';

/**
 * Chunks of a tag sequence by the lenient rules of the CoNLL-2000 script (conlleval), which seqeval used up to 0.0.13:
 * I- may open a chunk, and a change of type always does. Sequences end as if an O followed. No tag may be ''.
 * Fed plain part-of-speech tags, neighbours of one tag form one chunk: XTREME's UDPOS score rests on that.
 */
export function lenientChunks(tags: readonly string[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let before = { prefix: 'O', type: '' };
  let start = 0;
  for (const [i, tag] of [...tags, 'O'].entries()) {
    const now = parts(tag);
    const changed = before.type !== now.type;
    if (closes(before.prefix, now.prefix) || (changed && !isOutside(before.prefix))) {
      chunks.push({ type: before.type, start, end: i });
    }
    if (opens(before.prefix, now.prefix) || (changed && !isOutside(now.prefix))) start = i;
    before = now;
  }
  return chunks;
}
