export type { Architecture, HeadKind, HeadSpec } from './architecture.ts';
export * from './checkpoint.ts';
export type { EncoderConfig } from './config.ts';
export { initialise } from './initialise.ts';
export { encoderGraph, type GraphOptions, type ModelGraph, modelGraph, wordTable } from './model-graph.ts';
export type { Lookup, Parameter, Parameters } from './parameters.ts';
export { architectures, recognise } from './registry.ts';
export * from './safetensors.ts';
export { xlmRoberta } from './xlm-roberta.ts';
