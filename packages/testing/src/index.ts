export type { GraphCase } from './backend-cases.ts';
export type { MetricCase } from './check-metric.ts';
export { type DescribeBackendOptions, describeBackend } from './describe-backend.ts';
export { type DescribeExecutorOptions, describeExecutor } from './describe-executor.ts';
export { describeMetric } from './describe-metric.ts';
export { describeTask } from './describe-task.ts';
export { type DescribeTranslatorOptions, describeTranslator } from './describe-translator.ts';
export { JobFolder, type JobWish, stepsOnce } from './executor-job.ts';
export {
  type FakeHub,
  type FakeRepo,
  type FakeRepos,
  type Fault,
  fakeHub,
  gitHash,
  type SeenRequest,
  sha256,
} from './fake-hub.ts';
export { fakeMirror, type MirrorParts } from './fake-mirror.ts';
export { type FakeProxy, fakeProxy } from './fake-proxy.ts';
export { type SlurmCluster, type SlurmWish, startSlurm } from './slurm-cluster.ts';
export { useSoftwareVulkan } from './software-vulkan.ts';
export { type TinyGraph, type TinyValue, type TinyWeight, tinyGraph } from './tiny-graph.ts';
