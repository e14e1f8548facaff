import type { LayerSummary } from './results.ts';
import type { EvaluateStage } from './stage.ts';
import type { Scores } from './stage-record.ts';

/** Whether several layers were scored, so that there is something to compare. */
export const isSwept = ({ scores }: Pick<LayerSummary, 'scores'>): boolean => Object.keys(scores).length > 1;

/** What a bitext stage's scores say of layers; undefined for other stages. */
export function layerSummary(
  { target, title, key }: EvaluateStage,
  { retrieval, languages }: Scores,
): LayerSummary | undefined {
  if (!retrieval) return undefined;
  const swept = Object.values(languages).flatMap(({ layers }) => (layers ? [layers] : []));
  const names = Object.keys(swept[0] ?? {});
  const mean = (layer: string) => swept.reduce((sum, one) => sum + (one[layer] ?? Number.NaN), 0) / swept.length;
  return {
    ...{ target, title, stage: key, ...retrieval },
    scores: Object.fromEntries(names.map((layer) => [layer, mean(layer)])),
    ownThreshold: Object.entries(languages).flatMap(([language, { threshold }]) =>
      threshold?.chosenOn === 'itself' ? [language] : [],
    ),
  };
}
