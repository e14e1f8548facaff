/**
 * An encoder architecture as a plugin gives it. It builds a graph, whose types belong to a room that core cannot name:
 * `@stopover/encoders` says what an architecture has beside this, and checks that it is there.
 */
export interface Encoder {
  /** `model_type` of the checkpoint's config.json. */
  readonly modelType: string;
  /** Validates a config.json. */
  readonly parse: (config: unknown) => unknown;
}
