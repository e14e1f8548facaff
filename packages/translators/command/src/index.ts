import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  definePlugin,
  messageOf,
  type OpenTranslator,
  RequestError,
  StopoverError,
  type Translator,
  type TranslatorPlace,
} from '@stopover/core';
import { linesIn, utf8Of } from '@stopover/files';
import { iso639Of } from '@stopover/translation';
import { z } from 'zod';

const settingsSchema = z.strictObject({
  /** The program and its arguments; `{from}` and `{to}` stand for the codes of the languages. No shell reads it. */
  command: z.array(z.string().min(1)).min(1),
  /** How the program calls languages: by BCP 47 tag, by ISO 639-3 code, or as the table says. */
  codes: z.union([z.enum(['bcp47', 'iso639-3']), z.record(z.string(), z.string())]).default('bcp47'),
  /** Puts an empty line behind each sentence, and expects it back: for programs whose lines run into each other. */
  blankLines: z.boolean().default(false),
  /** Seconds that one call may take. */
  timeout: z.number().positive().default(600),
  /** Whatever tells one state of the program and its data from another: part of the keys. */
  version: z.string().optional(),
});
type Settings = z.infer<typeof settingsSchema>;

/** A program that answers each line with one: Apertium, or a script of your own. Only what the study names is run. */
export const command = (): Translator => ({
  name: 'command',
  fields: Object.keys(settingsSchema.shape),
  probe: async () => ({ ok: true, detail: 'runs the command that a study names' }),
  open: async (settings, place) => openCommand(settingsSchema.parse(settings), place),
});

export default definePlugin({ name: '@stopover/translator-command', translators: [command()] });

