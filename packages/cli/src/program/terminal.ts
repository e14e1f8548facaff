import type { WriteStream } from 'node:tty';
import pc from 'picocolors';
import { withoutSecrets } from './secrets.ts';

/** Where a command writes: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly json: boolean;
  /** Colours of stdout: plain functions when it is not a terminal. */
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Whether stderr can be redrawn. */
  readonly redraws: boolean;
  /** A line for a person on stdout; silent with `--json`. */
  print(line?: string): void;
  /** A line on stderr, with or without `--json`. */
  note(line: string): void;
  /** Text on stderr as it is, for redrawing. */
  draw(text: string): void;
  /** The one JSON document of `--json`; silent without it. */
  document(value: unknown): void;
}

let documents = 0;

/** Whether the one JSON document of this command was written: a second would make both unreadable. */
export const hasDocument = (): boolean => documents > 0;

/** Before a command: another has been run in this process. */
export function forgetDocument(): void {
  documents = 0;
}

/** The terminal of this process; colours need a terminal and respect NO_COLOR. */
export function createTerminal({ json = false }: { readonly json?: boolean | undefined }): Terminal {
  return {
    json,
    colors: colorsFor(process.stdout),
    redraws: process.stderr.isTTY === true,
    print: (line = '') => {
      if (!json) process.stdout.write(`${withoutSecrets(line)}\n`);
    },
    note: (line) => {
      process.stderr.write(`${withoutSecrets(line)}\n`);
    },
    draw: (text) => {
      process.stderr.write(withoutSecrets(text));
    },
    document: (value) => {
      if (!json) return;
      documents++;
      process.stdout.write(`${withoutSecrets(JSON.stringify(value, null, 2))}
`);
    },
  };
}

/** Colours where the stream is a terminal and the user did not refuse them (picocolors alone would colour CI logs). */
export const colorsFor = (stream: Pick<WriteStream, 'isTTY'>) =>
  pc.createColors(stream.isTTY === true && pc.isColorSupported);
