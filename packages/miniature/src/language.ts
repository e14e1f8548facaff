import type { Predicate } from './clause.ts';
import type { AdjectiveId } from './concepts.ts';
import type { Events, Lexicon } from './lexicon.ts';

/**
 * Parts of a sentence: subject, verb, object, receiver, place, goal, time, predicate adjective, negation,
 * auxiliary of a question, question word.
 */
export type Role = 'S' | 'V' | 'O' | 'R' | 'P' | 'G' | 'T' | 'A' | 'N' | 'D' | 'W';

/** In which form a noun is wanted. `number` and `adjective` are rows of the lexicon. */
export interface NounForm {
  readonly accusative: boolean;
  readonly adjective?: string;
  readonly number?: string;
  /** 2 to 9, or 0 for "how many". */
  readonly count?: number;
}

/** What a language must know to say the predicate of a clause. */
export interface Saying {
  readonly type: Predicate['type'];
  /** Row of the verb; '' for `at` and `is`. */
  readonly row: string;
  readonly negated: boolean;
  /** True in a question that does not ask for the subject. */
  readonly asked: boolean;
  /** Row of the subject's noun, when it is a thing or an animal. */
  readonly subject?: string;
  readonly adjective?: { readonly id: AdjectiveId; readonly row: string };
  /** Whether the place is a city. */
  readonly city: boolean;
}

/** One language of the world. */
export interface Language {
  /** BCP 47, as the data sets write it. */
  readonly code: string;
  /** False where words are written without spaces. */
  readonly spaced: boolean;
  readonly lexicon: Lexicon;
  readonly events: Events;
  /** Roles of a statement in their order, parted by spaces. */
  readonly order: string;
  /** Roles of a question; without it the question word stands where the answer would. */
  readonly questionOrder?: string;
  readonly marks: { readonly stop: string; readonly ask: string; readonly open?: string };
  /** Words parted by spaces. */
  readonly noun: (row: string, form: NounForm) => string;
  readonly predicate: (saying: Saying) => Partial<Record<Role, string>>;
}

/** The nth form of a row, or its first where it has fewer. @throws RangeError on an empty row. */
export function form(row: string, index: number, separator: ' ' | '|' = ' '): string {
  const forms = row.split(separator);
  const found = forms[index] ?? forms[0];
  if (found === undefined || found === '') throw new RangeError(`a row of the lexicon has no form ${index}: "${row}"`);
  return found;
}

/** Joins the words that are there. */
export const words = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
