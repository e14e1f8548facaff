/** A thing, or the reason why the data cannot give it: shown in the plan and the report, never dropped. */
export type Availability<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** It is there. */
export const available = <T>(value: T): Availability<T> => ({ ok: true, value });

/** It is not there, and why. */
export const unavailable = (reason: string): Availability<never> => ({ ok: false, reason });
