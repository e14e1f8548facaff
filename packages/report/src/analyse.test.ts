import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import { madeUpResults } from './fixtures/made-up-results.ts';

it('is fast', () => {
  const r = madeUpResults();
  const t = performance.now();
  const a = analyse(r);
  console.log(performance.now() - t, r.cells.length, a.comparisons.length);
  console.log(a.answer.headline);
  for (const x of a.answer.targets) console.log(x.text);
  console.log(
    JSON.stringify(a.rows.slice(0, 8), null, 1).slice(0, 3000),
    a.curves.length,
    JSON.stringify(a.equivalents),
  );
});
