// ONNX Runtime's Node binding copies every output into a new array after a run, also those that it has just written
// into arrays of ours: for gradients that is gigabytes a step. It turns outputs into JavaScript values in the graph's
// order and gives up at the first that is no tensor. So a graph whose outputs all go to arrays of ours gets an empty
// sequence as its first output: the run then ends with a known error, after the graph ran and before anything is
// copied. A binding that learns to return sequences makes the run end without an error, which is as well.

import { messageOf } from '@stopover/core';
import { integer, message, node, text } from './protobuf.ts';

const FLOAT = 1;

/** The name of the output that ends the run. */
export const markerName = '__stopover_filled';

// ValueInfoProto: a sequence of float tensors.
const output = message(12, text(1, markerName), message(2, message(4, message(1, message(1, integer(1, FLOAT))))));
const marker = message(7, node('SequenceEmpty', [], [markerName]), output);

/** The model with the marker as its first output: protobuf merges the graphs of two concatenated messages. */
export function withMarker(model: Uint8Array): Uint8Array {
  const marked = new Uint8Array(marker.length + model.length);
  marked.set(marker);
  marked.set(model, marker.length);
  return marked;
}

/** Whether a run ended because it came to the marker: the outputs are complete then. */
export const endedAtMarker = (error: unknown): boolean => messageOf(error).startsWith('Non tensor type');
