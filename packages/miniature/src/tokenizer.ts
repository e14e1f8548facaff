import { relations } from './commonsense.ts';
import { languageCodes, languages } from './languages.ts';
import { pretrainingText } from './pretraining.ts';
import { tables } from './world.ts';

/** Pieces of the vocabulary, special tokens included, at most. */
export const vocabularyLimit = 4096;

const special = ['<s>', '<pad>', '</s>', '<unk>'] as const;
const mask = '<mask>';
const space = '▁';

/**
 * A `tokenizer.json` of the Hugging Face format: a Unigram model over the words, affixes and letters of the world, with
 * XLM-R's special tokens (`<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, `<mask>` last) and template.
 */
export function miniatureTokenizer(): string {
  const pieces = vocabulary();
  const vocab: (readonly [string, number])[] = [...special.map((token) => [token, 0] as const), ...pieces, [mask, 0]];
  const tokens: readonly string[] = special;
  const added = [...special, mask].map((content) => ({
    id: content === mask ? vocab.length - 1 : tokens.indexOf(content),
    content,
    single_word: false,
    lstrip: content === mask,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'WhitespaceSplit' },
        { type: 'Metaspace', replacement: space, prepend_scheme: 'always', split: true },
      ],
    },
    post_processor: template(),
    decoder: { type: 'Metaspace', replacement: space, prepend_scheme: 'always', split: true },
    model: { type: 'Unigram', unk_id: 3, vocab, byte_fallback: false },
  });
}

/** `<s> A </s>`, and `<s> A </s></s> B </s>` for pairs, all of type 0. */
function template() {
  const token = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const text = (id: 'A' | 'B') => ({ Sequence: { id, type_id: 0 } });
  const start = token('<s>');
  const end = token('</s>');
  const known = (id: string, index: number) => ({ id, ids: [index], tokens: [id] });
  return {
    type: 'TemplateProcessing',
    single: [start, text('A'), end],
    pair: [start, text('A'), end, end, text('B'), end],
    special_tokens: { '<s>': known('<s>', 0), '</s>': known('</s>', 2) },
  };
}

/** The two files that Python's transformers wants beside `tokenizer.json`, by name. */
export function tokenizerSettings(maxLength = 512): Readonly<Record<string, string>> {
  const tokens = {
    bos_token: '<s>',
    eos_token: '</s>',
    sep_token: '</s>',
    cls_token: '<s>',
    unk_token: '<unk>',
    pad_token: '<pad>',
    mask_token: { content: mask, lstrip: true, normalized: false, rstrip: false, single_word: false },
  };
  const config = {
    ...tokens,
    mask_token: mask,
    model_max_length: maxLength,
    clean_up_tokenization_spaces: false,
    tokenizer_class: 'XLMRobertaTokenizer',
  };
  const write = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  return { 'tokenizer_config.json': write(config), 'special_tokens_map.json': write(tokens) };
}

/**
 * Pieces with their log probability, the most frequent first. Words are pieces as they are; when they are too many, the
 * rarest make room and are written with affixes and letters, which every script has.
 */
function vocabulary(): readonly (readonly [string, number])[] {
  const counts = wordCounts();
  const letters = new Set([space, ...asciiAndMarks]);
  for (const word of [...counts.keys(), ...lexicalRows]) {
    for (const letter of `${word}${word.toUpperCase()}`) if (!/[\s|_{}]/.test(letter)) letters.add(letter);
  }
  const whole = [...counts].filter(([word]) => !letters.has(word)).toSorted(byCount);
  const kept = whole.slice(0, vocabularyLimit - special.length - 1 - letters.size - affixRoom);
  const affixes = affixesOf(whole.slice(kept.length)).filter(([piece]) => !counts.has(piece) && !letters.has(piece));
  const total = whole.reduce((sum, [, count]) => sum + count, 0);
  const score = (count: number) => Math.round(1e4 * Math.log(count / total)) / 1e4;
  // Letters cost more than any word, so that a word is never spelt; affixes lie between.
  const lowest = score(1);
  return [
    ...kept.map(([word, count]) => [word, score(count)] as const),
    ...affixes.slice(0, affixRoom).map(([piece]) => [piece, lowest - 1] as const),
    ...[...letters].toSorted().map((letter) => [letter, lowest - 4] as const),
  ];
}

const affixRoom = 150;
const asciiAndMarks = [...Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)), ...'¿¡。，？！、“”«»–…'];

const byCount = ([a, m]: readonly [string, number], [b, n]: readonly [string, number]) => n - m || (a < b ? -1 : 1);

/** Beginnings and ends, two to five letters long, of words that have no piece of their own. */
function affixesOf(words: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const [word] of words) {
    for (let length = 2; length <= 5 && length < word.length; length++) {
      for (const piece of [word.slice(0, length), word.slice(-length)]) {
        counts.set(piece, (counts.get(piece) ?? 0) + length);
      }
    }
  }
  return [...counts].filter(([piece]) => piece !== space).toSorted(byCount);
}

/** Every word form of the world as a piece, with how often its texts have it. */
function wordCounts(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (piece: string) => counts.set(piece, (counts.get(piece) ?? 0) + 1);
  for (const { language, text, translation } of pretrainingText()) {
    if (languages[language].spaced) for (const piece of spacedPieces(text)) add(piece);
    else for (const piece of chinesePieces(text)) add(piece);
    if (translation) for (const piece of spacedPieces(translation)) add(piece);
  }
  for (const { repo, split, rows } of tables) {
    // English sentences of the tasks have words that no other text has: questions, answers, headings.
    if (split !== 'validation' || !/cosmos|commonsense|social/.test(repo)) continue;
    for (const row of rows(1)) for (const piece of spacedPieces(Object.values(row).flat().join(' '))) add(piece);
  }
  for (const { questions, facts } of relations) {
    const text = [...questions, ...facts.flatMap(({ concept, answer }) => [concept, answer])].join(' ');
    for (const piece of spacedPieces(text)) add(piece);
  }
  return counts;
}

/** Words of a text with spaces, the first with its space, marks by themselves. */
function* spacedPieces(text: string): Iterable<string> {
  for (const chunk of text.split(/\s+/)) {
    for (const [i, part] of (chunk.match(/[\p{L}\p{M}'-]+|\p{N}|./gu) ?? []).entries())
      yield `${i === 0 ? space : ''}${part}`;
  }
}

/** Words of the Chinese lexicon, found longest first, as the tokenizer will prefer them. */
function* chinesePieces(text: string): Iterable<string> {
  for (let at = 0; at < text.length; ) {
    let length = longestChinese;
    while (length > 1 && !chineseWords.has(text.slice(at, at + length))) length--;
    yield text.slice(at, at + length);
    at += length;
  }
}

const rowsOf = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(rowsOf)
      : [];

const chineseWords: ReadonlySet<string> = new Set(
  [...rowsOf(languages.zh.lexicon), ...rowsOf(languages.zh.events)].flatMap((row) => row.split(/[ |]/)),
);
const longestChinese = Math.max(...[...chineseWords].map((word) => word.length));

/** Every row of every lexicon: a letter must have its piece even if the corpus has missed it. */
const lexicalRows: readonly string[] = languageCodes.flatMap((code) => [
  ...rowsOf(languages[code].lexicon),
  ...rowsOf(languages[code].events),
]);
