import { z } from 'zod';

/** Where dynamic loss scaling stands. */
export const lossScaleSchema = z.strictObject({
  scale: z.number().positive(),
  /** Steps with a finite gradient since the scale last changed. */
  good: z.int().min(0),
  /** Steps that were left out because the gradient was not finite: AdamW does not count them. */
  skipped: z.int().min(0),
});

/** Steps after which a scale that has done well is doubled, and where it starts, as in PyTorch's GradScaler. */
const patience = 2000;
const first = 2 ** 16;

/**
 * Dynamic loss scaling (Micikevicius et al. 2018): the loss is multiplied so that small gradients do not vanish in
 * float16. A step whose gradient overflows is left out, and the scale halved.
 */
export class LossScale {
  state: z.infer<typeof lossScaleSchema> = { scale: first, good: 0, skipped: 0 };

  get scale(): number {
    return this.state.scale;
  }

  /** The number by which AdamW counts a step. */
  counted(step: number): number {
    return Math.max(1, step - this.state.skipped);
  }

  /** Takes note of a step's gradient norm. */
  note(norm: number): void {
    const { scale, good, skipped } = this.state;
    if (!Number.isFinite(norm)) this.state = { scale: Math.max(1, scale / 2), good: 0, skipped: skipped + 1 };
    else if (good + 1 >= patience) this.state = { scale: Math.min(2 ** 24, scale * 2), good: 0, skipped };
    else this.state = { scale, good: good + 1, skipped };
  }
}
