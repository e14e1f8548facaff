import type { Metric, Pair } from '@stopover/core';
import { averagePrecision, missingAnswer, reciprocalRank, stripBlanks } from '@stopover/metrics';
import { attempt, readBoth } from './attempt.ts';
import { type Tell, Unfit } from './finding.ts';
import type { FilePair, Format } from './format.ts';
import { asList, asText, type JsonMember } from './json-node.ts';
import { readMap, tellExtra } from './prediction-map.ts';
import { readJson } from './read-json.ts';

type Ids = (member: JsonMember, file: string, tell: Tell) => readonly string[];

const rankingFormat = (layout: string, metric: Metric<'ranking'>, gold: Ids, ranked: Ids): Format => ({
  suffix: 'json',
  layout,
  async score(files, _profile, tell) {
    const { predictions, labels } = await readBoth(
      tell,
      async () => readMap(await readJson(files.predictions), files.predictions, tell),
      async () => readMap(await readJson(files.labels), files.labels, tell),
    );
    tellExtra(predictions, labels, files.predictions, tell);
    const pairOf = (label: JsonMember): Pair<'ranking'> => {
      const given = predictions.get(label.key) ?? missing(label, files, tell);
      return { gold: gold(label, files.labels, tell), prediction: given ? ranked(given, files.predictions, tell) : [] };
    };
    const pairs = [...labels.values()].flatMap((label) => attempt(tell, () => pairOf(label)) ?? []);
    // The reference's mean over no rows is 0 here.
    const score = pairs.length === 0 ? 0 : metric.score(pairs, { language: files.language });
    return { scores: { 'map@20': score }, rows: pairs.length };
  },
});

/**
 * Candidate ids by question id, best first (Mewsli-X): evaluate.py's `map@20`, which is the mean reciprocal rank of the
 * one right entity among the first 20.
 */
export const mewslixFormat: Format = rankingFormat(
  'predictions: an object of entity ids by mention id, best first; labels: the one right id, in a list',
  reciprocalRank,
  (label, file, tell) => {
    const [first, ...more] = textsOf(label, file);
    const place = { file, line: label.line };
    if (first === undefined) throw new Unfit('wrong-shape', place, `"${label.key}" has no right entity`);
    if (more.length > 0) tell('several-answers', place, `"${label.key}" has ${more.length + 1} right entities`);
    return [stripBlanks(first)];
  },
  ({ key, value, line }, file, tell) =>
    asList(value, { file, line }, `the value of "${key}"`).map((id) => {
      if (id.type === 'text') return id.text;
      tell('other-type', { file, line: id.line }, `an id of "${key}" is a ${id.type}, not text`);
      return missingAnswer;
    }),
);

/**
 * Candidate ids by question id, best first (LAReQA): mean average precision over the first 20. The reference has no
 * layout for LAReQA; this is Mewsli-X's, with every right candidate in the labels.
 */
export const lareqaFormat: Format = rankingFormat(
  'predictions: an object of candidate ids by question id, best first; labels: every right id, in a list',
  averagePrecision,
  (label, file) => {
    const right = distinct(label, file);
    if (right.length > 0) return right;
    throw new Unfit('wrong-shape', { file, line: label.line }, `"${label.key}" has no right candidate`);
  },
  distinct,
);

function missing({ key, line }: JsonMember, files: FilePair, tell: Tell): undefined {
  tell('missing-prediction', { file: files.labels, line }, `"${key}" has no list in ${files.predictions}`);
}

function textsOf({ key, value, line }: JsonMember, file: string): readonly string[] {
  return asList(value, { file, line }, `the value of "${key}"`).map((id) => asText(id, { file }, `an id of "${key}"`));
}

/** Ids that stand once each: a candidate that is named twice would be right twice. */
function distinct(member: JsonMember, file: string): readonly string[] {
  const ids = textsOf(member, file);
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id))
      throw new Unfit('wrong-shape', { file, line: member.line }, `"${member.key}" names "${id}" twice`);
    seen.add(id);
  }
  return ids;
}
