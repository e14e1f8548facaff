import { locate } from '@stopover/data';
import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { tydiqa } from './index.ts';

const rows = [
  {
    ...{ id: 'finnish-17-0', title: 'Nordlicht', question: 'Milloin Nordlicht lähti?' },
    ...{ context: 'Nordlicht lähti aamulla 🚢 kello 5.', answers: { text: ['kello 5'], answer_start: [26] } },
  },
  {
    ...{ id: 'finnish-18-2', title: 'Nordlicht', question: 'Mikä lähti aamulla?' },
    ...{ context: 'Nordlicht lähti aamulla 🚢 kello 5.', answers: { text: ['Nordlicht'], answer_start: [0] } },
  },
  { id: 'korean-4-1', title: 't', question: ' ', context: 'c', answers: { text: ['c'], answer_start: [0] } },
];

describeTask(tydiqa, rows);

it('counts in UTF-16 units what the data count in characters', () => {
  expect(tydiqa.read(rows[0])).toMatchObject({ gold: { texts: ['kello 5'], start: 27 } });
});

it('reads a language from the rows whose ids begin with its name', () => {
  expect(locate(tydiqa, 'fi', 'test')).toMatchObject({
    config: 'secondary_task',
    split: 'validation',
    only: { column: 'id', start: 'finnish' },
  });
});

it('refuses a row that does not say its language', () => {
  expect(() => tydiqa.read({ ...rows[0], id: '17' })).toThrow(/id/);
});
