import { assertSameCount, assertSomeRows } from './assert-rows.ts';
import { attempt, Refused, readBoth } from './attempt.ts';
import { type Place, type Tell, Unfit } from './finding.ts';
import type { Format } from './format.ts';
import { asObject, type JsonOther, type JsonText, memberOf } from './json-node.ts';
import { parseJson } from './parse-json.ts';
import { type Line, linesOf } from './text-lines.ts';

interface Choice extends Place {
  readonly line: number;
  readonly label: JsonText | JsonOther;
}

/** One JSON object a line, of which `label` is compared (XCOPA). */
export const choicesFormat: Format = {
  suffix: 'jsonl',
  layout: 'one JSON object with a "label" a line',
  async score(files, _profile, tell) {
    const { predictions, labels } = await readBoth(
      tell,
      () => readChoices(files.predictions, tell),
      () => readChoices(files.labels, tell),
    );
    assertSameCount({ labels, predictions, files, unit: 'rows' });
    assertSomeRows(labels.length, files.labels);
    let right = 0;
    for (const [i, { label }] of labels.entries()) {
      const row = predictions[i];
      if (!row) continue;
      const [wanted, found] = [compared(label), compared(row.label)];
      if (wanted === found) right += 1;
      else if (typeof wanted !== typeof found) {
        tell('other-type', row, `the label is a ${typeof found}, and a ${typeof wanted} in the labels`);
      }
    }
    return { scores: { accuracy: (right / labels.length) * 100 }, rows: labels.length };
  },
};

async function readChoices(file: string, tell: Tell): Promise<readonly Choice[]> {
  const choices: (Choice | undefined)[] = [];
  for await (const line of linesOf(file, tell)) choices.push(attempt(tell, () => choiceOf(line, file)));
  const whole = choices.filter((choice) => choice !== undefined);
  if (whole.length < choices.length) throw new Refused();
  return whole;
}

function choiceOf({ number, text }: Line, file: string): Choice {
  const place = { file, line: number };
  const label = memberOf(asObject(parseJson(text, file, number), place, 'the row'), 'label');
  if (label === undefined) throw new Unfit('wrong-shape', place, 'the row has no "label"');
  if (label.type === 'object' || label.type === 'list') {
    throw new Unfit('wrong-shape', place, `the label is a ${label.type}, not a number`);
  }
  return { ...place, label };
}

/** What is compared: Python holds true for 1 and false for 0. */
function compared(node: JsonText | JsonOther): string | number | null {
  if (node.type === 'text') return node.text;
  return typeof node.value === 'boolean' ? Number(node.value) : node.value;
}
