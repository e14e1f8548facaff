import type { Cell } from '../records/results.ts';
import type { StageRecord } from '../records/stage-record.ts';

/**
 * What is known of the training whose model an evaluate stage scored: its losses, and what the model that was kept scored
 * on English development rows. Of a base model nothing is, and of a combination of models only what it was chosen by.
 */
export function trainingFacts(
  evaluation: string,
  records: ReadonlyMap<string, StageRecord>,
): Pick<Cell, 'losses' | 'development'> {
  const stage = records.get(evaluation)?.stage;
  if (stage?.kind !== 'evaluate' || !('stage' in stage.from)) return {};
  const record = records.get(stage.from.stage);
  const losses = record?.outcome?.losses?.means;
  const development = record && englishScore(record);
  return { ...(losses && { losses }), ...(typeof development === 'number' && { development }) };
}

function englishScore({ outcome, combination }: StageRecord): number | null | undefined {
  if (outcome) return outcome.selection?.rows?.kind === 'english' ? outcome.selectionScore : undefined;
  const chosen = combination?.chosen?.candidates.find(({ weights }) => `${weights}` === `${combination.weights}`);
  return chosen?.score;
}
