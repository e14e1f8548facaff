import { relations } from '../commonsense.ts';
import { Dice } from '../dice.ts';
import { sizes } from '../sizes.ts';
import { collect } from '../splits.ts';
import { labelOf, type Table } from './table.ts';

const repo = 'tau/commonsense_qa';
const letters = ['A', 'B', 'C', 'D', 'E'] as const;

/** Three wrong answers of the same relation and one of another: the sort of the answer alone does not decide. */
function draw(dice: Dice) {
  const relation = dice.pick(relations);
  const { concept, answer } = dice.pick(relation.facts);
  const answersOf = (facts: (typeof relations)[number]['facts']) =>
    dice.shuffle([...new Set(facts.map((fact) => fact.answer))].filter((other) => other !== answer));
  const wrong = answersOf(relation.facts).slice(0, 3);
  const others = answersOf(relations.filter((other) => other !== relation).flatMap(({ facts }) => facts));
  const text = dice.shuffle([
    answer,
    ...wrong,
    ...others.filter((other) => !wrong.includes(other)).slice(0, 4 - wrong.length),
  ]);
  return {
    question: dice.pick(relation.questions).replace('{x}', concept),
    concept,
    text,
    label: text.indexOf(answer),
  };
}

function table(split: 'train' | 'validation'): Table {
  return {
    repo,
    config: 'default',
    split,
    rows: (seed) => {
      const dice = new Dice(seed, labelOf(repo, split));
      const keyOf = ({ question, text }: ReturnType<typeof draw>) => [question, ...text.toSorted()].join('\n');
      return collect(sizes.commonsense[split], split, () => draw(dice), keyOf).map((item, index) => ({
        id: `miniature-${split}-${index}`,
        question: item.question,
        question_concept: item.concept,
        choices: { label: [...letters], text: item.text },
        answerKey: letters[item.label] ?? '',
      }));
    },
  };
}

/** CommonsenseQA: English, from the world's own facts. */
export const commonsenseTables: readonly Table[] = [table('train'), table('validation')];
