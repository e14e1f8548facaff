import { type Arm, RequestError } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { type ArmForm, formsOf } from './arm-form.ts';
import { builtInArms } from './built-in.ts';

/** Built-in arms and those that plugins bring, by the names of their forms. */
export class ArmTable {
  readonly #forms: Catalog<ArmForm>;

  /** `hint` says where more come from. @throws RequestError when two arms have a form of one name. */
  constructor(more: readonly Arm[] = [], hint = '') {
    this.#forms = new Catalog('arm', [...builtInArms, ...more].flatMap(formsOf), hint);
  }

  /** In the order of the report. */
  get names(): readonly string[] {
    return [...this.#forms].map(({ name }) => name);
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /** @throws RequestError naming the nearest arm. */
  get(name: string, where: string): ArmForm {
    return this.#forms.get(name, where);
  }

  /** Whether a choice, and what it averages, is an arm of a study's own, a form of one, or one of the table. */
  knows({ name, own, averaged }: ArmChoice, choices: readonly ArmChoice[]): boolean {
    const known = (one: string) => this.has(one) || ownForms(choices).some((form) => form.name === one);
    return (own !== undefined || known(name)) && (!averaged || known(averaged.name));
  }

  /** The forms of a study's list, in the table's order and then as the study defines its own. */
  formsOf(choices: readonly ArmChoice[]): readonly ArmForm[] {
    const trained = choices.flatMap(({ own: arm, averaged }) => (arm && !averaged ? formsOf(arm) : []));
    const known = new Map(trained.map((form) => [form.name, form]));
    const find = ({ name, where }: Place) => known.get(name) ?? this.get(name, where);
    const means = choices.flatMap(({ own: arm, averaged }) =>
      arm && averaged ? formsOf(averageOf(arm, find(averaged), averaged)) : [],
    );
    for (const form of means) known.set(form.name, form);
    const asked = choices.map(find);
    const order = this.names;
    const place = ({ name }: ArmForm) => (known.has(name) ? order.length : order.indexOf(name));
    return [...new Set(asked)].sort((a, b) => place(a) - place(b));
  }
}

interface Place {
  readonly name: string;
  readonly where: string;
}

/** An average with what it takes from the arm that is averaged. @throws RequestError where that is none of trained models. */
function averageOf(own: Arm, { arm, intermediate, name, path, label }: ArmForm, { where }: Place): Arm {
  if (arm.combine) {
    const what = `${name} is a combination of models itself`;
    throw new RequestError({ where, what, remedy: 'Average an arm with a `path`.' });
  }
  const { withIntermediate, test, select } = arm;
  return {
    ...own,
    path,
    ...(!intermediate && withIntermediate !== undefined && { withIntermediate }),
    ...(test && { test }),
    ...(select && { select }),
    against: own.against ?? name,
    label: `${own.name}: ${label}`,
  };
}

/** An arm as a study file asks for it: by name, or composed there. */
export interface ArmChoice extends Place {
  /** What the file composes itself. */
  readonly own?: Arm;
  /** The arm whose models it averages. */
  readonly averaged?: Place;
}

const ownForms = (choices: readonly ArmChoice[]): readonly ArmForm[] =>
  choices.flatMap(({ own }) => (own ? formsOf(own) : []));

/** @throws RequestError when a study composes an arm under a name that is taken. */
export function checkOwn(choices: readonly ArmChoice[], table: ArmTable): void {
  const forms = ownForms(choices);
  for (const { own, name, where } of choices) {
    if (own && (table.has(name) || forms.filter((form) => form.name === name).length > 1)) {
      throw new RequestError({ where, what: `there is an arm "${name}" already`, remedy: 'Give yours another name.' });
    }
  }
}
