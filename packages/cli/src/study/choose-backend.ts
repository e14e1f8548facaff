import { type Backend, RequestError, StopoverError } from '@stopover/core';
import type { Catalog } from '@stopover/registry';
import { probeBackend } from './try-probe.ts';

/** The order in which `auto` tries what is installed; backends of other plugins come after these. */
const order: readonly string[] = ['cuda', 'webgpu', 'cpu'];

/** A backend that answered its probe. */
export interface ChosenBackend {
  readonly backend: Backend;
  /** What the probe said the device is. */
  readonly device: string;
}

/**
 * The named backend, or with `auto` the first that works.
 * @throws RequestError for an unknown name; StopoverError with the probe's reason when it does not work here:
 * a backend that was asked for is used or the run fails.
 */
export async function chooseBackend(name: string, backends: Catalog<Backend>, where: string): Promise<ChosenBackend> {
  if (name !== 'auto') {
    const backend = backends.get(name, where);
    const probe = await probeBackend(backend);
    if (probe.ok) return { backend, device: probe.device };
    throw new StopoverError({ where: `backend ${name}`, what: probe.reason, remedy: probe.fix });
  }
  const rank = ({ name }: Backend) => (order.includes(name) ? order.indexOf(name) : order.length);
  const reasons: string[] = [];
  for (const backend of [...backends].sort((a, b) => rank(a) - rank(b))) {
    // Not even tried: that would take half a second for nothing.
    const probe = isEmulated(backend) ? undefined : await probeBackend(backend);
    if (probe?.ok) return { backend, device: probe.device };
    reasons.push(`${backend.name}: ${probe?.reason ?? 'there is no such device, the processor would do its work'}`);
  }
  if (reasons.length > 0) {
    const remedy = 'Run `stopover doctor` to see what each of them needs.';
    throw new StopoverError({ where, what: `no backend works here (${reasons.join('; ')})`, remedy });
  }
  throw new RequestError({ where, what: 'no backend is installed', remedy: 'Install @stopover/backend-cpu.' });
}

/** One that cannot even say it is tried like any other. */
function isEmulated(backend: Backend): boolean {
  try {
    return backend.emulated?.() ?? false;
  } catch {
    return false;
  }
}
