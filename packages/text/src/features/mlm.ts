import type { Example, Kind, Task } from '@stopover/core';
import type { ExampleCut } from '../cut.ts';
import type { FeatureOptions, FeaturePart, MlmFeature } from '../feature.ts';
import { joined } from '../joined.ts';
import { type Row, zip } from '../rows.ts';
import type { Tokenizer } from '../tokenizer.ts';

export const isMlm = (example: Example<Kind>): example is Example<'mlm'> => 'text' in example && example.gold === null;

/** A text, or a text and its translation (TLM), cut longest first. Masks are drawn later, anew in each epoch. */
export async function mlmFeatures(
  tokenizer: Tokenizer,
  _task: Task<'mlm'>,
  rows: readonly Row<Example<'mlm'>>[],
  { maxLength }: FeatureOptions,
): Promise<FeaturePart> {
  const features: MlmFeature[] = [];
  const cuts: ExampleCut[] = [];
  const texts = await tokenizer.ids(rows.map(({ example }) => example.text));
  const translations = await tokenizer.ids(rows.map(({ example }) => example.translation ?? ''));
  for (const [{ item, example }, [text, translation]] of zip(rows, [...zip(texts, translations)])) {
    const second = example.translation === undefined ? undefined : translation;
    const { sequence, tokens, lost, kept, seconds } = joined(tokenizer, text, second, maxLength);
    const [a, b] = kept;
    const real = tokenizer.around(0, new Int32Array(a.length).fill(1), b && new Int32Array(b.length).fill(1));
    cuts.push({ item, tokens, lost, windows: 1 });
    const maskable = Uint8Array.from(real);
    features.push({ kind: 'mlm', item, sequences: [sequence], maskable, ...(seconds && { seconds }) });
  }
  return { features, cuts };
}
