// The step-matched control: its intermediate's steps are counted by what is trained on, and not by the rows of a table.
import { expect, it } from 'vitest';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';

/** Steps of a control and of what it controls, and why a control is not there. */
async function planned(intermediate: string, more = '') {
  await using folder = await scratch();
  const yaml = `targets: [xclaims]
languages: [de]
intermediates: [${intermediate}]
arms: [intermediate, english-again]
${more}recipe: { all: { batchSize: 10, epochs: 2, maxLength: 8 } }
`;
  const { stages, unavailable } = await tinyPlan(folder.path, yaml);
  const first = stages.flatMap((stage) => (stage.kind === 'train' && 'base' in stage.from ? [stage] : []));
  const controls = first.filter(({ title }) => title.startsWith('claims for '));
  return {
    controlled: first.filter((stage) => !controls.includes(stage)).map(({ expected }) => expected.steps),
    controls: controls.map(({ recipe, expected }) => [recipe.maxSteps, expected.steps]),
    unavailable: unavailable.map(({ arm, reason }) => `${arm}: ${reason}`),
  };
}

/** Of eight characters, which the tiny tokenizer takes for tokens, in each of the sixty contexts of the quiz. */
const windows = Math.ceil('In default train there is tea.'.length / 8);

it.each([
  ['windows of contexts', 'quiz', 2 * Math.ceil((60 * windows) / 10)],
  [
    'windows of the rows that are taken',
    '{ name: few, task: quiz, recipe: { maxExamples: 7 } }',
    2 * Math.ceil((7 * windows) / 10),
  ],
  ['rows that are not split', 'stories', 2 * 6],
  // Every fifth row of claims has no label.
  ['rows that are not skipped', '{ name: skipping, task: claims }', 2 * Math.ceil(48 / 10)],
  ['steps that the recipe fixes', '{ name: fixed, task: quiz, recipe: { maxSteps: 3 } }', 3],
  [
    'windows and rows of a mixture',
    '{ name: both, mixture: [quiz, stories] }',
    2 * (Math.ceil((60 * windows) / 10) + 6),
  ],
])('takes as many steps as its intermediate has by the %s', async (_, intermediate, steps) => {
  expect(await planned(intermediate)).toEqual({ controlled: [steps], controls: [[steps, steps]], unavailable: [] });
});

it('is trained by the recipe of what it controls, but on all rows, so that no difference is one of tuning', async () => {
  await using folder = await scratch();
  const control = async (intermediates: string, more = '') => {
    const yaml = `targets: [xclaims]\nlanguages: [de]\nintermediates: [${intermediates}]\narms: [english-again]\n${more}`;
    const { stages } = await tinyPlan(folder.path, `${yaml}recipe: { all: { epochs: 1 } }\n`);
    return stages.flatMap((stage) => (stage.kind === 'train' && stage.title.startsWith('claims for 2') ? [stage] : []));
  };
  const fields = 'learningRate: 0.5, batchSize: 30, weightDecay: 0';
  const [own] = await control(`{ name: own, task: stories, recipe: { ${fields}, maxExamples: 50 } }`);
  expect(own?.recipe).toMatchObject({
    learningRate: 0.5,
    batchSize: 30,
    weightDecay: 0,
    maxSteps: 2,
    maxExamples: null,
  });
  // Before its sweep has chosen, the first candidate stands for the choice.
  const sweep = 'sweep: { over: { intermediate: { learningRate: [0.5, 0.25] } } }\n';
  const [swept] = await control('stories', sweep);
  expect(swept?.recipe).toMatchObject({ learningRate: 0.5, maxSteps: 2 });
  // What only says how long the other is trained is in no key of the control's.
  const [plain] = await control('stories');
  const [longer] = await control('{ name: longer, task: stories, recipe: { epochs: 0.9, maxSteps: 2 } }');
  expect([longer?.key, longer?.recipe]).toEqual([plain?.key, plain?.recipe]);
});

it('is not there where windows are those of a translation that is still to be made', async () => {
  const shouting = 'translators: { shout: { use: shouting } }\n';
  const { controls, unavailable } = await planned(
    '{ name: far, task: quiz, translate: { to: es, with: shout } }',
    shouting,
  );
  expect(controls).toEqual([]);
  expect(unavailable).toEqual([
    'english-again: how many windows the rows of far have is known when they are translated',
  ]);
});
