import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tokenizer } from '@stopover/text';
import { AutoTokenizer, env } from '@xenova/transformers';
import { Tokenizer as Native } from 'tokenizers';
import { command, numberOf } from '../command-line/command.ts';
import { mirrorOption, roundsOption } from '../command-line/common-options.ts';
import { processor } from '../measures/about.ts';
import { inTurns, median, rounded } from '../measures/rounds.ts';
import { mirrorTexts } from '../texts/mirror-texts.ts';
import { tokenizerFor } from '../texts/tokenizer-for.ts';
import { mirrorAt, xnliPairs } from '../texts/xnli-pairs.ts';

/** Our tokenizer, the native library that it stands on, and the one in JavaScript, all from the same file. */
interface Tokenizers {
  readonly ours: Tokenizer;
  readonly native: Native;
  readonly script: Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;
}

const plain = { addSpecialTokens: false } as const;

await command({
  purpose:
    'Texts a second of our tokenizer against the native library that it stands on, called as its users call it, and\n' +
    'against the one in JavaScript of Transformers.js; and whether all give the same.',
  options: {
    texts: { type: 'string', default: '20000', help: 'texts that are timed' },
    rounds: roundsOption(7),
    mirror: mirrorOption,
  },
  run: async (values) => {
    const [count, rounds] = [numberOf('texts', values.texts), numberOf('rounds', values.rounds)];
    const mirror = mirrorAt(values.mirror);
    const ours = await tokenizerFor(mirror, 250_002);
    const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
    try {
      const tokenizers = await openTokenizers(folder, ours);
      const all = mirror
        ? await mirrorTexts(mirror)
        : (await xnliPairs(undefined, 4000)).flatMap(({ premise, hypothesis }) => [premise, hypothesis]);
      const equal = await compare(all, tokenizers);
      // Evenly from all tables, so that every language and length is among them.
      const step = Math.max(1, Math.floor(all.length / count));
      const timed = await time(all.filter((_, i) => i % step === 0).slice(0, count), tokenizers, rounds);
      const about = { cpu: processor(), cores: cpus().length, texts: mirror ? 'mirror' : 'made up' };
      return { benchmark: 'tokenize', ...about, rounds, ...timed, ...equal };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function openTokenizers(folder: string, ours: Tokenizer): Promise<Tokenizers> {
  await ours.save(join(folder, 'tokenizer'));
  const native = Native.fromString(await readFile(join(folder, 'tokenizer', 'tokenizer.json'), 'utf8'));
  native.disableTruncation();
  native.disablePadding();
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  return { ours, native, script: await AutoTokenizer.from_pretrained('tokenizer') };
}

/** Texts a second. The native library gets all texts at once, which is how it is fastest. */
async function time(list: string[], { ours, native, script }: Tokenizers, rounds: number) {
  // A tenth is enough for one that is slower by so much.
  const few = list.filter((_, i) => i % 10 === 0);
  const secondsOf = await inTurns(rounds, {
    ids: () => ours.ids(list),
    nativeIds: async () => (await native.encodeBatch(list, plain)).map((encoding) => encoding.getIds()),
    offsets: () => ours.encode(list),
    nativeOffsets: async () =>
      (await native.encodeBatch(list, plain)).map((encoding) => [encoding.getIds(), encoding.getOffsets()]),
    scriptIds: async () => few.map((text) => script.encode(text, { add_special_tokens: false })),
  });
  const pace = (name: Parameters<typeof secondsOf>[0], count = list.length) => count / median(secondsOf(name));
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
 */
async function compare(texts: readonly string[], { ours, native, script }: Tokenizers) {
  const counts = { comparedTexts: texts.length, same: 0, scriptCompared: 0, scriptSame: 0 };
  for (let from = 0; from < texts.length; from += 5000) {
    const part = texts.slice(from, from + 5000);
    const mine = await ours.encode(part);
    for (const [i, encoding] of (await native.encodeBatch(part, plain)).entries()) {
      const [text = '', own] = [part[i], mine[i]];
      const ids = encoding.getIds().join();
      const places = own ? Array.from(own.starts, (start, n) => `${start}-${own.ends[n]}`) : [];
      const same = own?.ids.join() === ids && places.join() === inUnits(text, encoding.getOffsets()).join();
      if (same) counts.same++;
      if (i % 10 > 0) continue;
      counts.scriptCompared++;
      if (script.encode(text, { add_special_tokens: false }).join() === ids) counts.scriptSame++;
    }
  }
  return counts;
}

/** The native library's offsets count characters, ours the units in which JavaScript slices. */
function inUnits(text: string, offsets: readonly (readonly number[])[]): readonly string[] {
  const units = [0];
  for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
  return offsets.map(([start = 0, end = 0]) => `${units[start]}-${units[end]}`);
}
