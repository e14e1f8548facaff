import { once } from 'node:events';
import { leftStatus, RequestError } from '@stopover/core';
import { openStore, Planner, planSchema } from '@stopover/study';
import { composeAsTold, type OwnProcessOptions } from '../study/compose-as-told.ts';

/** Options of the hidden `expect`. */
export interface ExpectOptions extends OwnProcessOptions {
  readonly limit?: number;
}

const askedSchema = planSchema.pick({ stages: true, models: true, engine: true });

/** Says to the process that started it what the stages of its plan are expected to take. */
export async function expect(options: ExpectOptions): Promise<number> {
  if (!process.send) {
    const remedy = 'Leave it to `stopover run`.';
    throw new RequestError({ where: 'expect', what: 'nobody is there to be answered', remedy });
  }
  const leave = () => process.exit(leftStatus);
  process.once('disconnect', leave);
  const [message] = await once(process, 'message');
  const plan = askedSchema.parse(message);
  const services = await composeAsTold(options, plan.models[0]?.id ?? '');
  // One that does not work here, as that of a cluster's nodes, leaves the times open.
  const backend = services.backends.get(options.backend, '--backend');
  const { threads = 1, limit } = options;
  const { architectures } = services;
  const expected = await services.create(Planner).expected(plan, {
    ...{ backend: backend.name, store: openStore(options.store), limit },
    estimates: { backend, threads, architectures, measure: 'where-long' },
  });
  process.off('disconnect', leave);
  const answered = once(process, 'disconnect');
  process.send(expected, () => process.disconnect());
  await answered;
  return 0;
}
