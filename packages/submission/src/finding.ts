/**
 * What becomes of a thing that does not fit. `passes`: the reference lets it pass, and this is what it makes of it.
 * `refused`: the reference ends with an error, and this is what to do. `aside`: nothing is scored otherwise because of it.
 */
export interface FindingRule {
  readonly sort: 'passes' | 'refused' | 'aside';
  readonly outcome: string;
}

/** Every thing that may not fit, and what the reference (google-research/xtreme's evaluate.py) makes of it. */
export const findingRules = {
  'missing-folder': {
    sort: 'passes',
    outcome: 'The task is left out, and with it its group and the totals, as in the reference.',
  },
  'missing-file': { sort: 'refused', outcome: 'Every language of the task needs a file on both sides.' },
  'not-text': { sort: 'refused', outcome: 'Write the file as UTF-8.' },
  'bad-json': { sort: 'refused', outcome: 'Write the file with a JSON library.' },
  'wrong-shape': { sort: 'refused', outcome: 'See the layout of the files in docs/score.md.' },
  'wrong-count': { sort: 'refused', outcome: 'Rows are paired by their place: give exactly one a label.' },
  'no-rows': { sort: 'refused', outcome: 'A mean over nothing has no value: give the file its rows.' },
  'no-sentences': { sort: 'passes', outcome: 'It scores 0, as in the reference.' },
  'uneven-sentence': {
    sort: 'passes',
    outcome: 'All later chunks of the file stand at other places and count as wrong, as in the reference.',
  },
  'empty-line': { sort: 'passes', outcome: 'It counts as a row with an empty value, as in the reference.' },
  'empty-sentence': { sort: 'passes', outcome: 'It counts as a sentence without words, as in the reference.' },
  'byte-order-mark': { sort: 'passes', outcome: 'It stays part of the first value, as in the reference.' },
  'missing-prediction': { sort: 'passes', outcome: 'It scores 0 and counts in the total, as in the reference.' },
  'extra-prediction': { sort: 'passes', outcome: 'It is ignored, as in the reference.' },
  'duplicate-id': { sort: 'passes', outcome: 'The last one counts, as in the reference.' },
  'duplicate-question': { sort: 'passes', outcome: 'It counts each time, as in the reference.' },
  'duplicate-pair': { sort: 'passes', outcome: 'It counts once, as in the reference.' },
  'not-a-pair': { sort: 'passes', outcome: 'The line is compared as it is, as in the reference.' },
  'other-type': { sort: 'passes', outcome: 'Values of different types are never equal, as in the reference.' },
  'several-answers': { sort: 'passes', outcome: 'Only the first one is right, as in the reference.' },
  'only-normalised': { sort: 'passes', outcome: 'It counts as wrong, as in the reference.' },
  'unknown-folder': { sort: 'aside', outcome: 'It is not read.' },
  'unknown-file': { sort: 'aside', outcome: 'It is not read.' },
} satisfies Record<string, FindingRule>;

/** The sort of a thing that does not fit. */
export type FindingKind = keyof typeof findingRules;

/** Where a thing that does not fit stands. */
export interface Place {
  /** Path as it was given, with the name of the file. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
}

/** One thing that does not fit, and what came of it. */
export interface Finding extends Place {
  readonly kind: FindingKind;
  /** An error leaves its language without scores, and the task without an average. */
  readonly severity: 'error' | 'note';
  readonly task?: string;
  readonly language?: string;
  /** The fact. */
  readonly what: string;
  /** What the profile makes of it, or what to do. */
  readonly outcome: string;
}

/** Says that something does not fit. */
export type Tell = (kind: FindingKind, place: Place, what: string) => void;

/** Ends the reading of a file that no score can come from. */
export class Unfit extends Error {
  readonly kind: FindingKind;
  readonly place: Place;

  constructor(kind: FindingKind, place: Place, what: string) {
    super(what);
    this.name = new.target.name;
    this.kind = kind;
    this.place = place;
  }
}
