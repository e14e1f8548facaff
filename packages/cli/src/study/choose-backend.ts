import { type Backend, RequestError, StopoverError } from '@stopover/core';
import type { Catalog } from '@stopover/registry';
import { confineProcess } from './choose-devices.ts';
import { probeOf } from './try-probe.ts';

/** The order in which `auto` tries what is installed; backends of other plugins come after these. */
const order: readonly string[] = ['cuda', 'webgpu', 'cpu'];

/** A backend that answered its probe. */
export interface ChosenBackend {
  readonly backend: Backend;
  /** What the probe said the device is. */
  readonly device: string;
}

/** How a command that computes in its own process names where. */
export interface BackendOptions {
  readonly backend: string;
  /** The one device that this process is to see. */
  readonly device?: string;
}

/** The backend of a command that computes in its own process. @throws as `chooseBackend` and `confineProcess`. */
export async function chooseOwnBackend(
  { backend, device }: BackendOptions,
  backends: Catalog<Backend>,
): Promise<ChosenBackend> {
  const named = backend === 'auto' ? backends : [backends.get(backend, '--backend')];
  if (device !== undefined) await confineProcess(device, named);
  return chooseBackend(backend, backends, '--backend');
}

/**
 * The named backend, or with `auto` the first that works.
 * @throws RequestError for an unknown name; StopoverError with the probe's reason when it does not work here:
 * a backend that was asked for is used or the run fails.
 */
export async function chooseBackend(name: string, backends: Catalog<Backend>, where: string): Promise<ChosenBackend> {
  if (name !== 'auto') {
    const backend = backends.get(name, where);
    const probe = await probeOf('backend', backend);
    if (probe.ok) return { backend, device: probe.detail };
    throw new StopoverError({ where: `backend ${name}`, what: probe.reason, remedy: probe.fix });
  }
  const rank = ({ name }: Backend) => (order.includes(name) ? order.indexOf(name) : order.length);
  const reasons: string[] = [];
  for (const backend of [...backends].sort((a, b) => rank(a) - rank(b))) {
    const probe = await probeOf('backend', backend);
    if (probe.ok && probe.passOver === undefined) return { backend, device: probe.detail };
    reasons.push(`${backend.name}: ${probe.ok ? probe.passOver : probe.reason}`);
  }
  if (reasons.length > 0) {
    const remedy = 'Run `stopover doctor` to see what each of them needs.';
    throw new StopoverError({ where, what: `no backend works here (${reasons.join('; ')})`, remedy });
  }
  throw new RequestError({ where, what: 'no backend is installed', remedy: 'Install @stopover/backend-cpu.' });
}
