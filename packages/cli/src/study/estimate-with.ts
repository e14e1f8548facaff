// What a plan's times are estimated with: the backend that would run it, tried on this machine.
import { type Backend, StopoverError } from '@stopover/core';
import type { EstimateOptions } from '@stopover/study';
import type { WorkOptions } from '../program/options.ts';
import { chooseBackend } from './choose-backend.ts';
import type { PreparedStudy } from './prepare-study.ts';

/** The backend of a plan's estimates, or why there are none. */
export type EstimateChoice =
  | { readonly ok: true; readonly backend: Backend; readonly device: string; readonly estimates: EstimateOptions }
  | { readonly ok: false; readonly reason: string };

/** Tries the backend that `run` would take. One that does not work here leaves a plan without estimates. */
export async function estimateWith(
  { study, services }: PreparedStudy,
  {
    backend: named,
    threads = 1,
    calibrate = false,
  }: Pick<WorkOptions, 'backend' | 'threads'> & { calibrate?: boolean },
): Promise<EstimateChoice> {
  const where = named === undefined ? study.where('backend') : '--backend';
  try {
    const { backend, device } = await chooseBackend(named ?? study.backend, services.backends, where);
    const measure = calibrate ? 'anew' : 'once';
    return {
      ok: true,
      backend,
      device,
      estimates: { backend, threads, architectures: services.architectures, measure },
    };
  } catch (error) {
    if (error instanceof StopoverError) return { ok: false, reason: error.problem.what };
    throw error;
  }
}
