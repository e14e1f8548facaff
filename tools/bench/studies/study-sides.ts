// The same study by this program and by the peer's script: each writes into a folder of its own.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { program } from '../command-line/program.ts';
import { rounded } from '../measures/rounds.ts';
import { measuredProcesses } from './measured-processes.ts';

/** What either side is given. */
export interface StudySides {
  readonly model: string;
  readonly mirror: string;
  /** The study file, in which `model:`, `seeds:` and `buckets:` are replaced. */
  readonly study: string;
  readonly seeds: number;
}

/** What a side took. */
export interface SideResult {
  readonly wall_s: number;
  readonly cpu_s: number;
  readonly peak_mb: number;
  /** What lies in its folder when it has ended. */
  readonly kept_gb: number;
}

/** `stopover run` of the study, into a new store. */
export async function ours({ model, mirror, study, seeds }: StudySides, folder: string): Promise<SideResult> {
  const file = join(folder, 'study.yaml');
  const list = Array.from({ length: seeds }, (_, i) => i + 1).join(', ');
  // The peer takes the first rows of the development split once, for every seed.
  const fields = { model: resolve(model), seeds: `[${list}]`, buckets: '1' };
  const text = Object.entries(fields).reduce(
    (all, [field, value]) => withField(all, field, value),
    await readFile(study, 'utf8'),
  );
  await writeFile(file, text);
  const store = join(folder, 'store');
  return sideOf(store, [process.execPath, program, 'run', file, '--mirror', mirror, '--store', store]);
}

/** The peer's script, a process a stage or all in one. */
export async function peer(
  { model, mirror, seeds }: StudySides,
  { python, script, together }: { readonly python: string; readonly script: string; readonly together: boolean },
  folder: string,
): Promise<SideResult> {
  const out = join(folder, 'out');
  const args = ['--model', resolve(model), '--mirror', resolve(mirror), '--out', out, '--seeds', `${seeds}`];
  return sideOf(out, [python, resolve(script), ...args, ...(together ? ['--one-process'] : [])]);
}

async function sideOf(kept: string, line: readonly string[]): Promise<SideResult> {
  const { seconds, cpuSeconds, peakMB } = await measuredProcesses(line);
  return {
    wall_s: rounded(seconds),
    cpu_s: rounded(cpuSeconds),
    peak_mb: Math.round(peakMB),
    kept_gb: rounded((await bytesIn(kept)) / 1e9),
  };
}

/** A study file with a field of its first level replaced, or added. */
function withField(text: string, field: string, value: string): string {
  const line = new RegExp(`^${field}:.*$`, 'm');
  const own = `${field}: ${value}`;
  return line.test(text) ? text.replace(line, () => own) : `${text.trimEnd()}\n${own}\n`;
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
