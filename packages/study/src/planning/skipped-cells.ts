import { type CellFilter, type CellPlace, isNamed } from '../study-file/cell-filter.ts';
import { filterText } from '../study-file/only-option.ts';
import type { Study } from '../study-file/study.ts';
import { Findings } from '../study-file/study-error.ts';

/** What `skip` leaves out of the grid, and which of its items leave out anything. */
export class SkippedCells {
  readonly #study: Pick<Study, 'skip' | 'where'>;
  readonly #used = new Set<CellFilter>();

  constructor(study: Pick<Study, 'skip' | 'where'>) {
    this.#study = study;
  }

  /** Whether what is at a place is left out. */
  has(place: CellPlace): boolean {
    const naming = this.#study.skip.filter((one) => isNamed([one], place));
    for (const one of naming) this.#used.add(one);
    return naming.length > 0;
  }

  /**
   * Of a grid that is filled; nothing is said of what the data has nothing of anyway.
   * @throws StudyError naming the items that left out nothing.
   */
  check(unavailable: readonly { readonly target: string; readonly arm: string }[]): void {
    const findings = new Findings();
    for (const [i, one] of this.#study.skip.entries()) {
      const isLacking = unavailable.some(
        ({ target, arm }) => (one.target?.includes(target) ?? true) && (one.arm?.includes(arm) ?? true),
      );
      if (this.#used.has(one) || isLacking) continue;
      const what = `no cell of the grid is of ${filterText(one)}, so that this item leaves out nothing`;
      const remedy = 'Correct it, or take it out; an item that another one covers is not needed.';
      findings.add({ where: this.#study.where('skip', i), what, remedy });
    }
    findings.end();
  }
}
