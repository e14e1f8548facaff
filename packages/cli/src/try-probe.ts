import { messageOf, type Probe, type Readiness } from '@stopover/core';
import { z } from 'zod';

const reasoned = z.object({ ok: z.literal(false), reason: z.string(), fix: z.string() });
const device = z.union([z.object({ ok: z.literal(true), device: z.string() }), reasoned]);
const readiness = z.union([z.object({ ok: z.literal(true), detail: z.string() }), reasoned]);

interface Probed<T> {
  readonly name: string;
  probe(): Promise<T>;
}

/** What the probe of a backend answers; one that throws, or answers something else, is a backend that does not work. */
export const probeBackend = (backend: Probed<Probe>): Promise<Probe> => answer('backend', backend, device);

/** The same of an executor. */
export const probeExecutor = (executor: Probed<Readiness>): Promise<Readiness> =>
  answer('executor', executor, readiness);

/** The same of a translator. */
export const probeTranslator = (translator: Probed<Readiness>): Promise<Readiness> =>
  answer('translator', translator, readiness);

async function answer<T>(sort: string, thing: Probed<T>, schema: z.ZodType<T>) {
  const failed = (what: string) => ({
    ok: false as const,
    reason: `the probe of the ${sort} "${thing.name}" ${what}`,
    fix: `That is a fault of the plugin that brings it (\`stopover plugins\` says which): tell its authors, or choose another ${sort}.`,
  });
  try {
    const answered = schema.safeParse(await thing.probe());
    return answered.success ? answered.data : failed('gave no answer that core knows');
  } catch (error) {
    return failed(`threw: ${messageOf(error)}`);
  }
}
