import { type Backend, messageOf, StopoverError } from '@stopover/core';
import { type GraphOptions, type HeadKind, recognise } from '@stopover/encoders';
import { accumulateGraph, deviceDialect } from '../graphs/device-graphs.ts';
import { loopGraph } from '../graphs/loop-graph.ts';
import { recipe } from '../runs/recipe.ts';

/** A head whose training graph a backend does not take whole, and what it says. */
export interface Misplaced {
  readonly head: HeadKind;
  readonly reason: string;
}

const tiny = {
  model_type: 'xlm-roberta',
  vocab_size: 16,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 8,
  max_position_embeddings: 16,
};

/**
 * Opens the training graph of each head, small, on a device. One that opens runs there whole, because a backend refuses
 * a graph of which a node would run elsewhere. Empty: all do.
 */
export async function misplacedHeads(backend: Backend): Promise<readonly Misplaced[]> {
  const { architecture, config } = recognise(tiny, 'a small encoder');
  const plain = recipe();
  let node = 0;
  const model: GraphOptions = { architecture, config, nextSeed: () => ++node, dialect: deviceDialect(plain) };
  const stored = ({ name }: { readonly name: string }) => name;
  const found: Misplaced[] = [];
  for (const kind of ['classification', 'choice', 'span', 'tagging', 'ranking', 'mlm'] as const) {
    const spec = { kind, size: kind === 'mlm' ? config.vocabSize : 2 };
    const passes = accumulateGraph(model, spec, stored);
    const updated = passes.parameters.map((parameter) => ({ stored: parameter.name, parameter }));
    const loops = backend.training.state === 'loop';
    const { graph } = loops ? loopGraph({ model, spec, stored, updated, recipe: plain, gathers: false }) : passes;
    try {
      await using session = await backend.open(graph);
      await session[Symbol.asyncDispose]();
    } catch (error) {
      found.push({ head: kind, reason: error instanceof StopoverError ? error.problem.what : messageOf(error) });
    }
  }
  return found;
}
