import {
  type Analysed,
  certainty,
  claimLines,
  conditionName,
  type EffectRow,
  equivalentText,
  score,
  withInterval,
} from '@stopover/report';
import { table } from '../task-pages.ts';
import type { RunFacts, StudyFacts } from './facts.ts';
import { layersPart } from './layers.ts';

/** The parts of a study's page that are written by `npm run gen`, by the names of their marks. */
export const partsOf = (facts: StudyFacts): Readonly<Record<string, () => string>> => ({
  answer: () => answerPart(facts.analysed),
  declared: () => effectsTable(facts.analysed, ({ primary }) => primary),
  gains: () => effectsTable(facts.analysed, ({ primary, againstRole }) => !primary && againstRole === 'baseline'),
  equivalents: () => equivalentsPart(facts.analysed),
  languages: () => languagesPart(facts.analysed),
  layers: () => layersPart(facts.run),
  claims: () => claimsPart(facts),
  cost: () => costPart(facts.run),
});

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const answerPart = ({ answer }: Analysed): string =>
  [
    `**${answer.headline}**`,
    list(answer.lines.map(({ text, badges }) => (badges.length > 0 ? `${text} (${badges.join('; ')})` : text))),
  ].join('\n\n');

/** Means over languages, one line a contrast. */
function effectsTable({ effects }: Analysed, wanted: (row: EffectRow) => boolean): string {
  const head = ['target', 'what', 'against', 'gain [95 %]', 'P(better)', 'detectable', 'seeds, draws', 'verdict'];
  const rows = effects
    .filter((row) => row.language === null && wanted(row))
    .map((row) => [
      ...[row.target, conditionName(row.condition), conditionName(row.against)],
      ...[withInterval(row.estimate, row.interval), certainty(row.pPositive), score(row.mde)],
      ...[row.buckets > 0 ? `${row.seeds}, ${row.buckets}` : `${row.seeds}`, row.verdict],
    ]);
  return rows.length > 0 ? table(head, rows) : 'No other contrast was asked.';
}

function equivalentsPart({ equivalents }: Analysed): string {
  const lines = equivalents
    .filter(({ language }) => language === null)
    .map((one) => `${one.target}: ${equivalentText(one)}`);
  return lines.length > 0 ? list(lines) : 'The study has no arm with examples of the language.';
}

/** The gain over zero-shot in each language, of what has no examples or the most. */
function languagesPart({ effects }: Analysed): string {
  const rows = effects.filter(({ language, againstRole }) => language !== null && againstRole === 'baseline');
  const names = [...new Set(rows.map((row) => conditionName(row.condition)))];
  const places = [...new Set(rows.map(({ target, language }) => `${target} ${language}`))];
  const cell = (place: string, name: string) => {
    const row = rows.find((one) => `${one.target} ${one.language}` === place && conditionName(one.condition) === name);
    return row ? withInterval(row.estimate, row.interval) : '–';
  };
  return table(
    ['', ...names],
    places.map((place) => [place, ...names.map((name) => cell(place, name))]),
  );
}

function claimsPart({ analysed, results }: StudyFacts): string {
  const { groups } = claimLines(analysed, results);
  return groups
    .map(({ lines }) =>
      table(
        ['', 'claim', 'published', 'here', 'because'],
        lines.map(({ id, text, published, verdict, because }) => [`${id}`, text, published || '–', verdict, because]),
      ),
    )
    .join('\n\n');
}

function costPart({ made, finished, cpuHours, wallHours, ...run }: RunFacts): string {
  const gigabytes = (mb: number) => (mb < 100 ? `${mb} MB` : `${(mb / 1000).toFixed(1)} GB`);
  const fullest = run.peakStoreMb === null ? '' : `, ${gigabytes(run.peakStoreMb)} at its fullest`;
  return list([
    `${run.stages} stages, ${run.trainings} of them trainings: ${cpuHours.all} CPU-hours (${cpuHours.training} in trainings, ${cpuHours.evaluation} in evaluations), ${wallHours} hours by the clock with ${made.processes} processes beside other work.`,
    `Memory of a process ${gigabytes(run.peakMemoryMb)} at most; the store has ${gigabytes(run.storeMb)} in the end${fullest}.`,
    `Finished ${finished} on ${made.cpu} (${made.platform}), Node ${made.node}, Stopover ${made.version} with engine ${made.engine}, float32.`,
  ]);
}
