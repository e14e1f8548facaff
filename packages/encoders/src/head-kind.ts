import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import type { HeadKind } from './architecture.ts';
import type { CheckpointFiles } from './checkpoint.ts';
import { classOf, headKindOf } from './head-labels.ts';

const inWords: Readonly<Record<HeadKind, string>> = {
  classification: 'classification',
  choice: 'multiple choice',
  span: 'question answering',
  tagging: 'tagging',
  ranking: 'ranking',
  mlm: 'masked-language modelling',
};

/**
 * Refuses to predict with a head of another kind, or without one.
 * @throws RequestError naming the kind that the checkpoint was trained for and the one that is needed.
 */
export function checkHead(files: CheckpointFiles, kind: HeadKind, task: string): void {
  const own = headKindOf(files.architecture, files.config);
  if (own === undefined || own === kind) return;
  const name = classOf(files.config);
  throw new RequestError({
    where: join(files.folder, 'config.json'),
    what:
      own === 'ranking'
        ? `${name} is an encoder without a head; ${task} needs one for ${inWords[kind]}`
        : `the checkpoint was trained for ${inWords[own]} (${name}); ${task} needs ${inWords[kind]}`,
    remedy: `Fine-tune it for ${inWords[kind]} first (stopover finetune), or evaluate a checkpoint that was.`,
  });
}
