import type { AnyTask } from '@stopover/core';
import type { CheckedTable, Count, TableCheck } from '@stopover/data';
import type { Terminal } from '../program/terminal.ts';
import { counted } from './quantities.ts';
import { table } from './table.ts';

/** What the checks of some tables add up to. */
export interface DataSums {
  /** Tables that are there, and splits in a language that the source lacks. */
  readonly tables: number;
  readonly missing: number;
  readonly rows: number;
  readonly examples: number;
  readonly skipped: number;
  readonly errors: number;
  readonly faults: number;
}

/** The checks of one task, as `--json` gives them. */
export interface CheckedTask extends DataSums {
  readonly task: string;
  readonly kind: string;
  readonly languages: number;
  /** Rules of `skip` that left out none of these rows, by their reasons. */
  readonly idle: readonly string[];
  /** Labels of the task that none of these rows has, where some are read: a guess is one of all. */
  readonly unused: readonly string[];
  readonly checks: readonly TableCheck[];
}

/** What is to be known beside the checks. */
export interface Checked {
  readonly maxLength: number;
  /** By what the study file leaves rows out. */
  readonly rules: readonly { readonly why: string }[];
}

type There = TableCheck & CheckedTable;

/** Shows the checks of data task by task, and sums them up. */
export class CheckView {
  readonly #terminal: Terminal;
  readonly #tasks: CheckedTask[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** A task with all of its tables. */
  show(task: AnyTask, checks: readonly TableCheck[], { maxLength, rules }: Checked): void {
    const { colors } = this.#terminal;
    const languages = new Set(checks.map(({ language }) => language)).size;
    const sums = sumsOf(checks);
    const there = checks.filter(isThere);
    const used = new Set(there.flatMap(({ skipped }) => skipped.map(({ name }) => name)));
    const reasons = new Set(there.length > 0 ? rules.map(({ why }) => why) : []);
    const idle = [...reasons].filter((why) => !used.has(why));
    const unused = labelsWithoutRows(task, there);
    this.#tasks.push({ task: task.name, kind: task.kind, languages, ...sums, idle, unused, checks });
    const rows = task.about.rows === undefined ? '' : `: ${task.about.rows}`;
    this.#terminal.print(`${colors.bold(`${task.name} (${task.kind})`)}${rows}`);
    if (checks.length === 0) this.#terminal.print('It has none of these languages.');
    else this.#terminal.print(tableOf(checks, maxLength, this.#terminal));
    for (const line of reasonLines('Skipped', there, ({ skipped }) => skipped)) this.#terminal.print(line);
    for (const line of reasonLines('Remark', there, ({ remarks }) => remarks)) this.#terminal.print(line);
    for (const why of idle)
      this.#terminal.print(colors.yellow(`Remark: no row is left out because ${why}: the rule of \`skip\` fits none`));
    if (unused.length > 0) this.#terminal.print(colors.yellow(unusedLine(task, unused)));
    for (const check of there) for (const line of faultLines(check)) this.#terminal.print(colors.red(line));
    this.#terminal.print();
  }

