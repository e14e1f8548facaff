/** A run of tags that belong together; `end` is exclusive. */
export interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Whose reading of a tag: `seqeval-0` is seqeval 0.0.13 and older, which XTREME's published numbers were made with;
 * `seqeval-1` is 0.0.18 and newer, up to 1.2.2. They agree on `B-PER`, and differ on tags without a dash: `NOUN` is N of
 * NOUN for the first, N of OUN for the second (so CCONJ and SCONJ are both of CONJ, and X is of `_`).
 */
export type ChunkRules = 'seqeval-0' | 'seqeval-1';

interface TagParts {
  readonly prefix: string;
  readonly type: string;
}

const readers: Readonly<Record<ChunkRules, (tag: string) => TagParts>> = {
  'seqeval-0': (tag) => ({ prefix: tag.charAt(0), type: tag.slice(tag.lastIndexOf('-') + 1) }),
  'seqeval-1': (tag) => {
    const [prefix = '', ...rest] = tag;
    const text = rest.join('');
    return { prefix, type: text.slice(text.indexOf('-') + 1) || '_' };
  },
};

/** Whether a chunk ends between two tags of one type: always after E and S, and between B or I and a new beginning. */
const closes = (before: string, now: string): boolean =>
  'ES'.includes(before) || ('BI'.includes(before) && 'BSO'.includes(now));

/** Whether a chunk begins at a tag of the same type as the one before: at B and S, and at I or E after an end. */
const opens = (before: string, now: string): boolean =>
  'BS'.includes(now) || ('ESO'.includes(before) && 'IE'.includes(now));

const isOutside = (prefix: string): boolean => prefix === 'O' || prefix === '.';

/**
 * Chunks of a tag sequence by the lenient rules of the CoNLL-2000 script (conlleval), which every version of seqeval
 * uses by default: I- may open a chunk, and a change of type always does. Sequences end as if an O followed. No tag may
 * be ''. Fed plain part-of-speech tags, neighbours of one tag form one chunk: XTREME's UDPOS score rests on that.
 */
export function lenientChunks(tags: readonly string[], rules: ChunkRules = 'seqeval-0'): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let before: TagParts = { prefix: 'O', type: '' };
  let start = 0;
  for (const [i, tag] of [...tags, 'O'].entries()) {
    const now = readers[rules](tag);
    const changed = before.type !== now.type;
    if (closes(before.prefix, now.prefix) || (changed && !isOutside(before.prefix))) {
      chunks.push({ type: before.type, start, end: i });
    }
    if (opens(before.prefix, now.prefix) || (changed && !isOutside(now.prefix))) start = i;
    before = now;
  }
  return chunks;
}
