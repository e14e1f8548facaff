// What the study of 2020 measured and published, and the benchmark it measured on.
import { xtreme } from '@stopover/metrics';

/** The study whose claims are judged. */
export const study2020 =
  'Phang, Calixto, Htut, Pruksachatkun, Liu, Vania, Kann, Bowman (2020). English Intermediate-Task Training Improves Zero-Shot Cross-Lingual Transfer Too. AACL.';

/** What an intermediate task is about, in the study's words. */
export type TaskType = 'question answering' | 'tagging' | 'completion' | 'paraphrase' | 'inference';

/** The nine intermediate tasks of the study, by their names here. */
export const nineTasks: ReadonlyMap<string, TaskType> = new Map([
  ['anli-plus', 'inference'],
  ['mnli', 'inference'],
  ['qqp', 'paraphrase'],
  ['squad-v2', 'question answering'],
  ['squad-v1', 'question answering'],
  ['hellaswag', 'completion'],
  ['ccg', 'tagging'],
  ['cosmos-qa', 'question answering'],
  ['commonsense-qa', 'question answering'],
]);

/** A target of the benchmark. */
export interface BenchmarkTarget {
  /** The names of tasks here that are it. */
  readonly names: readonly string[];
  /** The benchmark's group: classification, tagging, qa or retrieval. */
  readonly group: string;
  /** BCP 47, as the benchmark scores them. */
  readonly languages: readonly string[];
  /** XLM-R Large without an intermediate task, by the headline metric (F1 of question answering), in points. */
  readonly published: number;
}

const groupOf = (task: string): string =>
  Object.entries(xtreme.groups).find(([, tasks]) => tasks.includes(task))?.[0] ?? '';

function target(task: string, names: readonly string[], published: number): BenchmarkTarget {
  const languages = xtreme.tasks[task]?.languages.map((code) => (code === 'tl' ? 'fil' : code)) ?? [];
  return { names, group: groupOf(task), languages, published };
}

/**
 * The nine targets of XTREME (Hu et al. 2020) with the level of XLM-R Large: Chung et al. (2021, RemBERT), Table 16, for
 * the first seven, and for the retrieval targets Hu et al.'s own.
 */
export const nineTargets: readonly BenchmarkTarget[] = [
  target('xnli', ['xnli'], 79.2),
  target('pawsx', ['paws-x'], 86.4),
  target('udpos', ['udpos', 'udpos-treebanks'], 73.8),
  target('panx', ['pan-x'], 65.4),
  target('xquad', ['xquad'], 76.6),
  target('mlqa', ['mlqa'], 71.6),
  target('tydiqa', ['tydiqa'], 65.1),
  target('bucc2018', ['bucc2018'], 66.0),
  target('tatoeba', ['tatoeba'], 57.3),
];

/** The forty languages of the benchmark. */
export const benchmarkLanguages: ReadonlySet<string> = new Set(nineTargets.flatMap(({ languages }) => languages));

/** The benchmark's four groups of tasks. */
export const benchmarkGroups: readonly string[] = Object.keys(xtreme.groups);

/** Published gains of the average over the nine targets, in points. */
export const publishedGains = { squad: 8.2, mnli: 7.5, hellaswag: 7.0, multiTask: 8.7, bestOfEach: 5.4 } as const;

/** The published total of XLM-R Large; questions count with the mean of F1 and exact match there. */
export const publishedTotal = 68.2;

/** The same total of headline metrics, which is what is judged: F1 alone for questions. */
export const publishedHeadlines = nineTargets.reduce((sum, { published }) => sum + published, 0) / nineTargets.length;

/** Whether a base model is the study's, by the end of its id or folder. */
export const isXlmRLarge = (model: string): boolean => /(^|[/\\])xlm-roberta-large[/\\]?$/i.test(model);

/** How far below a published gain, or to either side of a published level, still counts as it, in points. */
export const nearPublished = 2;
