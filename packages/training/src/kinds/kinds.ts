import type { Kind } from '@stopover/core';
import type { Feature } from '@stopover/text';
import { bitext } from './bitext.ts';
import { choice } from './choice.ts';
import { classification } from './classification.ts';
import type { TrainedKind } from './kind-parts.ts';
import { mlm } from './mlm.ts';
import { ranking } from './ranking.ts';
import { span } from './span.ts';
import { tagging } from './tagging.ts';

/** What the engine has of every kind: one more is one file, and one line here. */
export const kinds = {
  bitext,
  choice,
  classification,
  mlm,
  ranking,
  span,
  tagging,
} satisfies { readonly [K in Kind]: TrainedKind };

/** The parts of the kind that features are of; a pair is what a ranking task is trained on. */
export const kindOf = ({ kind }: Feature): TrainedKind => kinds[kind === 'pair' ? 'ranking' : kind];
