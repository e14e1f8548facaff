import type { Arm } from './results.ts';

/** Whether an arm begins at an intermediate; the others begin at the base model. */
export const hasStop = (arm: Arm): boolean => arm.startsWith('intermediate');

/** Whether an arm trains on labelled target-language examples. */
export const hasShots = (arm: Arm): boolean => arm.endsWith('target-shots');

/** Whether an arm needs a translator. */
export const isTranslated = (arm: Arm): boolean => arm.includes('translate-');

/** The arms that begin at one start, in the order of the report. */
export const armsFrom = (direct: boolean) =>
  direct
    ? ({
        whole: 'zero-shot',
        shots: 'target-shots',
        train: 'translate-train',
        both: 'translate-train+english',
        test: 'translate-test',
      } as const)
    : ({
        whole: 'intermediate',
        shots: 'intermediate+target-shots',
        train: 'intermediate+translate-train',
        both: 'intermediate+translate-train+english',
        test: 'intermediate+translate-test',
      } as const);
