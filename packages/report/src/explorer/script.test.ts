import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { explorerLink } from '../page/group-view.ts';
import { explorerScript } from './script.ts';

/** As much of an element as the script asks for. */
class Element {
  value = '';
  hidden = false;
  textContent = '';
  replaceChildren(): void {}
  append(): void {}
  addEventListener(): void {}
}

const conditions = ['zero-shot', 'mnli', '100 shots', 'mnli + 100 shots'].map((name) => ({
  name,
  intermediate: name.startsWith('mnli') ? 'mnli' : 'none',
}));
const item = { language: 'de', id: '1', group: null, gold: null, scores: [0, 100, 50, 25] };
const part = { target: 'xcopa', conditions, items: [item], scored: 1, agreed: 0, leftOut: 0 };
const data = [
  { ...part, title: 'xcopa' },
  { ...part, title: 'xcopa (siqa-copa)' },
];

/** What the page shows when it is opened at a link. */
function shownAt(hash: string): {
  readonly title: string | undefined;
  readonly sides: readonly (string | undefined)[];
} {
  const elements = new Map<string, Element>();
  const getElementById = (id: string) => {
    const known = elements.get(id) ?? new Element();
    elements.set(id, known);
    return known;
  };
  getElementById('data').textContent = JSON.stringify(data);
  const document = { getElementById, createElement: () => new Element() };
  runInNewContext(explorerScript, { document, location: { hash }, URLSearchParams, addEventListener: () => undefined });
  const chosen = (id: string) => Number(elements.get(id)?.value || 0);
  return {
    title: data[chosen('target')]?.title,
    sides: [chosen('one'), chosen('other')].map((place) => conditions[place]?.name),
  };
}

it('shows the items of the row that a link of the report leads from: its training, and both of its sides', () => {
  const other = { target: 'xcopa', training: 'siqa-copa', model: null };
  const linked = (condition: string, against: string) =>
    shownAt(
      explorerLink(other, { condition: { name: condition }, against: { name: against } }).slice('items.html'.length),
    );
  expect(linked('100 shots', 'zero-shot')).toEqual({ title: 'xcopa (siqa-copa)', sides: ['100 shots', 'zero-shot'] });
  expect(linked('mnli + 100 shots', '100 shots').sides).toEqual(['mnli + 100 shots', '100 shots']);
  expect(shownAt(explorerLink(other).slice('items.html'.length)).title).toBe('xcopa (siqa-copa)');
  // As reports linked before.
  expect(shownAt('#target=xcopa&intermediate=mnli')).toEqual({ title: 'xcopa', sides: ['mnli', 'zero-shot'] });
});
