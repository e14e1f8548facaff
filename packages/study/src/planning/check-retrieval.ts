import { RequestError } from '@stopover/core';
import type { Study } from '../study-file/study.ts';
import type { StudyTarget } from './targets.ts';

/**
 * A layer that the encoder does not have, and layers that nothing is compared by, are mistakes. `layers` counts the
 * encoder's, without the embeddings.
 * @throws RequestError naming the line.
 */
export function checkRetrieval(
  { retrieval, where }: Pick<Study, 'retrieval' | 'where'>,
  targets: readonly StudyTarget[],
  layers: number,
): void {
  if (!retrieval) return;
  if (!targets.some(({ task }) => task.kind === 'bitext')) {
    const what = 'no target is compared by sentence embeddings';
    throw new RequestError({ where: where('retrieval'), what, remedy: 'Name a bitext target, or remove `retrieval`.' });
  }
  if (typeof retrieval.layers === 'string') return;
  const strange = retrieval.layers.find((layer) => layer > layers);
  if (strange === undefined) return;
  const what = `the encoder has no layer ${strange}`;
  const remedy = `Name layers from 0, the embeddings' output, to ${layers}, or write \`all\`.`;
  throw new RequestError({ where: where('retrieval', 'layers'), what, remedy });
}
