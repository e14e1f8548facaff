import type { Mixing } from '@stopover/training';
import type { Intermediate } from '../study-file/study-intermediates.ts';

const and = new Intl.ListFormat('en', { type: 'conjunction' });

/** What an intermediate is made of, as a clause: `mnli and hellaswag, drawn evenly`; null where its name says it. */
export function intermediateInWords(stop: Omit<Intermediate, 'where'>): string | null {
  const { name, tasks, mixing, heads, translate, masked, shuffled, without } = stop;
  const made = [
    and.format(tasks),
    ...(without ? [`without the rows of ${and.format(without)}`] : []),
    ...(mixing ? [drawn(mixing)] : []),
    ...(heads === 'shared' ? ['with a shared head where the labels are the same'] : []),
    ...(translate
      ? [
          `translated into ${and.format(translate.to)} by ${translate.with.join(' or else ')}`,
          ...(translate.english ? ['with the English rows beside them'] : []),
        ]
      : []),
    ...(masked
      ? [
          `with masked-language modelling in ${percent(masked.share)} of the steps, on ${and.format(masked.text)}${
            masked.languages ? ` in ${and.format(masked.languages)}` : ''
          }`,
        ]
      : []),
    ...(shuffled ? ['with its labels in a random order'] : []),
  ];
  return made.length === 1 && tasks.length === 1 && tasks[0] === name ? null : made.join(', ');
}

function drawn(mixing: Mixing): string {
  if (mixing === 'proportional') return 'drawn in proportion to their numbers of examples';
  if (mixing === 'uniform') return 'drawn evenly';
  if (mixing === 'alternate') return 'with a batch of each in every step';
  if ('weights' in mixing) {
    return `drawn with weights ${and.format(Object.entries(mixing.weights).map(([task, weight]) => `${weight} for ${task}`))}`;
  }
  const { temperature, sizeCap } = mixing;
  return `drawn with temperature ${temperature}${sizeCap === null ? '' : `, sizes capped at ${sizeCap}`}`;
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