async function openCommand(settings: Settings, { folder }: TranslatorPlace): Promise<OpenTranslator> {
  const { command: words, codes, blankLines, version } = settings;
  const files = await filesIn(words, folder);
  return {
    identity: { command: words, codes, blankLines, ...(version !== undefined && { version }), ...files },
    // A call costs a start of the program.
    batch: 1000,
    supports: (from, to) => tryPair(settings, folder, from, to),
    translate: (sentences, from, to, signal) =>
      translate(sentences, filled(settings, from, to), settings, folder, signal),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The hashes of the files beside the study that the command names: a changed script is another translator. */
async function filesIn(words: readonly string[], folder: string): Promise<{ files?: Record<string, string> }> {
  const files: Record<string, string> = {};
  for (const word of words.filter((one) => /^\.{1,2}\//.test(one))) {
    const bytes = await readFile(resolve(folder, word)).catch(() => undefined);
    if (bytes) files[word] = createHash('sha256').update(bytes).digest('hex');
  }
  return Object.keys(files).length > 0 ? { files } : {};
}

async function tryPair(settings: Settings, folder: string, from: string, to: string): Promise<true | string> {
  try {
    await translate(['1.'], filled(settings, from, to), settings, folder);
    return true;
  } catch (error) {
    // A program that is not there lacks more than a pair, and the next translator must not stand in for it unasked.
    if (error instanceof RequestError) throw error;
    return error instanceof StopoverError ? error.problem.what : messageOf(error);
  }
}

/** The command line for a pair. @throws StopoverError when the table of codes lacks a language. */
function filled({ command: words, codes }: Settings, from: string, to: string): readonly string[] {
  const codeOf = (tag: string): string => {
    if (codes === 'bcp47') return tag;
    if (codes === 'iso639-3') return iso639Of(tag);
    const code = new Map(Object.entries(codes)).get(tag);
    if (code !== undefined) return code;
    const what = `the table of codes has no entry for ${tag}`;
    throw new StopoverError({ where: words.join(' '), what, remedy: 'Add it to `codes` of the translator.' });
  };
  const names = new Map([
    ['{from}', codeOf(from)],
    ['{to}', codeOf(to)],
  ]);
  return words.map((word) => word.replace(/\{(from|to)\}/g, (name) => names.get(name) ?? name));
}

const lineBreak = /(\r\n|[\n\v\f\r\u0085\u2028\u2029])/;

/** Sends the lines of all sentences through the program once, and puts its lines in their places. */
async function translate(
  sentences: readonly string[],
  words: readonly string[],
  settings: Settings,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  // Line breaks stay where they are; what stands between them is sent.
  const pieces = sentences.map((sentence) => sentence.split(lineBreak));
  const isSent = (piece: string) => piece.trim() !== '';
  const sent = pieces.flat().filter(isSent);
  const answers = sent.length === 0 ? [] : await runLines(sent, words, settings, folder, signal);
  let next = 0;
  return pieces.map((parts) => parts.map((part) => (isSent(part) ? (answers[next++] ?? '') : part)).join(''));
}

/**
 * @throws RequestError when the program cannot be started.
 * @throws StopoverError when it fails, takes too long, or gives other than a line for each.
 */
async function runLines(
  lines: readonly string[],
  words: readonly string[],
  { blankLines, timeout }: Settings,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const wrong = (what: string, remedy: string) => new StopoverError({ where: words.join(' '), what, remedy });
  const step = blankLines ? 2 : 1;
  const input = lines.map((line) => `${line}\n${blankLines ? '\n' : ''}`).join('');
  const ran = await run(words, input, { most: lines.length * step, milliseconds: timeout * 1000, folder, signal });
  if (ran.failure && !ran.started) {
    const remedy = 'Install the program, or correct `command` of the translator.';
    throw new RequestError({ where: words.join(' '), what: ran.failure, remedy });
  }
  if (ran.failure) throw wrong(ran.failure, 'Try the command by hand, and correct `command` of the translator.');
  const given = linesIn(ran.output);
  const asked = `${lines.length} ${lines.length === 1 ? 'line was' : 'lines were'} given`;
  const expected = 'It must answer each line with one line.';
  // The last of the empty lines may be lacking.
  const least = blankLines ? lines.length * 2 - 1 : lines.length;
  if (given.length < least) throw wrong(`${asked}, and fewer came back (${Math.ceil(given.length / step)})`, expected);
  if (given.slice(lines.length * step).some((line) => line !== ''))
    throw wrong(`${asked}, and more came back`, expected);
  const stray = blankLines ? given.findIndex((line, i) => i % 2 === 1 && line !== '') : -1;
  if (stray >= 0) {
    throw wrong(`line ${stray + 1} of its output should be empty`, 'Remove `blankLines` from the translator.');
  }
  return lines.map((_, i) => given[i * step] ?? '');
}

interface RunOptions {
  /** Lines that may come. */
  readonly most: number;
  readonly milliseconds: number;
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

interface Ran {
  readonly output: string;
  readonly started: boolean;
  readonly failure?: string;
}

/**
 * Runs a program to its end with a text on its standard input. The text is a file: Node's pipes are sockets, which a
 * program that opens /dev/stdin (Apertium's) cannot read.
 */
async function run(words: readonly string[], input: string, options: RunOptions): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'stopover-lines-'));
  try {
    await writeFile(join(folder, 'input'), input);
    const file = await open(join(folder, 'input'), 'r');
    try {
      return await runOn(file.fd, words, options);
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ends the program when it gives too much or takes too long. */
function runOn(input: number, [program = '', ...args]: readonly string[], options: RunOptions): Promise<Ran> {
  return new Promise((done) => {
    // A group of its own: a pipeline behind a script ends with it.
    const child = spawn(program, args, {
      cwd: options.folder,
      shell: false,
      detached: true,
      stdio: [input, 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let errors: Buffer = Buffer.alloc(0);
    let lines = 0;
    let failure: string | undefined;
    const stop = (reason: string) => {
      failure ??= reason;
      killGroup(child);
    };
    const timer = setTimeout(
      () => stop(`it did not end within ${options.milliseconds / 1000} s`),
      options.milliseconds,
    );
    const abort = () => stop('it was stopped');
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    child.stdout?.on('data', (part: Buffer) => {
      output.push(part);
      for (const byte of part) if (byte === 10) lines++;
      // One empty line at the end is no harm.
      if (lines > options.most + 1) stop(`more lines came back than were given (${options.most})`);
    });
    child.stderr?.on('data', (part: Buffer) => {
      errors = Buffer.concat([errors, part]).subarray(-4000);
    });
    const finish = (reason: string | undefined, started = true) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      const why = failure ?? reason;
      const text = utf8Of(Buffer.concat(output));
      const wrong = why ?? (text === undefined ? 'its output is not UTF-8' : undefined);
      done({ output: text ?? '', started, ...(wrong !== undefined && { failure: wrong }) });
    };
    child.once('error', (error) => finish(`it could not be started (${error.message})`, child.pid !== undefined));
    child.once('close', (code, ended) =>
      finish(code === 0 ? undefined : endOf(code, ended, errors.toString('utf8').slice(-2000))),
    );
  });
}

function endOf(code: number | null, ended: string | null, errors: string): string {
  // What a program says may hold colours, and is shown in plans and reports.
  const said = stripVTControlCharacters(errors)
    .trim()
    .split('\n')
    .slice(0, 3)
    .join(' ')
    .replace(/[\s\p{Cc}]+/gu, ' ');
  return `it ended with ${ended ?? `status ${code}`}${said ? `: ${said}` : ''}`;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
