import type { NamedPlugin, PluginSources } from '../plugin-kinds.ts';

/** A translator that replaces words by a table of the study file. */
export function translatorSources(plugin: NamedPlugin): PluginSources {
  const { name } = plugin;
  return {
    source: source(plugin),
    test: test(plugin),
    dependencies: ['zod'],
    devDependencies: ['@stopover/testing'],
    use: `translators:
  mine: { use: ${name}, pair: [en, sw], words: { boat: boti } }
translateWith: mine
arms: [zero-shot, translate-train]`,
  };
}

const source = ({
  name,
  packageName,
  variable,
}: NamedPlugin): string => `import { definePlugin, type OpenTranslator, type Translator } from '@stopover/core';
import { z } from 'zod';

const settingsSchema = z.strictObject({
  /** The languages that it has, as BCP 47 tags. */
  pair: z.tuple([z.string(), z.string()]),
  /** What a word becomes; others stay. */
  words: z.record(z.string(), z.string()),
});
type Settings = z.infer<typeof settingsSchema>;

/** ${name}: say how it translates. This one replaces words by the table in its settings. */
export const ${variable} = (): Translator => ({
  name: '${name}',
  fields: Object.keys(settingsSchema.shape),
  probe: async () => ({ ok: true, detail: 'replaces words by a table' }),
  open: async (settings) => openTable(settingsSchema.parse(settings)),
});

function openTable({ pair, words }: Settings): OpenTranslator {
  const [source, target] = pair;
  const table = new Map(Object.entries(words));
  return {
    // Whatever decides an answer beside the sentence and the pair; never a path of this machine.
    identity: { version: 1, words },
    batch: 64,
    supports: async (from, to) => (from === source && to === target) || \`it has \${source} to \${target} only\`,
    translate: async (sentences) =>
      sentences.map((sentence) => sentence.replace(/[\\p{L}\\p{M}]+/gu, (word) => table.get(word) ?? word)),
    [Symbol.asyncDispose]: async () => {},
  };
}

export default definePlugin({ name: '${packageName}', translators: [${variable}()] });
`;

const test = ({ name, variable }: NamedPlugin): string => `import { describeTranslator } from '@stopover/testing';
import { expect, it } from 'vitest';
import { ${variable} } from './index.ts';

const settings = { pair: ['en', 'sw'], words: { boat: 'boti', water: 'maji' } };
const open = () => ${variable}().open(settings, {
  folder: '.',
  get source(): never {
    throw new Error('it needs no models');
  },
});

describeTranslator({
  name: '${name}',
  open,
  pair: ['en', 'sw'],
  without: ['sw', 'en'],
  sentences: ['The boat is here.', 'There is water.', 'A boat on the water!'],
});

it('replaces the words of its table', async () => {
  await using translator = await open();
  expect(await translator.translate(['A boat on water.'], 'en', 'sw')).toEqual(['A boti on maji.']);
});
`;
