import type { AnyTask, Example, Kind } from '@stopover/core';
import { Tally } from './tally.ts';

/** What can be right in a task: its labels, its tags, the places of the right choice, whether there is an answer. */
export function goldTally(task: AnyTask): Tally {
  if (task.kind === 'classification' || task.kind === 'tagging') return new Tally(task.head.labels);
  return new Tally();
}

/** Counts an example's gold answer: tags word by word, passages of retrieval by what they are. */
export function addGold(tally: Tally, task: AnyTask, example: Example<Kind>): void {
  if ('words' in example) for (const tag of example.gold) tally.add(tag);
  else if ('choices' in example) {
    // All of them, so that they are listed in their order.
    for (let i = 0; i < example.choices.length; i++) tally.add(`choice ${i + 1}`, Number(i === example.gold));
  } else if ('question' in example) tally.add(example.gold.texts.length > 0 ? 'answer' : 'no answer');
  else if (task.kind === 'classification' && typeof example.gold === 'number') {
    tally.add(task.head.labels[example.gold] ?? String(example.gold));
  } else if (!('text' in example)) {
    if (example.query) tally.add('query');
    if (example.document) tally.add('document');
  }
}

/** What a person would want to know of an example that is none the less valid. */
export function remarksOn(example: Example<Kind>): readonly string[] {
  const remarks = textsOf(example).some((text) => !/\S/.test(text)) ? ['a text is empty'] : [];
  if ('words' in example && example.words.length === 0) remarks.push('there are no words');
  if ('question' in example && example.gold.texts.length > 0 && example.gold.start < 0) {
    remarks.push('the answer is not in the context');
  }
  return remarks;
}

function textsOf(example: Example<Kind>): readonly string[] {
  if ('words' in example) return example.words;
  if ('choices' in example) return [example.context, ...example.choices];
  if ('question' in example) return [example.question, example.context];
  if ('text' in example) {
    const second = 'pair' in example ? example.pair : 'translation' in example ? example.translation : undefined;
    return [example.text, ...(second === undefined ? [] : [second])];
  }
  return [example.query, example.document].flatMap((passage) => passage?.text ?? []);
}
