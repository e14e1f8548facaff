/**
 * An encoder architecture. What it builds is a graph, whose type belongs to a lower room than core can name,
 * so the graph types are parameters: `@stopover/encoders` fixes them.
 */
export interface Encoder<Config, Build> {
  /** `model_type` of the checkpoint's config.json. */
  readonly modelType: string;
  /** Validates a config.json. */
  readonly parse: (config: unknown) => Config;
  readonly build: Build;
}
