import { describe, expect, it } from 'vitest';
import { parseStudy } from './study-file.ts';

const text = `# Of my thesis.
name: tiny
model: tiny/base
intermediates: [none, stories] # both
targets: [xclaims]
recipe: xtreme
seeds: [1, 2]
`;

const set = (...changes: readonly string[]) => parseStudy(text, 's.yaml', changes);
const saying = (...changes: readonly string[]) => {
  try {
    set(...changes);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'no error';
};

describe('a field that the command line sets', () => {
  it('is as if it stood in the file, which is kept with its comments and says so', () => {
    const study = set('seeds=[3]', 'margin=0.5', 'recipe.all.maxLength=64', 'recipe.shots={epochs: 4}');
    expect(study).toMatchObject({
      seeds: [3],
      margin: 0.5,
      recipe: { base: 'xtreme', all: { maxLength: 64 }, shots: { epochs: 4 } },
      recipeName: 'xtreme, changed',
      changes: ['seeds=[3]', 'margin=0.5', 'recipe.all.maxLength=64', 'recipe.shots={epochs: 4}'],
    });
    expect(study.text).toMatch(/^# Changed on the command line: --set seeds=\[3\] --set margin=0.5 /);
    expect(study.text).toContain('# Of my thesis.');
    expect(study.text).toContain('# both');
    const { text: _, changes: __, where: ___, ...again } = parseStudy(study.text, 's.yaml');
    const { text: ____, changes: _____, where: ______, ...first } = study;
    expect(JSON.stringify(again).replaceAll(/line \d+/g, '')).toBe(
      JSON.stringify(first).replaceAll(/line \d+|--set [^,"]+/g, ''),
    );
  });

  it('may be of an item of a list, of one that is short for an object, and of one that is new', () => {
    const { targets, intermediates } = set(
      'targets[0].split=validation',
      'targets.1={task: xstories, languages: [de]}',
      'intermediates[1].recipe.epochs=3',
    );
    expect(targets).toMatchObject([
      { task: 'xclaims', split: 'validation' },
      { task: 'xstories', languages: ['de'] },
    ]);
    expect(intermediates).toMatchObject([{ name: 'stories', tasks: ['stories'], recipe: { epochs: 3 } }]);
  });

  it('may have dots in its name', () => {
    const { executors } = set('executors."my.queue".account=lab', 'executors."my.queue".hours=2');
    expect(executors).toMatchObject([{ name: 'my.queue', settings: { account: 'lab', hours: 2 } }]);
  });

  it('changes one place of several that an alias makes alike', () => {
    const aliased = `${text}executors: { a: &x { b: 1 }, c: *x }\n`;
    const { executors } = parseStudy(aliased, 's.yaml', ['executors.c.b=2']);
    expect(executors).toMatchObject([
      { name: 'a', settings: { b: 1 } },
      { name: 'c', settings: { b: 2 } },
    ]);
  });

  it('is named by the option where it is wrong, and everything else by its line', () => {
    expect(saying('recipe.all.maxLenght=64')).toContain(
      '--set recipe.all.maxLenght: there is no field "maxLenght". Did you mean "maxLength"?',
    );
    expect(saying('maxLength=64')).toContain(
      '--set maxLength: there is no field "maxLength". Did you mean "recipe.all.maxLength"?',
    );
    expect(saying('recipee.all.maxLength=64')).toContain('Did you mean "recipe"?');
    expect(saying('recipe.all.maxLength=long')).toContain('--set recipe.all.maxLength: "long" does not fit');
    expect(saying('recipe.all={maxLength: long}')).toContain(
      '--set recipe.all, recipe.all.maxLength: "long" does not fit',
    );
    expect(saying('arms[0]=zero-shot', 'shots=[5]')).toContain('--set shots: ');
    expect(saying('text.maxExamples=5')).toContain('--set text.maxExamples, text.folder: the field is missing');
    expect(saying('targets[0].languages=[de, DE]')).toContain('--set targets[0].languages, targets[0].languages[1]: ');
    const wrong = () => parseStudy(text.replace('xtreme', 'xtrem'), 's.yaml', ['margin=-1']);
    expect(wrong).toThrow(/--set margin: [\s\S]*s\.yaml, line 6, recipe: /);
  });

  it('is named beside the line where the fault is said of what it is a part of', () => {
    const swept = `${text}sweep:\n  method: grid\n  over:\n    target: { learningRate: [1.0e-4, 1.0e-5] }\n`;
    const said = (...changes: readonly string[]) => {
      try {
        parseStudy(swept, 's.yaml', changes);
      } catch (error) {
        if (error instanceof Error) return error.message;
      }
      return 'no error';
    };
    expect(said()).toBe('no error');
    expect(said('sweep.over.target.learningRate=[0.1]')).toContain(
      '--set sweep.over.target.learningRate (s.yaml, line 11, sweep.over.target): there is one candidate',
    );
    expect(said('sweep.method=random')).toContain(
      '--set sweep.method (s.yaml, line 8, sweep): a random search has no end without a number of trials.',
    );
    expect(said('sweep.method=random', 'sweep.over.target.epochs=[1]')).toContain(
      '--set sweep.method and --set sweep.over.target.epochs (s.yaml, line 8, sweep): a random search',
    );
  });

  it.each([
    ['nothing', '--set nothing: this is no field with a value'],
    ['=1', '--set =1: this is no field with a value'],
    ['recipe..epochs=1', 'this is no field with a value'],
    ['seeds=[1', '--set seeds: "[1" is not YAML'],
    ['seeds=*x', '--set seeds: '],
    ['__proto__.x=1', '"__proto__" cannot be a name'],
    ['targets[3]=xclaims', '--set targets[3]: targets has 1 items'],
    ['targets.task=xclaims', '--set targets.task: targets is a list'],
    ['name.first=x', '--set name.first: name is "tiny", which has no fields'],
  ])('is refused where it is no field: %s', (change, message) => {
    expect(saying(change)).toContain(message);
  });
});
