import type { Finding, SubmissionRequest, SubmissionScores, TaskScores } from '@stopover/submission';
import type { Terminal } from '../program/terminal.ts';
import { table } from './table.ts';

/** So many languages stand side by side in a terminal of 100 columns. */
const across = 12;
/** So many findings of one kind are shown of one file; --json has them all. */
const shown = 3;

/** Prints a submission's scores for a person: by task and language, by group, the totals; what did not fit on stderr. */
export function printScores(request: SubmissionRequest, scores: SubmissionScores, terminal: Terminal): void {
  const { suite, profile } = request;
  terminal.print(`${suite.name}, profile ${profile.name}: ${profile.about}. Scores in percent.`);
  for (const [name, task] of Object.entries(scores.tasks)) {
    terminal.print(`\n${taskTable(name, languagesOf(request, name), task, terminal)}`);
  }
  terminal.print(`\n${averageTable(request, scores, terminal)}`);
  terminal.print(`\n${totalTable(request, scores, terminal)}`);
  if (suite.name === 'xtreme-r') terminal.print(`\n${aboutRetrieval}`);
  const { missing } = scores.totals;
  if (missing.length > 0) terminal.print(`\nThere is no total without ${missing.join(', ')}.`);
  for (const line of findingLines(scores.findings)) terminal.note(line);
}

const aboutRetrieval =
  'evaluate.py neither scores LAReQA nor prints a total with it; its group "retrieval" is Tatoeba and Mewsli-X alone. ' +
  'Here lareqa/test-<language>.json has the layout of mewslix: candidate ids by question id, and every right one in the labels.';

const percent = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2));

const languagesOf = ({ suite }: SubmissionRequest, name: string): readonly string[] =>
  suite.tasks[name]?.languages ?? [];

function taskTable(name: string, languages: readonly string[], { scores }: TaskScores, { colors }: Terminal): string {
  if (Object.keys(scores).length === 0) return `${colors.bold(name)}  no language could be scored`;
  const blocks = Array.from({ length: Math.ceil(languages.length / across) }, (_, i) =>
    languages.slice(i * across, (i + 1) * across),
  );
  const width = Math.max(name.length, ...Object.keys(scores).map((score) => score.length));
  return blocks
    .map((block) =>
      table(
        [{ title: name.padEnd(width) }, ...block.map((title) => ({ title, align: 'right' as const }))],
        Object.entries(scores).map(([score, values]) => [score, ...block.map((language) => percent(values[language]))]),
        colors.bold,
      ),
    )
    .join('\n');
}

function averageTable(request: SubmissionRequest, { tasks }: SubmissionScores, { colors }: Terminal): string {
  const rows = Object.entries(tasks).map(([name, { scores, averages }]) => {
    const { avg_metric, ...parts } = averages;
    const count = languagesOf(request, name).length;
    const scored = Object.keys(Object.values(scores)[0] ?? {}).length;
    if (avg_metric === undefined) return [name, percent(avg_metric), `only ${scored} of ${count} languages`];
    const means = Object.entries(parts).map(([score, value]) => `${score.replace('avg_', '')} ${percent(value)}`);
    return [name, percent(avg_metric), means.join(', ')];
  });
  return table([{ title: 'task' }, { title: 'mean', align: 'right' }, { title: 'of' }], rows, colors.bold);
}

function totalTable({ suite }: SubmissionRequest, { totals }: SubmissionScores, { colors }: Terminal): string {
  const groups = Object.entries(suite.groups).map(([name, tasks]) => [
    name,
    percent(totals.groups[name]),
    tasks.join(', '),
  ]);
  const others = Object.entries(suite.totalGroups)
    .filter(([name, tasks]) => tasks.join() !== suite.groups[name]?.join())
    .map(([name, tasks]) => [`${name}, published`, percent(totals.totalGroups[name]), tasks.join(', ')]);
  const whole = (['mean_over_tasks', 'mean_over_groups'] as const).map((name) => [
    name.replaceAll('_', ' '),
    percent(totals.totals[name]),
    [
      name === 'mean_over_tasks'
        ? `all ${Object.keys(suite.tasks).length} tasks, evaluate.py's all_task`
        : `the groups ${Object.keys(suite.totalGroups).join(', ')}`,
      ...(suite.published === name ? [`the published total of ${suite.name}`] : []),
    ].join('; '),
  ]);
  return table(
    [{ title: 'group' }, { title: 'mean', align: 'right' }, { title: 'of' }],
    [...groups, ...others, ...whole],
    colors.bold,
  );
}

/** Findings as lines, of many of one kind in one file the first few. */
function findingLines(findings: readonly Finding[]): readonly string[] {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.kind}\n${finding.file}`;
    const group = alike.get(key);
    if (group) group.push(finding);
    else alike.set(key, [finding]);
  }
  return [...alike.values()].flatMap((group) => {
    const rest = group.length - shown;
    const file = group[0]?.file ?? '';
    const more = rest > 0 ? [`${file}: and ${rest} more of this kind; --json lists all.`] : [];
    return [...group.slice(0, shown).map(findingLine), ...more];
  });
}

function findingLine({ severity, file, line, what, outcome }: Finding): string {
  const place = line === undefined ? file : `${file}, line ${line}`;
  return escaped(`${severity}: ${place}: ${what}. ${outcome}`);
}

// Ids come from files: nothing of theirs may move the cursor, break the line or turn the direction of reading.
const escaped = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
