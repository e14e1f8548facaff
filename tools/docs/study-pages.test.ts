import { nameProblems, parseStudy } from '@stopover/study';
import { recipeSchema } from '@stopover/training';
import { describe, expect, it } from 'vitest';
import { composeCatalogs } from '../../packages/cli/src/composition/compose.ts';
import { pluginsOfStudy } from '../../packages/cli/src/composition/named-plugins.ts';
import { filesBelow, read } from '../checks/workspace.ts';
import { blocksOf, studyBlocks, whole } from './study-blocks.ts';

describe('study files in the pages', () => {
  const blocks = studyBlocks();
  const examples = filesBelow('examples')
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => [path, read(path)] as const);

  it('are found', () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(examples.length).toBeGreaterThan(6);
  });

  it.each([...blocks, ...examples])('%s is a study, whose names stand for something', async (name, text) => {
    const study = parseStudy(whole(text), name);
    expect(study.targets.length).toBeGreaterThan(0);
    // What a package outside the repository adds is known where that is written: in documents.test.ts.
    if (study.plugins.length > 0) return;
    expect(nameProblems(study, await composeCatalogs(await pluginsOfStudy(study)))).toEqual([]);
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
