import { type Architecture, type Parameter, type StreamedTensor, weightParts } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import type { Recipe } from '../runs/recipe.ts';
import { learningRate, warmupOf } from '../runs/schedule.ts';

/**
 * The token ids that occur in a stage's data. Only their rows of the token embeddings are trained: a row that no id reads
 * has no gradient and no moments, so AdamW would only shrink it by weight decay, which has a closed form.
 */
export interface ActiveVocabulary {
  /** Active ids, ascending: row of the small table → row of the whole one. */
  readonly ids: Int32Array;
  /** Id of the tokenizer → row of the small table. */
  readonly rows: Int32Array;
}

/** The ids of the features, and all up to the padding id, whose row keeps its number. */
export function activeVocabulary(
  features: Iterable<Feature>,
  { vocabSize, padId }: { readonly vocabSize: number; readonly padId: number },
): ActiveVocabulary {
  const occurs = new Uint8Array(vocabSize).fill(1, 0, padId + 1);
  for (const { sequences } of features) for (const sequence of sequences) for (const id of sequence) occurs[id] = 1;
  const ids = Int32Array.from(occurs.keys()).filter((id) => occurs[id] === 1);
  const rows = new Int32Array(vocabSize).fill(-1);
  ids.forEach((id, row) => {
    rows[id] = row;
  });
  return { ids, rows };
}

/** What weight decay alone leaves of a weight after so many of a stage's steps: the product of 1 − rate · decay. */
export function decayAfter(done: number, recipe: Recipe, steps: number): number {
  const warmup = warmupOf(recipe, steps);
  let left = 1;
  for (let step = 0; step < done; step++) left *= 1 - learningRate(recipe, step, steps, warmup) * recipe.weightDecay;
  return left;
}

/** The whole token embeddings as dense training would have left it: trained rows in their places, all others decayed. */
export function wholeTable(
  { from, architectures }: { readonly from: string; readonly architectures?: readonly Architecture[] },
  table: Parameter,
  trained: Float32Array,
  { ids }: ActiveVocabulary,
  decay: number,
): StreamedTensor {
  const width = table.shape[1] ?? 1;
  return {
    shape: table.shape,
    parts: async function* () {
      let [first, next] = [0, 0];
      for await (const part of weightParts(from, table.name, architectures)) {
        scale(part, decay);
        const end = first + part.length / width;
        for (let id = ids[next] ?? end; id < end; id = ids[next] ?? end) {
          part.set(trained.subarray(next * width, (next + 1) * width), (id - first) * width);
          next++;
        }
        first = end;
        yield part;
      }
    },
  };
}

/** A function of its own: loops in generators are not compiled to fast code. */
function scale(part: Float32Array, factor: number): void {
  for (let i = 0; i < part.length; i++) part[i] = (part[i] ?? 0) * factor;
}
