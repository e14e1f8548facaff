// The numbers of an adapter, by the shape of its model.
import type { ModelSize } from '../records/model-size.ts';
import type { Stage } from '../records/stage.ts';

/** Linear layers of the architectures that are built in, by the ends of their names, with the sum of their two widths. */
const linears = ({ hidden, intermediate }: ModelSize): readonly (readonly [name: string, widths: number])[] => [
  ['query', 2 * hidden],
  ['key', 2 * hidden],
  ['value', 2 * hidden],
  ['attention.output.dense', 2 * hidden],
  ['intermediate.dense', hidden + intermediate],
  ['output.dense', hidden + intermediate],
];
const usual: readonly string[] = ['query', 'value'];

/**
 * Numbers in the adapter that a stage keeps; undefined where it keeps none. `before`: those of its parent's, which are kept
 * along where it was merged. Modules of unknown names are taken for the widest.
 */
export function adapterSize(stage: Stage, size: ModelSize, before: number): number | undefined {
  if (stage.kind !== 'train' || stage.recipe.adapter === undefined || stage.recipe.adapter === 'none') return undefined;
  const { rank, targetModules: targets = usual, chain } = stage.recipe.adapter;
  const all = linears(size);
  const widest = Math.max(...all.map(([, widths]) => widths));
  const chosen =
    targets === 'all-linear'
      ? all.map(([, widths]) => widths)
      : targets.flatMap((target) => {
          const found = all.filter(([name]) => name === target || name.endsWith(`.${target}`));
          return found.length > 0 ? found.map(([, widths]) => widths) : [widest];
        });
  const layer = rank * chosen.reduce((sum, widths) => sum + widths, 0);
  return size.layers * layer + (chain === 'merge' ? before : 0);
}

/** A bound of the numbers of a head: a dense layer and a few answers, or the words' bias. */
export const headOf = (stage: Stage, { hidden, words }: ModelSize): number =>
  hidden * (hidden + 64) + (stage.kind === 'train' && stage.masked ? words / hidden : 0);