  /** The line at the end; all that was shown, for `--json`. */
  end(): { readonly tasks: readonly CheckedTask[]; readonly total: DataSums } {
    const total = sumsOf(this.#tasks.flatMap(({ checks }) => checks));
    const { tables, missing, rows, examples, skipped, errors, faults } = total;
    const gaps = missing > 0 ? ` ${counted(missing, 'table is', 'tables are')} missing.` : '';
    const wrong = faults > 0 ? `${counted(errors, 'row')} wrong (${counted(faults, 'fault')})` : 'none wrong';
    this.#terminal.print(
      `${counted(tables, 'table')} of ${counted(this.#tasks.length, 'task')}: ${counted(rows, 'row')}, ${examples} read, ${skipped} skipped, ${wrong}.${gaps}`,
    );
    return { tasks: this.#tasks, total };
  }
}

const isThere = (check: TableCheck): check is There => check.missing === null;

function sumsOf(checks: readonly TableCheck[]): DataSums {
  const there = checks.filter(isThere);
  const sum = (of: (check: There) => number) => there.reduce((total, check) => total + of(check), 0);
  return {
    tables: there.length,
    missing: checks.length - there.length,
    rows: sum(({ rows }) => rows),
    examples: sum(({ examples }) => examples),
    skipped: sum(({ skipped }) => totalOf(skipped)),
    errors: sum(({ errors }) => errors),
    faults: sum(({ faults }) => faults),
  };
}

function tableOf(checks: readonly TableCheck[], maxLength: number, { colors }: Terminal): string {
  const right = 'right' as const;
  const numbers = ['rows', 'read', 'skipped', 'errors', 'median', '95 %', `> ${maxLength}`, 'cut'];
  const columns = [
    { title: 'split' },
    { title: 'language' },
    ...numbers.map((title) => ({ title, align: right })),
    { title: 'label distribution' },
  ];
  const cells = checks.map((check) => {
    const { role, language } = check;
    if (!isThere(check)) return [role, language, colors.yellow('missing'), ...Array(7).fill(''), check.missing];
    const { rows, examples, skipped, errors, lengths } = check;
    return [
      role,
      language,
      ...[rows, examples, totalOf(skipped)].map(String),
      errors > 0 ? colors.red(String(errors)) : '0',
      ...(lengths
        ? [
            String(lengths.median),
            String(lengths.percentile95),
            share(lengths.longer, lengths.sequences),
            String(lengths.truncated),
          ]
        : ['', '', '', '']),
      balance(check.labels),
    ];
  });
  return table(columns, cells, colors.bold);
}

/** Names of a task's own list of labels that no row has. */
function labelsWithoutRows(task: AnyTask, checks: readonly There[]): readonly string[] {
  if ((task.kind !== 'classification' && task.kind !== 'tagging') || !checks.some(({ examples }) => examples > 0))
    return [];
  const found = new Set(checks.flatMap(({ labels }) => labels.flatMap(({ name, count }) => (count > 0 ? [name] : []))));
  return task.head.labels.filter((label) => !found.has(label));
}

function unusedLine({ kind, head }: AnyTask, unused: readonly string[]): string {
  const names = unused.map((name) => JSON.stringify(name)).join(', ');
  const chance =
    kind === 'classification' && 'labels' in head ? `: a guess counts as right once in ${head.labels.length}` : '';
  return `Remark: no row that was read has the ${unused.length > 1 ? 'labels' : 'label'} ${names}${chance}`;
}

/** `entailment: 33 %, neutral: 33 %`: the four most frequent, in the task's order. */
function balance(labels: readonly Count[]): string {
  const total = totalOf(labels);
  if (total === 0) return '';
  const frequent = [...labels].sort((a, b) => b.count - a.count).slice(0, 4);
  const shown = labels.filter((label) => frequent.includes(label) && label.count > 0);
  const rest = labels.filter(({ count }) => count > 0).length - shown.length;
  const parts = shown.map(({ name, count }) => `${name}: ${share(count, total)}`);
  return [...parts, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** One line a reason, with the tables it is found in. */
function reasonLines(
  title: string,
  checks: readonly There[],
  of: (check: There) => readonly Count[],
): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const check of checks) {
    for (const { name, count, example } of of(check)) {
      const places = reasons.get(name) ?? [];
      const such = example === undefined ? '' : `, such as ${example}`;
      places.push(`${check.role} ${check.language} ${count}${such}`);
      reasons.set(name, places);
    }
  }
  return [...reasons].map(([reason, places]) => `${title}: ${reason} (${places.join(', ')})`);
}

function* faultLines({ listed, faults }: There): Generator<string> {
  let told = 0;
  for (const { file, what, remedy, count, rows } of listed) {
    told += count;
    const more = count > rows.length && rows.length > 0 ? ' …' : '';
    const place = rows.length === 0 ? '' : `, ${rows.length > 1 ? 'rows' : 'row'} ${rows.join(', ')}${more}`;
    const todo = remedy === undefined ? '' : `. ${remedy}`;
    yield `Wrong: ${file}${place}: ${what}${count > 1 ? ` (${count} times)` : ''}${todo}`;
  }
  if (faults > told) yield `Wrong: ${faults - told} more in this table`;
}

const totalOf = (counts: readonly Count[]): number => counts.reduce((sum, { count }) => sum + count, 0);

const share = (part: number, whole: number): string => {
  const percent = (100 * part) / whole;
  return `${part > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`;
};
