/** A thing, or the reason why the data cannot give it: shown in the plan and the report, never dropped. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** It is there. */
export const found = <T>(value: T): Found<T> => ({ ok: true, value });

/** It is not there, and why. */
export const missing = (reason: string): Found<never> => ({ ok: false, reason });
