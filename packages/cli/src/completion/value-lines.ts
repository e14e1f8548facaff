import type { CompletedCommand, CompletedValue } from './completed-command.ts';
import { quoted } from './quoted.ts';

/**
 * One line a value, of options and of places by their number: a branch of a shell's `case`, as bash and zsh both have it.
 * @param line writes a branch in the shell's words.
 */
export function valueLines(
  { path, options, places, variadic }: CompletedCommand,
  line: (patterns: readonly string[], value: CompletedValue) => string,
): readonly string[] {
  const own = options.flatMap(({ flags, value }) =>
    value
      ? [
          line(
            flags.map((flag) => quoted(`${path}|${flag}`)),
            value,
          ),
        ]
      : [],
  );
  const placed = places.map((value, i) =>
    line([variadic && i === places.length - 1 ? `${quoted(`${path}|#`)}*` : quoted(`${path}|#${i}`)], value),
  );
  return [...own, ...placed];
}
