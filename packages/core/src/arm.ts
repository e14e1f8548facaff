/**
 * What one training of a path is on.
 * - `intermediate`: the cell's intermediate task
 * - `english`: the target's English training
 * - `shots`: k labelled target-language examples of one draw
 * - `in-language`: the target's own training rows in the language, or its development rows but for a held-out part
 * - `translated`: the English training, machine-translated into the language
 * - `round-trip`: the English training, translated into the language and back
 * - `english-again`: English training for as many optimizer steps as the intermediate takes that it controls
 * - `text`: masked-language modelling on text in the language
 */
export const dataWords = [
  ...(['intermediate', 'english', 'shots', 'in-language'] as const),
  ...(['translated', 'round-trip', 'english-again', 'text'] as const),
] as const;
export type DataWord = (typeof dataWords)[number];

/** One data set of a path. */
export interface PathData {
  readonly data: DataWord;
  /** Of `translated`: the languages (BCP 47) whose own training rows are translated; default: English. */
  readonly from?: readonly string[];
  /** Of `translated`: the languages (BCP 47) it is translated into, or every one that is scored; default: that one. */
  readonly into?: readonly string[] | 'every';
}

/** One training on several data sets. */
export interface PathMixture {
  readonly mix: readonly PathData[];
  /**
   * `alternate`, the default where shots are among them: every step takes a batch of each set, and their losses are
   * averaged (Schmidt et al. 2022). `proportional`, the default elsewhere: a batch as often as a set is large.
   */
  readonly sampling?: 'alternate' | 'proportional';
}

/** Trainings, one after the other. */
export type Path = readonly (PathData | PathMixture)[];

/**
 * How a model is made of the weights of others, without training.
 * - `average`: the mean of the models at the path's end, over disjoint groups of so many seeds (Wortsman et al. 2022);
 *   `head: shared`: all of a group begin with one head, which is averaged as well (Schmidt et al. 2023)
 * - `add`: the base model + Σ weight · (model − base), for models that each take one training of the path from the base
 *   model (Ilharco et al. 2023). A weight for each; of several the best on English development rows is taken.
 */
export type Combination =
  | { readonly average: 'seeds'; readonly size: number; readonly head?: 'shared' }
  | { readonly add: readonly (readonly number[])[] };

/** Which checkpoint of a training is kept, and on what rows that is decided. */
export const selections = ['best', 'last', 'average', 'translated', 'oracle'] as const;
export type Selection = (typeof selections)[number];

/** One way to a model that is scored on a target, and how it is scored. */
export interface Arm {
  /** As a study file names it. */
  readonly name: string;
  readonly path: Path;
  /** Where the model is a combination of those that the path gives. */
  readonly combine?: Combination;
  /** The path with an intermediate; default: the intermediate first. Null: there is no such form. */
  readonly withIntermediate?: Path | null;
  /** Whether the test is the target's own, or machine-translated into English. */
  readonly test?: 'as-is' | 'in-english';
  /** The arm that it is compared with; default: zero-shot. */
  readonly against?: string;
  /** The selection of its trainings on the target; default: the study's. */
  readonly select?: Selection;
  /** How a table calls it, with `{k}` for the number of shots and `{intermediate}`; default: its name. */
  readonly label?: string;
  /** What was done, in a clause: the line of the report. */
  readonly line: string;
  /** Authors (year). Title. Venue. */
  readonly citation?: string;
}

/** Defines an arm: `export const targetShots = defineArm({ name: 'target-shots', path: [english(), shots()], … })`. */
export const defineArm = (arm: Arm): Arm => arm;

const word = (data: DataWord) => (): PathData => ({ data });

export const intermediate = word('intermediate');
export const english = word('english');
export const shots = word('shots');
export const inLanguage = word('in-language');
export const roundTrip = word('round-trip');
export const englishAgain = word('english-again');
export const text = word('text');
/** The English training in the language; `from` and `into` name other languages. */
export const translated = (languages: Pick<PathData, 'from' | 'into'> = {}): PathData => ({
  data: 'translated',
  ...languages,
});
/** One training on several data sets. */
export const mixed = (...mix: readonly PathData[]): PathMixture => ({ mix });
