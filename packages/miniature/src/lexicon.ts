import type { EventId } from './causes.ts';
import type {
  AdjectiveId,
  CompanyId,
  NameId,
  NounId,
  NumberId,
  PlaceId,
  RoleId,
  SurnameId,
  TimeId,
  VerbId,
} from './concepts.ts';

/** Parts of speech as google/xtreme numbers them: the index in this list is the label. */
export const partsOfSpeech = [
  'ADJ',
  'ADP',
  'ADV',
  'AUX',
  'CCONJ',
  'DET',
  'INTJ',
  'NOUN',
  'NUM',
  'PART',
  'PRON',
  'PROPN',
  'PUNCT',
  'SCONJ',
  'SYM',
  'VERB',
  'X',
] as const;
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/**
 * The words of one language. A row holds the forms of one concept, parted by spaces (by `|` where a form has several
 * words); `_` is a space inside a word. What the forms are is said at the head of each language's file.
 */
export interface Lexicon {
  readonly nouns: Readonly<Record<NounId, string>>;
  readonly verbs: Readonly<Record<VerbId, string>>;
  readonly give: string;
  readonly go: string;
  readonly work: string;
  readonly live: string;
  readonly adjectives: Readonly<Record<AdjectiveId, string>>;
  /** Where something is, where somebody goes. */
  readonly places: Readonly<Record<PlaceId, string>>;
  readonly times: Readonly<Record<TimeId, string>>;
  readonly roles: Readonly<Record<RoleId, string>>;
  /** Nominative, and dative where it differs. */
  readonly names: Readonly<Record<NameId, string>>;
  readonly surnames: Readonly<Record<SurnameId, string>>;
  readonly companies: Readonly<Record<CompanyId, string>>;
  readonly numbers: Readonly<Record<NumberId, string>>;
  readonly howMany: string;
  readonly someone: string;
  readonly something: string;
  readonly asks: Readonly<Record<'who' | 'what' | 'where' | 'whither' | 'whom', string>>;
  /** The receiver of a gift, with `{x}` for the name. */
  readonly to: string;
  /** Whom somebody works for. */
  readonly employer: string;
  /** Words whose part of speech does not follow from the tables above. */
  readonly functionWords: { readonly [P in PartOfSpeech]?: string };
}

/** Phrases of the events: what follows a person's name, or a whole sentence. */
export type Events = Readonly<Record<EventId, string>>;
