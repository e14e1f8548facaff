import { join } from 'node:path';
import { isFile } from '@stopover/files';
import { meanOf, type SuiteTask } from '@stopover/metrics';
import { Refused } from './attempt.ts';
import { type Finding, type FindingKind, findingRules, type Place, Unfit } from './finding.ts';
import { namesIn, tellUnknown } from './folders.ts';
import type { FilePair, FileScores, Format } from './format.ts';
import type { Profile } from './profile.ts';

/** The scores of a task, in percent, by evaluate.py's names. */
export interface TaskScores {
  /** By score and language; a language with an error has none. */
  readonly scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** `avg_<score>` and `avg_metric`, the task's own; empty when a language has none. */
  readonly averages: Readonly<Record<string, number>>;
}

/** What is scored, and how. */
export interface TaskRequest {
  readonly name: string;
  readonly task: SuiteTask;
  readonly format: Format;
  readonly profile: Profile;
  /** The folders of all tasks. */
  readonly predictions: string;
  readonly labels: string;
}

/** Takes a finding. */
export type Report = (finding: Finding) => void;

/** Scores the files of a task, language by language; what does not fit is reported and the next language goes on. */
export async function scoreTask(request: TaskRequest, report: Report): Promise<TaskScores> {
  const { name, task, format, profile } = request;
  const byLanguage = new Map<string, FileScores>();
  for (const language of task.languages) {
    const file = fileName(language, format);
    const files = {
      language,
      predictions: join(request.predictions, name, file),
      labels: join(request.labels, name, file),
    };
    const found = await scoreLanguage(files, format, profile, (finding) =>
      report({ ...finding, task: name, language }),
    );
    if (found) byLanguage.set(language, found);
  }
  const known = task.languages.map((language) => fileName(language, format));
  for (const side of ['predictions', 'labels'] as const) {
    const folder = join(request[side], name);
    const tell = (kind: FindingKind, place: Place, what: string) =>
      report({ ...findingOf(kind, place, what, profile), task: name });
    tellUnknown('unknown-file', folder, await namesIn(folder, `--${side}`), known, tell);
  }
  return { scores: transposed(byLanguage), averages: averagesOf(task, byLanguage) };
}

const fileName = (language: string, { suffix }: Format): string => `test-${language}.${suffix}`;

/** A thing that does not fit, with what the profile makes of it. */
export function findingOf(kind: FindingKind, place: Place, what: string, profile: Profile): Finding {
  const refused = profile.refuses(kind);
  const rule = findingRules[kind];
  const outcome = refused && rule.sort !== 'refused' ? `The profile ${profile.name} refuses it.` : rule.outcome;
  return { kind, severity: refused ? 'error' : 'note', ...place, what, outcome };
}

/** The scores of one language; undefined when something was refused. */
async function scoreLanguage(
  files: FilePair,
  format: Format,
  profile: Profile,
  report: Report,
): Promise<FileScores | undefined> {
  let refused = false;
  const tell = (kind: FindingKind, place: Place, what: string) => {
    const finding = findingOf(kind, place, what, profile);
    refused ||= finding.severity === 'error';
    report(finding);
  };
  const absent = await Promise.all(
    [files.predictions, files.labels].map(async (file) => ((await isFile(file)) ? [] : [file])),
  );
  for (const file of absent.flat()) tell('missing-file', { file }, 'there is no such file');
  if (refused) return undefined;
  try {
    const scores = await format.score(files, profile, tell);
    return refused ? undefined : scores;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    if (!(error instanceof Unfit)) throw error;
    tell(error.kind, error.place, error.message);
    return undefined;
  }
}

function transposed(byLanguage: ReadonlyMap<string, FileScores>): TaskScores['scores'] {
  const scores: Record<string, Record<string, number>> = {};
  for (const [language, found] of byLanguage) {
    for (const [score, value] of Object.entries(found.scores)) {
      scores[score] = { ...scores[score], [language]: value };
    }
  }
  return scores;
}

function averagesOf(task: SuiteTask, byLanguage: ReadonlyMap<string, FileScores>): TaskScores['averages'] {
  const found = [...byLanguage.values()];
  if (found.length < task.languages.length) return {};
  const rows = found.reduce((sum, one) => sum + one.rows, 0);
  const averages: Record<string, number> = {};
  for (const score of Object.keys(found[0]?.scores ?? {})) {
    const values = found.map(({ scores }) => scores[score] ?? Number.NaN);
    const weighted = found.reduce((sum, one, i) => sum + (values[i] ?? Number.NaN) * one.rows, 0);
    averages[`avg_${score}`] = task.average === 'rows' ? (rows === 0 ? 0 : weighted / rows) : meanOf(values);
  }
  return { ...averages, avg_metric: meanOf(task.headline.map((score) => averages[`avg_${score}`] ?? Number.NaN)) };
}
