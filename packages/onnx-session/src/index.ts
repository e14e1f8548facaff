export type { KnownFailure } from './known-failure.ts';
export { noCpuFallback, type OrtBackendSpec, ortBackend } from './ort-backend.ts';
export type { Ort } from './ort-tensor.ts';
