// What may be named once: two names of one thing would train it twice and count it twice.
import { posix } from 'node:path';
import { z } from 'zod';

/** A language whatever its spelling: `ZH`, `zh_Hans` and `zh-hans` are told apart by nothing that matters. */
export function languageKey(name: string): string {
  try {
    return (Intl.getCanonicalLocales(name.replaceAll('_', '-'))[0] ?? name).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
}

/** A file's path whatever its spelling: `./a.txt` is `a.txt`. */
export const pathKey = (path: string): string => posix.normalize(path);

/** A list in which no two items mean the same; the issue stands at the second and says which the first is. */
export function distinctList<T extends z.ZodType>(item: T, keyOf: (value: z.output<T>) => unknown = (value) => value) {
  return z.array(item).check((context) => {
    const keys = context.value.map(keyOf);
    keys.forEach((key, i) => {
      const first = keys.indexOf(key);
      if (first === i || typeof key === 'object') return;
      context.issues.push({
        code: 'custom',
        input: context.value,
        path: [i],
        message: 'is named twice',
        params: { first },
      });
    });
  });
}

/** A `distinctList` with at least one item. */
export const namedList = <T extends z.ZodType>(item: T, keyOf?: (value: z.output<T>) => unknown) =>
  distinctList(item, keyOf).min(1, 'must name at least one');

/** A name that can be a folder on every system. */
export const slug = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'must be letters, digits, ".", "_", "+" or "-"')
  .refine((name) => name.length <= 100, 'must be no longer than 100 characters');
