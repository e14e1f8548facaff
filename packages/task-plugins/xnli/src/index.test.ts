import { collectRows, rowsThrough } from '@stopover/data';
import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { xnli } from './index.ts';

const rows = [
  { premise: 'Die Fähre legt mittags ab.', hypothesis: 'Um zwölf fährt ein Schiff.', label: 0 },
  { premise: 'Kivuko kinaondoka saa sita.', hypothesis: 'Kivuko kimejaa watu.', label: 1 },
  { premise: 'เรือออกตอนเที่ยง', hypothesis: 'เรือไม่ออกวันนี้', label: 2 },
  { premise: 'Die Fähre legt mittags ab.', hypothesis: 'Heute fährt nichts.', label: 2 },
];

describeTask(xnli, rows);

it('refuses a label that the head does not have', () => {
  expect(() => xnli.read({ ...rows[0], label: 3 })).toThrow(/label/);
  expect(() => xnli.read({ ...rows[0], label: '0' })).toThrow(/label/);
});

it('has a group for the hypotheses of a premise, which is the same in parallel rows', async () => {
  const premises = {
    en: ['The ferry leaves at noon.', 'It rained.'],
    de: ['Die Fähre legt mittags ab.', 'Es regnete.'],
  };
  const groups = await Promise.all(
    Object.values(premises).map(async (texts) => {
      const own = texts.flatMap((premise) => [0, 1, 2].map((label) => ({ premise, hypothesis: `${label}`, label })));
      async function* given() {
        yield* own;
      }
      const location = { repo: 'made', revision: 'c'.repeat(40), config: 'de', split: 'test' };
      const table = { task: 'xnli', role: 'test', language: 'de', location, fingerprint: '' } as const;
      const through = rowsThrough(xnli, given(), { where: 'made', remedy: 'Correct it.' });
      return (await collectRows(through, xnli, table, 'made')).rows.examples.map(({ group }) => group);
    }),
  );
  const thirds = Array.from({ length: 6 }, (_, i) => `${3 * Math.floor(i / 3)}`);
  expect(groups).toEqual([thirds, thirds]);
});

it('has fifteen languages', () => {
  expect(Object.keys(xnli.languages)).toHaveLength(15);
});
