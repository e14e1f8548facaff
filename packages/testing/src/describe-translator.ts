import type { OpenTranslator } from '@stopover/core';
import { describe, expect, it } from 'vitest';

export interface DescribeTranslatorOptions {
  readonly name: string;
  /** Opens the translator anew. */
  readonly open: () => Promise<OpenTranslator>;
  /** BCP 47 tags of a pair that it has, and of one that it has not. */
  readonly pair: readonly [from: string, to: string];
  readonly without: readonly [from: string, to: string];
  /** At least three sentences of its language, all different. */
  readonly sentences: readonly string[];
}

/** What every translator must satisfy, whatever it answers. */
export function describeTranslator({ name, open, pair, without, sentences }: DescribeTranslatorOptions): void {
  const [from, to] = pair;
  describe(`translator ${name}`, () => {
    it('has its pair, and says why it has not another', async () => {
      await using translator = await open();
      expect(await translator.supports(from, to)).toBe(true);
      const why = await translator.supports(...without);
      expect(why).not.toBe(true);
      expect(why).not.toBe('');
      expect(translator.batch).toBeGreaterThan(0);
    });

    it('answers each sentence in its place, as it answers it alone', async () => {
      await using translator = await open();
      const alone: string[] = [];
      for (const sentence of sentences) alone.push(...(await translator.translate([sentence], from, to)));
      expect(alone.length).toBe(sentences.length);
      expect(alone).not.toContain('');
      expect(await translator.translate(sentences, from, to)).toEqual(alone);
      const turned = [...sentences].reverse();
      expect(await translator.translate(turned, from, to)).toEqual([...alone].reverse());
      expect(await translator.translate([], from, to)).toEqual([]);
    });

    it('says the same of itself whenever it is opened, in plain JSON and without a place of this machine', async () => {
      await using one = await open();
      await using other = await open();
      const text = JSON.stringify(one.identity);
      expect(JSON.parse(text)).toEqual(one.identity);
      expect(other.identity).toEqual(one.identity);
      expect(text).not.toContain(process.cwd());
    });
  });
}
