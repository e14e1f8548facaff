// A sweep as a study file asks for it, with all that cannot be meant.
import type { Problem } from '@stopover/core';
import { canonicalJson } from '@stopover/files';
import { nearest } from '@stopover/registry';
import { recipeSchema } from '@stopover/training';
import type { Study } from './study.ts';
import type { Findings } from './study-error.ts';
import { type Candidate, combinationsOf, drawnFrom, gridOf, type Sweep } from './sweep-candidates.ts';
import {
  mostCandidates,
  type SweepFields,
  type SweptFields,
  type SweptRange,
  type SweptRole,
  sweptRoles,
} from './sweep-schema.ts';
import { unknownName } from './unknown-name.ts';

type Swept = Pick<Study, 'seeds' | 'intermediates' | 'targets' | 'selections' | 'recipe' | 'where'>;

const notSwept: Readonly<Record<string, string>> = {
  shots:
    'shots have no English development rows, and a choice on rows of the target language would take labels beyond the k',
  text: 'training on text selects on no development rows',
  all: 'an intermediate task and a target are chosen each by itself',
};

const settles = 'settles which scores candidates are compared by';

/** Fields that are no hyperparameter to be chosen. */
const fixed: Readonly<Record<string, string>> = {
  select: settles,
  averagedCheckpoints: settles,
  evalSteps: settles,
  patience: settles,
  selectionExamples: settles,
  saveSteps: 'changes nothing that a training learns',
  maxExamples: 'is how much data there is, of which more is nearly always better',
};

/** Reads the field; what is wrong goes to the findings, and null is what cannot be used. */
export function sweepOf(sweep: SweepFields | undefined, study: Swept, findings: Findings): Sweep | null {
  if (!sweep) return null;
  const problems = [...methodProblems(sweep, study), ...overProblems(sweep, study)];
  findings.add(...problems);
  if (problems.length > 0) return null;
  const seeds = sweep.seeds ?? study.seeds.slice(0, 1);
  const candidates = findings.attempt(() =>
    Object.fromEntries(
      sweptRoles.flatMap((role) => {
        const fields = sweep.over[role];
        return fields ? [[role, candidatesOf(fields, sweep, { role, study, seed: seeds[0] ?? 0 })] as const] : [];
      }),
    ),
  );
  return candidates ? { method: sweep.method, seeds, candidates } : null;
}

function candidatesOf(
  fields: SweptFields,
  { method, trials = 2 }: SweepFields,
  { role, study, seed }: { readonly role: SweptRole; readonly study: Swept; readonly seed: number },
): Candidate[] {
  if (method === 'grid') return gridOf(fields);
  return drawnFrom(fields, { trials, seed, where: study.where('sweep', 'over', role) });
}

function methodProblems({ method, trials, seeds = [] }: SweepFields, study: Swept): Problem[] {
  const problems = seeds.flatMap((seed, i) =>
    study.seeds.includes(seed) ? [] : [unknownName(study.where('sweep', 'seeds', i), 'seed', seed, study.seeds)],
  );
  if (method === 'random' && trials === undefined) {
    const what = 'a random search has no end without a number of trials';
    problems.push({ where: study.where('sweep'), what, remedy: 'Add `trials: 10`.' });
  }
  if (method === 'grid' && trials !== undefined) {
    const what = '`trials` is of a random search, and a grid tries every combination';
    problems.push({ where: study.where('sweep', 'trials'), what, remedy: 'Remove it, or write `method: random`.' });
  }
  return problems;
}

function overProblems({ method, trials, over }: SweepFields, study: Swept): Problem[] {
  const where = (...path: PropertyKey[]) => study.where('sweep', 'over', ...path);
  const strange = Object.keys(over).filter((name) => !sweptRoles.some((role) => role === name));
  const problems = strange.map((name) => roleProblem(name, where(name)));
  const roles = sweptRoles.filter((role) => over[role] !== undefined);
  if (roles.length === 0 && strange.length === 0) {
    const what = 'the sweep names nothing that is tried';
    problems.push({ where: where(), what, remedy: 'Add `target: { learningRate: [1.0e-5, 3.0e-5] }`.' });
  }
  for (const role of roles) {
    const fields = over[role] ?? {};
    const own = Object.entries(fields).flatMap(([field, values]) =>
      fieldProblems({ role, field, values, method }, study),
    );
    problems.push(...own, ...(own.length > 0 ? [] : countProblems(fields, { method, trials }, where(role))));
    problems.push(...idleProblems(role, study));
  }
  return problems;
}

function roleProblem(name: string, where: string): Problem {
  const why = notSwept[name];
  const [first] = name.split('.');
  if (why !== undefined)
    return {
      where,
      what: `\`${name}\` cannot be swept: ${why}`,
      remedy: `Write one value under \`recipe.${name}\`, and sweep ${sweptRoles.join(' or ')}.`,
    };
  const near = nearest(first ?? name, sweptRoles);
  const remedy = `${near ? `Did you mean "${near}"? ` : ''}Known: ${sweptRoles.join(', ')}, each with fields of its recipe below it.`;
  return { where, what: `no training is called "${name}"`, remedy };
}

interface SweptField {
  readonly role: SweptRole;
  readonly field: string;
  readonly values: readonly unknown[] | SweptRange;
  readonly method: SweepFields['method'];
}

