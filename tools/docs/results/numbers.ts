// Numbers in prose: `<!-- n nli effect xnli macro intermediate/other-nli -->+1.2 [0.3, 2.1]<!-- n -->`.
import { certainty, type EffectRow, score, withInterval } from '@stopover/report';
import type { StudyFacts } from './facts.ts';
import { atLayer } from './layers.ts';

const mark = /<!-- n ([^>]+?) -->[\s\S]*?<!-- n -->/g;

/**
 * A page whose numbers are written anew: between two marks stands what the first one asks for.
 * @throws Error for a mark that asks for what there is not.
 */
export const withNumbers = (page: string, studies: ReadonlyMap<string, StudyFacts>): string =>
  page.replace(mark, (_, asked: string) => `<!-- n ${asked} -->${numberOf(asked, studies)}<!-- n -->`);

/** What may be asked for of a difference. */
const shown: Readonly<Record<string, (row: EffectRow) => string>> = {
  effect: ({ estimate, interval }) => withInterval(estimate, interval),
  detectable: ({ mde }) => score(mde),
  better: ({ pPositive }) => certainty(pPositive),
  verdict: ({ verdict }) => verdict,
};

/**
 * @param asked STUDY WHAT TARGET LANGUAGE SIDE [SIDE]: what is `score` or one of `shown`, a language of `macro` is the mean
 * over languages, a side is `arm/intermediate/shots` with what it needs of them; the second one is zero-shot if left out.
 * Or STUDY layer TARGET LAYER INTERMEDIATE, with `base` for the encoder as it comes.
 */
function numberOf(asked: string, studies: ReadonlyMap<string, StudyFacts>): string {
  const [study = '', what = '', target = '', language = '', side = '', against] = asked.split(' ');
  const facts = studies.get(study);
  if (!facts) throw new Error(`"${asked}": there is no study ${study}`);
  if (what === 'layer') return atLayer(facts.run, target, language, side);
  const { analysed } = facts;
  const isThere = (row: { readonly target: string; readonly language: string | null }) =>
    row.target === target && (row.language ?? 'macro') === language;
  if (what === 'score') {
    const found = analysed.scores.filter((row) => isThere(row) && isSide(row.condition, side));
    return score(only(asked, found).mean);
  }
  const show = shown[what];
  if (!show) throw new Error(`"${asked}": nothing is called ${what}`);
  const found = analysed.effects.filter(
    (row) =>
      isThere(row) &&
      isSide(row.condition, side) &&
      (against === undefined ? row.againstRole === 'baseline' : isSide(row.against, against)),
  );
  return show(only(asked, found));
}

const isSide = (condition: EffectRow['condition'], side: string): boolean => {
  const { arm, intermediate, shots } = condition;
  const parts = [arm, ...(intermediate === 'none' ? [] : [intermediate]), ...(shots === 0 ? [] : [`${shots}`])];
  return parts.join('/') === side;
};

function only<T>(asked: string, found: readonly T[]): T {
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`"${asked}": ${found.length} rows say that, not one`);
  return one;
}
