import type { AnyTask, BundledTexts, Example } from '@stopover/core';
import type { MaskedText, Tables } from '@stopover/data';
import type { RowSamples } from './row-samples.ts';

/** What the stages of a plan are estimated with. */
export interface EstimateContext {
  readonly tables: Pick<Tables, 'count'>;
  readonly task: (name: string) => AnyTask;
  readonly samples: RowSamples;
  /** Texts that come with a package. */
  readonly text: BundledTexts;
  /** The examples of a text, read once for all seeds. */
  readonly textOf: (
    text: MaskedText,
    read: () => Promise<readonly Example<'mlm'>[]>,
  ) => Promise<readonly Example<'mlm'>[]>;
}

/** What a stage is expected to take of a machine that it has to itself. */
export interface Estimate {
  /** Of one process. */
  readonly seconds: number;
  /** Bytes of main memory at most. */
  readonly memory: number;
  /** Of a train stage: with the windows of long contexts counted. */
  readonly steps?: number;
}
