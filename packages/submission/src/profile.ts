import type { ChunkRules } from '@stopover/metrics';
import { Catalog } from '@stopover/registry';
import { type FindingKind, findingRules } from './finding.ts';

/** Whose behaviour is repeated where versions of the reference differ, and what is refused. */
export interface Profile {
  readonly name: string;
  readonly about: string;
  /** Whose chunks PAN-X and UDPOS are scored by. */
  readonly chunks: ChunkRules;
  /** Whether this profile takes a thing that does not fit as an error. */
  readonly refuses: (kind: FindingKind) => boolean;
}

const referenceRefuses = (kind: FindingKind): boolean => findingRules[kind].sort === 'refused';

/** The profiles of `stopover score`, the default first. */
export const profiles = new Catalog<Profile>('profile', [
  {
    name: 'xtreme-2020',
    about: 'evaluate.py with seqeval 0.0.13 or older, as the published numbers were made',
    chunks: 'seqeval-0',
    refuses: referenceRefuses,
  },
  {
    name: 'seqeval-1',
    about: 'evaluate.py with seqeval 1: other UDPOS scores, and sentences of unequal length are refused',
    chunks: 'seqeval-1',
    // seqeval 1 compares the lengths first, and takes two empty lists for an inconsistency.
    refuses: (kind) => referenceRefuses(kind) || kind === 'uneven-sentence' || kind === 'no-sentences',
  },
  {
    name: 'strict',
    about: 'the scores of xtreme-2020, and whatever the reference lets pass in silence is an error',
    chunks: 'seqeval-0',
    refuses: (kind) => findingRules[kind].sort !== 'aside',
  },
]);
