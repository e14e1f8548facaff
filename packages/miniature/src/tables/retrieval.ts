import { causalEdges } from '../causes.ts';
import { Dice } from '../dice.ts';
import type { Language } from '../language.ts';
import { languageCodes, languages, otherNames } from '../languages.ts';
import { say, tell } from '../render.ts';
import { drawFact, drawPerson } from '../scenes.ts';
import { sizes } from '../sizes.ts';
import { collect } from '../splits.ts';
import { labelOf, remembered, type Table } from './table.ts';

const detail = { place: 0.5, time: 0.3, adjective: 0.4, number: 0.3, kind: 0.1, negated: 0.2 };

/** Sentences as functions of the language, all different in English. */
const sentences = remembered((seed) => {
  const dice = new Dice(seed, labelOf('google/xtreme/tatoeba', 'validation'));
  const draw = () => {
    const [event] = dice.pick(causalEdges);
    const subject = drawPerson(dice);
    const clause = drawFact(dice, detail);
    const happens = dice.chance(0.25);
    return (language: Language) => (happens ? tell(language, event, subject) : say(language, clause).text);
  };
  return collect(sizes.tatoeba, 'test', draw, (render) => render(languages.en));
});

/** Tatoeba as in google/xtreme: every sentence ends with a line feed, the other language is the source. */
export const retrievalTables: readonly Table[] = languageCodes
  .filter((code) => code !== 'en')
  .map((code) => ({
    repo: 'google/xtreme',
    config: `tatoeba.${otherNames[code].iso3}`,
    split: 'validation',
    rows: (seed: number) =>
      sentences(seed).map((render) => ({
        source_sentence: `${render(languages[code])}\n`,
        target_sentence: `${render(languages.en)}\n`,
        source_lang: otherNames[code].iso3,
        target_lang: 'eng',
      })),
  }));
