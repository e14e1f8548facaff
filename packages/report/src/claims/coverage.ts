// Claims 8 and 10: what the study covers of the benchmark and of the nine intermediate tasks. What it does not cover says
// nothing against them.
import { counted } from '../page/words.ts';
import { type Claim, plainNumber } from './judgement.ts';
import { benchmarkGroups, benchmarkLanguages, nineTargets, nineTasks } from './published.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Claim 8. */
export const diverseBenchmark: Claim = {
  id: 8,
  text: 'The benchmark covers diverse tasks and languages.',
  published: 'nine tasks in four groups, 40 languages',
  rule: `Of what this study covers of it. Supported: a target of each of the four groups, and at least half of the ${benchmarkLanguages.size} languages. Never contradicted: a study that covers less says nothing against it.`,
  judge(evidence) {
    const covered = nineTargets.filter((one) => evidence.target(one));
    const groups = benchmarkGroups.filter((group) => covered.some((one) => one.group === group));
    const languages = new Set(
      covered.flatMap((one) =>
        (evidence.target(one)?.group.languages ?? []).filter((language) => one.languages.includes(language)),
      ),
    );
    const enough = groups.length === benchmarkGroups.length && languages.size >= benchmarkLanguages.size / 2;
    const names = covered.map(({ names: [name = ''] }) => name);
    return {
      verdict: enough ? 'supported' : 'not decidable here',
      because:
        covered.length === 0
          ? 'This study covers none of the benchmark’s nine targets.'
          : `This study covers ${list.format(names)} (${list.format(groups)}) in ${counted(languages.size, 'language')}: ${list.format([...languages].sort())}.`,
      numbers: [
        plainNumber(`targets of ${nineTargets.length}`, covered.length, 'count'),
        plainNumber(`groups of ${benchmarkGroups.length}`, groups.length, 'count'),
        plainNumber(`languages of ${benchmarkLanguages.size}`, languages.size, 'count'),
      ],
      needs: enough
        ? []
        : [`a target of each of ${list.format(benchmarkGroups)}, in ${benchmarkLanguages.size / 2} languages or more`],
    };
  },
};

/** Claim 10. */
export const spanningIntermediates: Claim = {
  id: 10,
  text: 'The intermediate tasks span question answering, tagging, completion, paraphrase and inference.',
  published: 'nine tasks of the five types',
  rule: 'Of the study’s own intermediate tasks, mixtures included. Supported: it has one of the nine of each of the five types. Never contradicted: a study with fewer says nothing against it.',
  judge(evidence) {
    const tasks = new Set([...evidence.singles, ...evidence.mixtures].flatMap((one) => one.tasks));
    const own = [...nineTasks.keys()].filter((task) => tasks.has(task));
    const types = [...new Set(nineTasks.values())];
    const missing = types.filter((type) => !own.some((task) => nineTasks.get(task) === type));
    const has = own.map((task) => `${task} (${nineTasks.get(task)})`);
    return {
      verdict: missing.length === 0 ? 'supported' : 'not decidable here',
      because: [
        own.length > 0 ? `This study has ${list.format(has)}.` : 'This study has none of the nine.',
        ...(missing.length > 0 ? [`Missing: ${list.format(missing)}.`] : []),
      ].join(' '),
      numbers: [
        plainNumber(`types of ${types.length}`, types.length - missing.length, 'count'),
        plainNumber(`tasks of ${nineTasks.size}`, own.length, 'count'),
      ],
      needs: missing.map((type) => `an intermediate task of ${type}`),
    };
  },
};
