import type { Plan } from '../records/plan.ts';

/** JSON of a plan in parts: of a large grid it is longer than a string can be. */
export function* planText(plan: Plan): Generator<string> {
  let before = '{';
  for (const [field, value] of Object.entries(plan)) {
    yield `${before}\n${JSON.stringify(field)}: `;
    before = ',';
    if (!Array.isArray(value)) {
      yield JSON.stringify(value);
      continue;
    }
    let separator = '[';
    for (const item of value) {
      yield `${separator}\n ${JSON.stringify(item)}`;
      separator = ',';
    }
    yield separator === '[' ? '[]' : '\n]';
  }
  yield '\n}\n';
}
