export * from './builder.ts';
export { GraphCost, type Work } from './graph-cost.ts';
export { loopSteps, outside, serializeLoop } from './loop.ts';
export { type ModelFiles, modelFiles, type Parts } from './model-files.ts';
export { column, type HeadPlaces, placesIn } from './ops/compound.ts';
export { createOps, type Ops } from './ops.ts';
export { type Initializers, opset, type Placed, serialize } from './serialize.ts';
export * from './value.ts';
