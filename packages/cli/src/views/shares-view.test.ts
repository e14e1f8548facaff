import { expect, it } from 'vitest';
import { sharesInWords } from './shares-view.ts';

it('the shares of a mixture are said by what they go by: those that alternate have no share by rows', () => {
  const shares = { copa: 0.5, '10 xcopa it shots': 0.5 };
  const said = (mixing?: Parameters<typeof sharesInWords>[0]['mixing']) =>
    sharesInWords({ title: 'both, seed 1', shares, mixing });
  const parts = 'copa 50.0 %, 10 xcopa it shots 50.0 %.';
  expect(said('alternate')).toBe(
    'Every step of both, seed 1 takes a batch of each, however many its rows: copa, 10 xcopa it shots.',
  );
  expect(said('uniform')).toBe(`Steps of both, seed 1, as many of each: ${parts}`);
  expect(said('proportional')).toBe(`Steps of both, seed 1, by rows: ${parts}`);
  expect(said()).toBe(said('proportional'));
  expect(said({ weights: { copa: 1 } })).toBe(`Steps of both, seed 1, by weights: ${parts}`);
  expect(said({ temperature: 2, sizeCap: null })).toBe(`Steps of both, seed 1, by rows at temperature 2: ${parts}`);
});
