import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '../analysis/conditions.ts';
import { evil, hostileResults } from '../fixtures/hostile-results.ts';
import { disagreementsOf } from './disagreements.ts';
import { explorerPage } from './explorer-page.ts';

const results = hostileResults();
const group = groupsOf(results)[0];
if (!group) throw new Error('the study has targets');
const name = { target: group.target.name, training: group.training, model: group.model, conditions: group.conditions };

describe('disagreements', () => {
  const found = disagreementsOf(name, results);

  it('are the items on which the mean scores of conditions differ, the widest apart first', () => {
    if (!found) throw new Error('xnli has item scores');
    const spread = (scores: readonly (number | null)[]) => {
      const known = scores.filter((score) => score !== null);
      return Math.max(...known) - Math.min(...known);
    };
    const spreads = found.items.map(({ scores }) => spread(scores));
    expect(Math.min(...spreads)).toBeGreaterThan(0);
    expect(spreads).toEqual([...spreads].sort((a, b) => b - a));
    expect(found).toMatchObject({ scored: 80, agreed: 80 - found.items.length, leftOut: 0 });
    // By hand: the mean over seeds of one item under zero-shot.
    const [first] = found.items;
    const cells = results.cells.filter(
      ({ target, language, arm }) => target === 'xnli' && language === first?.language && arm === 'zero-shot',
    );
    const at = cells[0]?.ids.indexOf(first?.id ?? '') ?? -1;
    const mean = cells.reduce((sum, { items }) => sum + (items?.[at] ?? Number.NaN), 0) / 3;
    expect(first?.scores[found.conditions.findIndex((one) => one.name === 'zero-shot')]).toBeCloseTo(mean, 10);
  });

  it('are bounded, and say how many are left out', () => {
    const few = disagreementsOf(name, results, { limit: 5 });
    expect(few?.items).toEqual(found?.items.slice(0, 5));
    expect(few?.leftOut).toBe((found?.items.length ?? 0) - 5);
  });

  it('have the right answers where they are known, and clusters where items share one', () => {
    const golds = (language: string) => (language === 'de' ? Array.from({ length: 40 }, (_, i) => `gold ${i}`) : null);
    const cells = results.cells.map((cell) => ({
      ...cell,
      groups: cell.ids.map((_, i) => `premise ${Math.floor(i / 3)}`),
    }));
    const items = disagreementsOf(name, { cells }, { golds })?.items ?? [];
    for (const { language, id, gold, group: cluster } of items) {
      const index = Number(id.slice('item-'.length));
      expect(gold).toBe(language === 'de' ? `gold ${index}` : null);
      expect(cluster).toBe(`premise ${Math.floor(index / 3)}`);
    }
  });

  it('are none where the metric has no score of an item', () => {
    expect(disagreementsOf(name, { cells: results.cells.map((cell) => ({ ...cell, items: null })) })).toBeNull();
  });
});

describe('items.html', () => {
  const target = { ...name, title: evil, conditions: [], items: [], scored: 0, agreed: 0, leftOut: 0 };
  const page = explorerPage('</script><b>', [
    { ...target, items: [{ language: 'de', id: '</script><!--', group: evil, gold: null, scores: [] }] },
  ]);

  it('runs its one script and nothing else, whatever a name says', () => {
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    expect(page).toContain(`script-src 'sha256-${hash}'`);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toContain('<!--');
  });

  it('has data that read as they were', () => {
    const [, data = ''] = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page) ?? [];
    expect(JSON.parse(data)).toMatchObject([{ title: evil, items: [{ id: '</script><!--', group: evil }] }]);
  });
});
