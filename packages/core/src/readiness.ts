/**
 * Whether something can work here, and what it is: a device by its name, a version; `passOver` says why a choice that is left
 * to the program passes it over all the same. Or why it cannot, and what a person can do about that.
 */
export type Readiness =
  | { readonly ok: true; readonly detail: string; readonly passOver?: string | undefined }
  | { readonly ok: false; readonly reason: string; readonly fix: string };
