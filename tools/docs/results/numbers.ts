// Numbers in prose: `<!-- n nli effect xnli macro intermediate/other-nli -->+1.2 [0.3, 2.1]<!-- n -->`.
import { adjustedP, certainty, type EffectRow, type ScoreRow, score, signed, withInterval } from '@stopover/report';
import { mean } from '@stopover/statistics';
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
  p: ({ p }) => (p === null ? 'none' : adjustedP(p)),
  corrected: ({ pAdjusted }) => (pAdjusted === null ? 'none' : adjustedP(pAdjusted)),
};

/**
 * @param asked STUDY WHAT TARGET LANGUAGE SIDE [SIDE]: what is `score` or one of `shown`, a language of `macro` is the mean
 * over languages, a side is `arm/intermediate/shots` with what it needs of them; the second one is zero-shot if left out.
 * `gain` is the mean difference over languages between commas, without an interval; `seeds` the score of each seed, or with a
 * second side what it is above that.
 * Or STUDY layer TARGET LAYER INTERMEDIATE, with `base` for the encoder as it comes; or `all hours`, the CPU-hours of all studies.
 */
function numberOf(asked: string, studies: ReadonlyMap<string, StudyFacts>): string {
  const [study = '', what = '', target = '', language = '', side = '', against] = asked.split(' ');
  if (asked === 'all hours') return score([...studies.values()].reduce((sum, { run }) => sum + run.cpuHours.all, 0));
  const facts = studies.get(study);
  if (!facts) throw new Error(`"${asked}": there is no study ${study}`);
  if (what === 'layer') return atLayer(facts.run, target, language, side);
  const { analysed } = facts;
  const isThere = (row: { readonly target: string; readonly language: string | null }) =>
    row.target === target && (row.language ?? 'macro') === language;
  const scoresOf = (one: string) =>
    only(
      asked,
      analysed.scores.filter((row) => isThere(row) && isSide(row.condition, one)),
    );
  if (what === 'score') return score(scoresOf(side).mean);
  if (what === 'seeds') return bySeed(asked, scoresOf(side), against === undefined ? undefined : scoresOf(against));
  const effects = analysed.effects.filter(
    (row) =>
      row.target === target &&
      isSide(row.condition, side) &&
      (against === undefined ? row.againstRole === 'baseline' : isSide(row.against, against)),
  );
  if (what === 'gain')
    return signed(
      mean(
        language.split(',').map(
          (one) =>
            only(
              asked,
              effects.filter((row) => row.language === one),
            ).estimate,
        ),
      ),
    );
  const show = shown[what];
  if (!show) throw new Error(`"${asked}": nothing is called ${what}`);
  return show(only(asked, effects.filter(isThere)));
}

/** Scores of the seeds in their order, or differences of two sides that have the same seeds and languages. */
function bySeed(asked: string, side: ScoreRow, against: ScoreRow | undefined): string {
  if (!against) return side.bySeed.map(({ value }) => score(value)).join(', ');
  if (side.languages.join() !== against.languages.join()) throw new Error(`"${asked}": not the same languages`);
  const other = new Map(against.bySeed.map(({ seed, value }) => [seed, value]));
  return side.bySeed
    .map(({ seed, value }) => {
      const below = other.get(seed);
      if (below === undefined) throw new Error(`"${asked}": one side has no seed ${seed}`);
      return signed(value - below);
    })
    .join(', ');
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
