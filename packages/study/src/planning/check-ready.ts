// Ready checkpoints in a study of several models.
import type { PlannedCell } from '../records/plan.ts';
import type { Study } from '../study-file/study.ts';
import { Findings } from '../study-file/study-error.ts';

/**
 * A ready checkpoint stands in the place of the model that it was made of, which nobody but the study can say. Under a
 * second one its very scores would be told again, and held against trainings of a model that it does not come from.
 * @throws StudyError naming the checkpoints that have cells under several models.
 */
export function checkReady(
  { intermediates }: Pick<Study, 'intermediates'>,
  cells: readonly Pick<PlannedCell, 'intermediate' | 'model'>[],
): void {
  const findings = new Findings();
  for (const { name, checkpoint, where } of intermediates) {
    if (checkpoint === null) continue;
    const own = cells.filter(({ intermediate }) => intermediate === name);
    const [first, ...others] = new Set(own.map(({ model }) => model));
    if (first === undefined || others.length === 0) continue;
    const what = `"${name}" is a ready checkpoint of one model, and would stand in the place of ${[first, ...others].join(' and of ')}`;
    const left = others.length === 1 ? others[0] : `[${others.join(', ')}]`;
    const remedy = `Leave it out under those that it was not made of, as with \`skip: [{ intermediate: ${name}, model: ${left} }]\`.`;
    findings.add({ where, what, remedy });
  }
  findings.end();
}
