import type { CombinedModel } from '../records/results.ts';
import type { StageRecord } from '../records/stage-record.ts';

/** The models of a study that were made of others' weights, in the order of the records. */
export function combinedModels(records: ReadonlyMap<string, StageRecord>): readonly CombinedModel[] {
  return [...records.values()].flatMap(({ stage, combination }): CombinedModel[] => {
    if (stage.kind !== 'combine' || !combination) return [];
    const members = stage.members.map(({ from }, i) => ({
      title: 'stage' in from ? (records.get(from.stage)?.stage.title ?? from.stage.slice(0, 12)) : 'the base model',
      weight: combination.weights[i] ?? 1,
    }));
    return [{ key: stage.key, title: stage.title, how: stage.how, members, chosen: combination.chosen }];
  });
}
