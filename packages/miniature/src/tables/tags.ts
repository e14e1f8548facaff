import type { Clause } from '../clause.ts';
import { cities, companies, names, surnames, times } from '../concepts.ts';
import { Dice } from '../dice.ts';
import type { Language } from '../language.ts';
import { type LanguageCode, languageCodes, languages, otherNames } from '../languages.ts';
import { partsOfSpeech } from '../lexicon.ts';
import { type Sentence, say } from '../render.ts';
import { drawFact } from '../scenes.ts';
import { sizes } from '../sizes.ts';
import { collect, type Split } from '../splits.ts';
import { labelOf, remembered, type Table } from './table.ts';

const splits = ['train', 'validation', 'test'] as const satisfies readonly Split[];
const detail = { place: 0.5, time: 0.4, adjective: 0.4, number: 0.3, kind: 0.1, negated: 0.25 };

const clauses = (repo: string, split: Split, count: number, draw: (dice: Dice) => Clause) =>
  remembered((seed) => {
    const dice = new Dice(seed, labelOf(repo, split));
    return collect(
      count,
      split,
      () => draw(dice),
      (clause) => say(languages.en, clause).text,
    );
  });

/** Sentences full of names. */
function drawNamed(dice: Dice): Clause {
  const subject = {
    type: 'name',
    id: dice.pick(names),
    ...(dice.chance(0.4) ? { surname: dice.pick(surnames) } : {}),
  } as const;
  const time = dice.chance(0.3) ? { time: dice.pick(times) } : {};
  const sort = dice.below(5);
  if (sort === 0) return { subject, predicate: { type: 'live' }, place: dice.pick(cities) };
  if (sort === 1) return { subject, predicate: { type: 'go' }, place: dice.pick(cities), ...time };
  if (sort === 2) return { subject, predicate: { type: 'work', company: dice.pick(companies) }, ...time };
  if (sort === 3)
    return {
      subject: { type: 'company', id: dice.pick(companies) },
      predicate: { type: 'at' },
      place: dice.pick(cities),
    };
  return drawFact(dice, detail);
}

/** Chinese names are tagged character by character, as in the real data; other languages word by word. */
const tokensOf = (language: Language, { words }: Sentence) =>
  words.flatMap((word) => (language.spaced ? [word] : [...word.form].map((form) => ({ ...word, form }))));

/** Labels of WikiANN in their order: O, then B and I of each type. */
const entityLabels: readonly string[] = ['O', 'B-PER', 'I-PER', 'B-ORG', 'I-ORG', 'B-LOC', 'I-LOC'];

function nerRow(language: Language, clause: Clause) {
  const words = tokensOf(language, say(language, clause));
  const tags = words.map(({ entity, role }, i) => {
    const before = words[i - 1];
    if (!entity) return 'O';
    return before?.entity === entity && before.role === role ? `I-${entity}` : `B-${entity}`;
  });
  const spans: string[] = [];
  for (const [i, { form, entity }] of words.entries()) {
    if (tags[i]?.startsWith('B-')) spans.push(`${entity}: ${form}`);
    else if (tags[i]?.startsWith('I-')) spans.push(`${spans.pop()} ${form}`);
  }
  return {
    tokens: words.map(({ form }) => form),
    ner_tags: tags.map((tag) => entityLabels.indexOf(tag)),
    langs: words.map(() => language.code),
    spans,
  };
}

function posRow(language: Language, clause: Clause) {
  const { words } = say(language, clause);
  return { tokens: words.map(({ form }) => form), pos_tags: words.map(({ pos }) => partsOfSpeech.indexOf(pos)) };
}

function tagTables(split: Split): readonly Table[] {
  const tagged = clauses('google/xtreme', split, sizes.udpos[split], (dice) => drawFact(dice, detail));
  const named = clauses('unimelb-nlp/wikiann', split, sizes.wikiann[split], drawNamed);
  const make = (repo: string, config: string, row: (clause: Clause) => object, drawn: typeof tagged): Table => ({
    repo,
    config,
    split,
    rows: (seed) => drawn(seed).map(row),
  });
  return languageCodes.flatMap((code: LanguageCode) => [
    make('google/xtreme', `udpos.${otherNames[code].english}`, (clause) => posRow(languages[code], clause), tagged),
    make('unimelb-nlp/wikiann', code, (clause) => nerRow(languages[code], clause), named),
  ]);
}

/** Parts of speech (google/xtreme) and names (WikiANN), the same sentences in every language. */
export const tagsTables: readonly Table[] = splits.flatMap(tagTables);
