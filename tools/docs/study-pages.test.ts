import { parseStudy } from '@stopover/study';
import { recipeSchema } from '@stopover/training';
import { describe, expect, it } from 'vitest';
import { read } from '../checks/workspace.ts';

const blocksOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);

/** A block that shows one field becomes a whole study. */
const whole = (block: string): string => {
  const missing = ['name: shown', 'model: miniature', 'targets: [xnli]', 'intermediates: [mnli]'].filter(
    (line) => !new RegExp(`^${line.split(':', 1)[0]}s?:`, 'm').test(block),
  );
  return [...missing, block].join('\n');
};

describe('study files in the pages', () => {
  const blocks = [
    'README.md',
    'docs/study-file.md',
    'docs/arms.md',
    'docs/writing-an-arm.md',
    'docs/own-data.md',
  ].flatMap((page) => blocksOf(page).map((text, i) => [`${page}, block ${i + 1}`, text] as const));

  it('are found', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(4);
  });

  it.each(blocks)('%s is a study', (name, text) => {
    expect(parseStudy(whole(text), name).targets.length).toBeGreaterThan(0);
  });

  it('the example is the one of the README', () => {
    const [shown = ''] = blocksOf('README.md');
    expect(read('examples/reasoning-transfer.yaml')).toContain(shown);
  });

  it('docs/study-file.md names every field', () => {
    const page = read('docs/study-file.md');
    const study = parseStudy(whole(''), 'none');
    const fields = [
      'name',
      'model',
      'intermediates',
      'targets',
      'languages',
      'arms',
      'shots',
      'buckets',
      'translators',
      'seeds',
    ];
    const all = [
      ...fields,
      'translateWith',
      'recipe',
      'backend',
      'executor',
      'plugins',
      ...Object.keys(recipeSchema.shape),
    ];
    expect(Object.keys(study)).toEqual(expect.arrayContaining(fields));
    expect(all.filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
  });

  it('docs/study-file.md gives every default of a recipe', () => {
    const defaults = Object.entries(recipeSchema.parse({})).filter(([, value]) => value !== null);
    const page = read('docs/study-file.md');
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    const wrong = defaults.filter(([field, value]) => {
      const row = rows.find((line) => line.split('|')[1]?.includes(`\`${field}\``)) ?? '';
      const numbers = [...row.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
      return !numbers.some((text) => text === value || Number(text) === value);
    });
    expect(wrong).toEqual([]);
  });
});
