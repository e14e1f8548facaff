// Items of a test that is called parallel: each is there in every language, with the same gold label.
import type { AnyTask, Example, Kind, Splits } from '@stopover/core';
import type { Numbered } from './measure.ts';

/** A remark on a row, and how the row is found. */
export interface ItemRemark {
  readonly what: string;
  readonly example: string;
}

interface Item {
  readonly gold: string | undefined;
  readonly example: string;
}

/** Holds the items of each language against those of the language that is read first. */
export class ParallelItems {
  #first: { readonly language: string; readonly items: Map<string, Item> } | undefined;
  readonly #parallel: boolean;

  /** Passages of retrieval are items of their own language. */
  constructor({ parallel = false, kind }: AnyTask) {
    this.#parallel = parallel && kind !== 'bitext' && kind !== 'ranking';
  }

  /** The items of one table; undefined where nothing is said of them: it is the test that is parallel. */
  of(role: keyof Splits | 'candidates', language: string): ItemsOfLanguage | undefined {
    if (!this.#parallel || role !== 'test') return undefined;
    if (this.#first) return new ItemsOfLanguage(this.#first.language, this.#first.items, undefined);
    const items = new Map<string, Item>();
    this.#first = { language, items };
    return new ItemsOfLanguage(language, new Map(), items);
  }
}

/** The items of one language. */
export class ItemsOfLanguage {
  readonly #language: string;
  readonly #first: ReadonlyMap<string, Item>;
  readonly #kept: Map<string, Item> | undefined;
  readonly #seen = new Set<string>();

  /** `kept`: where the first language's are put down; another's are held against them. */
  constructor(language: string, first: ReadonlyMap<string, Item>, kept: Map<string, Item> | undefined) {
    this.#language = language;
    this.#first = first;
    this.#kept = kept;
  }

  /** What is to be said of an item; `id` as it is scored. */
  take(id: string, { index, example }: Numbered): ItemRemark | undefined {
    const item = { gold: goldOf(example), example: example.id === undefined ? `row ${index + 1}` : `id ${example.id}` };
    if (this.#kept) {
      this.#kept.set(id, item);
      return undefined;
    }
    this.#seen.add(id);
    if (this.#first.size === 0) return undefined;
    const first = this.#first.get(id);
    if (!first) return { what: `its id is in no row of ${this.#language}, and the task is parallel`, ...item };
    if (first.gold === item.gold) return undefined;
    return { what: `its gold label is another than in ${this.#language}, and the task is parallel`, ...item };
  }

  /** The first language's items that are not there; none where the first language has no rows. */
  absent(): readonly ItemRemark[] {
    const what = `an id of ${this.#language} is in no row, and the task is parallel`;
    return [...this.#first].flatMap(([id, { example }]) => (this.#seen.has(id) ? [] : [{ what, example }]));
  }
}

/** What a translation must have too: a label, the place of a choice, whether there is an answer; tags follow the words. */
function goldOf(example: Example<Kind>): string | undefined {
  if ('question' in example) return example.gold.texts.length > 0 ? 'answer' : 'no answer';
  return typeof example.gold === 'number' ? String(example.gold) : undefined;
}
