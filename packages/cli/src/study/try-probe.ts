import { messageOf, type Readiness } from '@stopover/core';
import { z } from 'zod';

const readiness: z.ZodType<Readiness> = z.union([
  z.object({ ok: z.literal(true), detail: z.string(), passOver: z.string().optional() }),
  z.object({ ok: z.literal(false), reason: z.string(), fix: z.string() }),
]);

interface Probed {
  readonly name: string;
  probe(): Promise<Readiness>;
}

/** What the probe of a thing answers; one that throws, or answers something else, is a thing that does not work. */
export async function probeOf(sort: 'backend' | 'executor' | 'translator', thing: Probed): Promise<Readiness> {
  const failed = (what: string) => ({
    ok: false as const,
    reason: `the probe of the ${sort} "${thing.name}" ${what}`,
    fix: `That is a fault of the plugin that brings it (\`stopover plugins\` says which): tell its authors, or choose another ${sort}.`,
  });
  try {
    const answered = readiness.safeParse(await thing.probe());
    return answered.success ? answered.data : failed('gave no answer that core knows');
  } catch (error) {
    return failed(`threw: ${messageOf(error)}`);
  }
}