function fieldProblems({ role, field, values, method }: SweptField, study: Swept): Problem[] {
  const where = (...path: PropertyKey[]) => study.where('sweep', 'over', role, field, ...path);
  const known = Object.entries(recipeSchema.shape);
  const schema = known.find(([name]) => name === field)?.[1];
  if (!schema) {
    const names = known.map(([name]) => name);
    const near = nearest(field, names);
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}docs/study-file.md lists the fields of a recipe.`;
    return [{ where: where(), what: `a recipe has no field "${field}"`, remedy }];
  }
  const why = fixed[field];
  if (why !== undefined) {
    const remedy = `Write one value under \`recipe.${role}\`.`;
    return [{ where: where(), what: `\`${field}\` cannot be swept: it ${why}`, remedy }];
  }
  const written = writtenAt(role, field, study);
  const twice = written.map((place) => ({
    where: where(),
    what: `\`${field}\` is swept, and written at ${place} as well`,
    remedy: 'Keep one of the two.',
  }));
  const misfit = (value: unknown, place: string): Problem[] => {
    const read = schema.safeParse(value);
    if (read.success && value !== undefined) return [];
    const said = read.error?.issues[0]?.message.replace(/^Invalid input: /, '') ?? 'a value is missing';
    return [
      { where: place, what: `${JSON.stringify(value)} does not fit ${field}: ${said}`, remedy: 'Change the value.' },
    ];
  };
  if ('min' in values) return [...twice, ...rangeProblems(values, { method, where, misfit })];
  if (values.length === 0) {
    const what = 'the list has no value to try';
    return [...twice, { where: where(), what, remedy: 'Write two values or more.' }];
  }
  const keys = values.map(canonicalJson);
  return [
    ...twice,
    ...values.flatMap((value, i) => misfit(value, where(i))),
    ...values.flatMap((value, i) => {
      if (keys.indexOf(keys[i] ?? '') === i) return [];
      return [{ where: where(i), what: `${JSON.stringify(value)} is named twice`, remedy: 'Name it once.' }];
    }),
  ];
}

function rangeProblems(
  { min, max, scale }: SweptRange,
  {
    method,
    where,
    misfit,
  }: {
    readonly method: SweepFields['method'];
    readonly where: (...path: PropertyKey[]) => string;
    readonly misfit: (value: unknown, place: string) => Problem[];
  },
): Problem[] {
  const problems = [...misfit(min, where('min')), ...misfit(max, where('max'))];
  const say = (place: string, what: string, remedy: string) => problems.push({ where: place, what, remedy });
  if (method === 'grid')
    say(where(), 'a grid cannot try every value of a range', 'List the values, or write `method: random`.');
  if (min >= max) say(where(), `the range has nothing between ${min} and ${max}`, 'Let `min` be below `max`.');
  if (scale === 'log' && min <= 0) say(where('min'), 'a logarithmic scale begins above 0', 'Raise `min`.');
  return problems;
}

/** Where a study writes a field for a role, or for one of what plays it. */
function writtenAt(role: SweptRole, field: string, { recipe, targets, intermediates, where }: Swept): string[] {
  const own = role === 'target' ? targets : intermediates;
  return [
    ...(field in recipe[role] ? [where('recipe', role, field)] : []),
    ...own.flatMap((one) => (field in one.recipe ? [`${one.where}, recipe.${field}`] : [])),
  ];
}

function countProblems(
  fields: SweptFields,
  { method, trials = 0 }: Pick<SweepFields, 'method' | 'trials'>,
  where: string,
): Problem[] {
  const all = combinationsOf(fields);
  if (Object.keys(fields).length === 0)
    return [{ where, what: 'no field is swept', remedy: 'Add one, like `learningRate: [1.0e-5, 3.0e-5]`.' }];
  if (all === 1) {
    const remedy = 'Add a value, or write it under `recipe` and leave the sweep out.';
    return [{ where, what: 'there is one candidate, and nothing to choose', remedy }];
  }
  if (method === 'grid' && all > mostCandidates) {
    const what = `the grid has ${all} candidates, and at most ${mostCandidates} are tried`;
    return [{ where, what, remedy: 'Leave values out, or write `method: random` with `trials`.' }];
  }
  if (method === 'random' && all <= trials) {
    const what = `there are ${all} combinations, and ${trials} trials would try them all`;
    return [{ where, what, remedy: 'Write `method: grid`, or ask for fewer trials.' }];
  }
  return [];
}

/** A role that nothing plays, or whose trainings have no score to be chosen by. */
function idleProblems(role: SweptRole, { intermediates, selections, where }: Swept): Problem[] {
  const place = where('sweep', 'over', role);
  if (role === 'intermediate') {
    if (intermediates.some(isSwept)) return [];
    const what = 'no intermediate has development rows to be chosen on: a mixture and a ready checkpoint have none';
    return [{ where: place, what, remedy: 'Name a single task under `intermediates`, or leave it out of the sweep.' }];
  }
  if (selections.length === 0 || selections.includes('best')) return [];
  const what = `\`selection\` is ${selections.join(', ')}, which score no English development rows to choose by`;
  return [{ where: place, what, remedy: 'Add `best` to `selection`, or leave the sweep out.' }];
}

/** Whether an intermediate is chosen by itself: it trains one task, whose own development rows speak for it. */
export const isSwept = ({ tasks, checkpoint, shuffled }: Study['intermediates'][number]): boolean =>
  checkpoint === null && tasks.length === 1 && !shuffled;
