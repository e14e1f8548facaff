import type { GraphBuilder, Ops, Value } from '@stopover/onnx-graph';

/** What a place that must not be attended to has added to its score: no softmax gives it weight. */
export const masked = -1e9;

/**
 * How a batch lies in memory. Everything but attention works on the list of tokens (T of them, all sequences one
 * after the other); attention works on a square [B, S] whose empty places are masked.
 */
export interface Layout {
  /** Token ids [T]. */
  readonly ids: Value;
  /** Row of the position table for each token [T]. */
  readonly positions: Value;
  /** 0 for each token of a sequence's first text, 1 for each of its second [T]; a feed once it is asked for. */
  readonly segments: () => Value;
  /** Token at each place of the square [B, S]; T where there is none. */
  readonly square: Value;
  /** Place of each token in the flattened square [T]. */
  readonly flat: Value;
  /** 0 where a place holds a token to be attended to, a large negative number elsewhere [B, 1, 1, S]. */
  readonly mask: Value;
  /** The mask of each square that attention works on: `mask` itself unless the graph's dialect has several squares. */
  readonly masks: readonly Value[];
}

/**
 * Declares the layout's feeds: `ids`, `positions`, `square`, `flat`, `mask`, and `segments` where it is used; with
 * several squares also `heads.n.mask` [Bn, 1, 1, Sn] of each.
 */
export function layoutInputs(g: GraphBuilder): Layout {
  let segments: Value | undefined;
  const mask = g.input('mask', g.float, ['B', 1, 1, 'S']);
  const own = (i: number) => g.input(`heads.${i}.mask`, g.float, [`B${i}`, 1, 1, `S${i}`]);
  const { squares } = g.dialect;
  return {
    segments: () => {
      segments ??= g.input('segments', 'int64', ['T']);
      return segments;
    },
    ids: g.input('ids', 'int64', ['T']),
    positions: g.input('positions', 'int64', ['T']),
    square: g.input('square', 'int64', ['B', 'S']),
    flat: g.input('flat', 'int64', ['T']),
    mask,
    masks: squares ? Array.from({ length: squares }, (_, i) => own(i)) : [mask],
  };
}

/** The square as one list [B·S], for going back from it. */
export const squareList = (op: Ops, { square }: Layout): Value => op.Reshape(square, [-1], ['B*S']);
