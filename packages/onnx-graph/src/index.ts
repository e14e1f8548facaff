export * from './builder.ts';
export { loopSteps, outside, serializeLoop } from './loop.ts';
export { type ModelFiles, modelFiles } from './model-files.ts';
export { column, type HeadPlaces, placesIn } from './ops/compound.ts';
export { createOps, type Ops } from './ops.ts';
export { type Initializers, opset, serialize } from './serialize.ts';
export * from './value.ts';
