// What estimates know of a model that stages begin at.
import { type Architecture, encoderGraph, frozenNames, openCheckpoint } from '@stopover/encoders';
import { type Feature, Tokenizer } from '@stopover/text';
import { type CountedModel, PassCosts, type Recipe, tokensOf } from '@stopover/training';
import type { PlannedModel } from '../records/plan.ts';
import { secondsSince } from './processor-seconds.ts';
import type { DeviceSpeed, SpeedBook } from './speed-book.ts';

/** A base model with its tokenizer and the speed of this machine with it. */
export class EstimatedModel {
  readonly counted: CountedModel;
  readonly tokenizer: Tokenizer;
  readonly costs: PassCosts;
  readonly speed: DeviceSpeed;
  /** Whether the base model's weights are float32, so that a runtime can take them from their files. */
  readonly isMapped: boolean;
  /** Numbers of all its tensors, and those of its token embeddings. */
  readonly numbers: { readonly all: number; readonly words: number };
  /** Seconds to load its tokenizer, and bytes that it takes then. */
  readonly tokenizerSeconds: number;
  readonly tokenizerBytes: number;

  private constructor(
    counted: CountedModel,
    { tokenizer, seconds }: { readonly tokenizer: Tokenizer; readonly seconds: number },
    { costs, speed, isMapped }: Pick<EstimatedModel, 'costs' | 'speed' | 'isMapped'>,
    { size }: PlannedModel,
  ) {
    this.counted = counted;
    this.tokenizer = tokenizer;
    this.costs = costs;
    this.speed = speed;
    this.isMapped = isMapped;
    this.numbers = { all: size.parameters, words: size.words };
    this.tokenizerSeconds = seconds;
    this.tokenizerBytes = inMemory * size.tokenizer;
  }

  /** Undefined where the machine's speed is not known. @throws DataError when the model cannot be read, StopoverError when the backend does not work. */
  static async open(
    planned: PlannedModel,
    { architectures, book, backend }: EstimatedModelOptions,
  ): Promise<EstimatedModel | undefined> {
    const { architecture, config, stored } = await openCheckpoint(planned.folder, architectures);
    const counted = { architecture, config };
    const isMapped = [...stored.values()].every(({ dtype }) => dtype === 'F32');
    const speed = await book.of(counted);
    if (!speed) return undefined;
    const begun = process.cpuUsage();
    const tokenizer = await Tokenizer.load(planned.folder);
    const seconds = secondsSince(begun);
    const measured = { costs: new PassCosts(counted, backend), speed, isMapped };
    return new EstimatedModel(counted, { tokenizer, seconds }, measured, planned);
  }

  /** Bytes of its weights in float32, as stages write them. */
  get bytes(): number {
    return 4 * this.numbers.all;
  }

  /** Numbers that a recipe leaves as they are. */
  frozenNumbers(freeze: Recipe['freeze'] = 'none'): number {
    if (freeze === 'none') return 0;
    const frozen = frozenNames(this.counted, freeze);
    const { parameters } = encoderGraph(this.counted);
    return parameters.all.reduce((sum, { name, shape }) => sum + (frozen.has(name) ? sizeOf(shape) : 0), 0);
  }

  /**
   * Numbers that a training of so many tokens trains: all but the words that do not occur. Words grow with text as a
   * power of its length (Heaps' law), taken from the sample and its first half.
   */
  trainedNumbers(sample: readonly Feature[], tokens: number): number {
    const { hiddenSize, vocabSize } = this.counted.config;
    const first = sample.slice(0, Math.ceil(sample.length / 2));
    const [half, all] = [wordsIn(first), wordsIn(sample)];
    const read = tokensIn(sample);
    const grows = Math.min(1, Math.max(0, Math.log(all / half) / Math.log(read / tokensIn(first)) || 0));
    const words = Math.min(vocabSize, all * Math.max(1, tokens / Math.max(1, read)) ** (grows * slower));
    return this.numbers.all - this.numbers.words + words * hiddenSize;
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Bytes that a tokenizer takes for one of its file. */
const inMemory = 20;

/** Heaps' exponent becomes smaller as a text becomes longer. */
const slower = 0.85;

/** With what models are opened. */
export interface EstimatedModelOptions {
  readonly architectures: readonly Architecture[];
  readonly book: SpeedBook;
  readonly backend: ConstructorParameters<typeof PassCosts>[1];
}

/** Different words of some features. */
const wordsIn = (features: readonly Feature[]): number =>
  new Set(features.flatMap(({ sequences }) => sequences.flatMap((sequence) => [...sequence]))).size;

/** Tokens of some features. */
export const tokensIn = (features: readonly Feature[]): number =>
  features.reduce((sum, feature) => sum + tokensOf(feature), 0);
