// What executors are told, in a study file or in a profile beside it.
import { z } from 'zod';

const settings = z.record(z.string(), z.unknown());

/** Fields of a study file and of a profile: each executor checks what is its. */
export const executorFields = {
  /** What executors are told, by their names. */
  executors: z.record(z.string().min(1), settings).default({}),
  /** Of that one: a shorter way to write it. */
  slurm: settings.optional(),
};

/** What one place tells an executor. */
export interface ExecutorSettings {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly where: string;
}

/** The settings that fields hold; what is written in the shorter way comes after what is written in the longer one. */
export const executorSettingsOf = (
  { executors, slurm }: Pick<z.infer<z.ZodObject<typeof executorFields>>, 'executors' | 'slurm'>,
  where: (...path: PropertyKey[]) => string,
): readonly ExecutorSettings[] => [
  ...Object.entries(executors).map(([name, own]) => ({ name, settings: own, where: where('executors', name) })),
  ...(slurm ? [{ name: 'slurm', settings: slurm, where: where('slurm') }] : []),
];

/** An executor's settings of all places, field by field; the later place has the last word. */
export const settingsOf = (all: readonly ExecutorSettings[], executor: string): ExecutorSettings['settings'] =>
  Object.assign({}, ...all.filter(({ name }) => name === executor).map(({ settings: own }) => own));
