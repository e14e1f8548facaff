// npm run bench:tokenize: texts a second of our tokenizer against the native library that it stands on, called as its
// users call it, and against the one in JavaScript of Transformers.js; and whether all give the same. One JSON line.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AutoTokenizer, env } from '@xenova/transformers';
import { Tokenizer as Native } from 'tokenizers';
import { mirrorTexts } from './mirror-texts.mjs';
import { tokenizerFor } from './random-model.mjs';
import { inTurns, median, rounded } from './rounds.mjs';
import { mirrorAt, xnliPairs } from './texts.mjs';

const { values } = parseArgs({
  options: {
    texts: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '7' },
    mirror: { type: 'string', default: '../shared/hub' },
  },
});
const plain = /** @type {const} */ ({ addSpecialTokens: false });
const mirror = mirrorAt(values.mirror);
const ours = await tokenizerFor(mirror, 250_002);
const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
try {
  await ours.save(join(folder, 'tokenizer'));
  const native = Native.fromString(await readFile(join(folder, 'tokenizer', 'tokenizer.json'), 'utf8'));
  native.disableTruncation();
  native.disablePadding();
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  const script = await AutoTokenizer.from_pretrained('tokenizer');
  const all = mirror
    ? await mirrorTexts(mirror)
    : (await xnliPairs(undefined, 4000)).flatMap(({ premise, hypothesis }) => [premise, hypothesis]);
  const equal = await compare(all, native, script);
  // Evenly from all tables, so that every language and length is among them.
  const step = Math.max(1, Math.floor(all.length / Number(values.texts)));
  const some = all.filter((_, i) => i % step === 0).slice(0, Number(values.texts));
  const timed = await time(some, native, script);
  const about = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, texts: mirror ? 'mirror' : 'made up' };
  console.log(JSON.stringify({ benchmark: 'tokenize', ...about, rounds: Number(values.rounds), ...timed, ...equal }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Texts a second. The native library gets all texts at once, which is how it is fastest.
 * @param {readonly string[]} texts
 * @param {Native} native
 * @param {Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>} script
 */
async function time(texts, native, script) {
  const list = [...texts];
  // A tenth is enough for one that is slower by so much.
  const few = list.filter((_, i) => i % 10 === 0);
  const seconds = await inTurns(Number(values.rounds), {
    ids: () => ours.ids(list),
    nativeIds: async () => (await native.encodeBatch(list, plain)).map((encoding) => encoding.getIds()),
    offsets: () => ours.encode(list),
    nativeOffsets: async () =>
      (await native.encodeBatch(list, plain)).map((encoding) => [encoding.getIds(), encoding.getOffsets()]),
    scriptIds: async () => few.map((text) => script.encode(text, { add_special_tokens: false })),
  });
  const pace = (/** @type {string} */ name, count = list.length) => count / median(seconds[name] ?? []);
  return {
    timedTexts: list.length,
    idsPerSecond: rounded(pace('ids')),
    nativeIdsPerSecond: rounded(pace('nativeIds')),
    idsRatio: rounded(pace('ids') / pace('nativeIds')),
    offsetsPerSecond: rounded(pace('offsets')),
    nativeOffsetsPerSecond: rounded(pace('nativeOffsets')),
    offsetsRatio: rounded(pace('offsets') / pace('nativeOffsets')),
    scriptIdsPerSecond: rounded(pace('scriptIds', few.length)),
    scriptRatio: rounded(pace('ids') / pace('scriptIds', few.length)),
  };
}

/**
 * How many of the texts come out the same: ids and offsets of the native library, and, of every tenth text, the ids
 * of the tokenizer in JavaScript.
 * @param {readonly string[]} texts
 * @param {Native} native
 * @param {Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>} script
 */
async function compare(texts, native, script) {
  const counts = { comparedTexts: texts.length, same: 0, scriptCompared: 0, scriptSame: 0 };
  for (let from = 0; from < texts.length; from += 5000) {
    const part = texts.slice(from, from + 5000);
    const mine = await ours.encode(part);
    for (const [i, encoding] of (await native.encodeBatch(part, plain)).entries()) {
      const [text = '', own] = [part[i], mine[i]];
      const ids = encoding.getIds().join();
      // Their offsets count characters, ours the units in which JavaScript slices.
      const units = [0];
      for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
      const offsets = encoding.getOffsets().map(([start = 0, end = 0]) => `${units[start]}-${units[end]}`);
      const places = own ? Array.from(own.starts, (start, n) => `${start}-${own.ends[n]}`) : [];
      if (own?.ids.join() === ids && places.join() === offsets.join()) counts.same++;
      if (i % 10 > 0) continue;
      counts.scriptCompared++;
      if (script.encode(text, { add_special_tokens: false }).join() === ids) counts.scriptSame++;
    }
  }
  return counts;
}
