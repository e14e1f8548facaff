import { availableParallelism, totalmem } from 'node:os';
import type { Backend } from '@stopover/core';
import { isFolder } from '@stopover/files';
import { type Catalogs, composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import { readEnvironment } from '../program/environment.ts';
import type { SourceOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { probeOf } from '../study/try-probe.ts';
import { byteSize } from '../views/quantities.ts';
import { table } from '../views/table.ts';
import { checkFolder } from './check-folder.ts';
import type { ListOptions } from './tasks.ts';

/** Options of `doctor`. */
export type DoctorOptions = ListOptions & SourceOptions & { readonly store: string };

/** One thing that was tried. */
type Finding = { readonly sort: string; readonly name: string } & (
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly reason: string; readonly fix: string }
);

/** Under this much free space a base-size model and its optimizer state do not fit. */
const littleSpace = 5e9;

/** Tries what a run needs; status 1 when no run can succeed here. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const terminal = createTerminal(options);
  const catalogs = await composeCatalogs(await pluginsFor(options));
  const findings: readonly Finding[] = [
    nodeFinding(process.versions.node),
    machineFinding(),
    ...(await backendFindings(catalogs)),
    ...(await executorFindings(catalogs)),
    ...(await translatorFindings(catalogs)),
    await storeFinding(options.store),
    await sourceFinding(options.mirror),
  ];
  const canRun = ['backend', 'executor', 'store'].every((sort) => findings.some((f) => f.sort === sort && f.ok));
  terminal.document({ canRun, findings });
  terminal.print(
    table(
      [],
      findings.map((f) => [
        f.ok ? terminal.colors.green('✓') : terminal.colors.red('✗'),
        `${f.sort} ${f.name}`.trim(),
        f.ok ? f.detail : `${f.reason.replace(/[.\s]*$/, '')}. ${f.fix}`,
      ]),
    ),
  );
  terminal.print(canRun ? '\nStudies can run here.' : '\nNo study can run here before the marked points are mended.');
  return canRun ? 0 : 1;
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  // The range of package.json's `engines`.
  const ok = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (ok) return { sort: 'node', name: '', ok, detail: `v${version}` };
  return { sort: 'node', name: '', ok, reason: `v${version} is not supported`, fix: 'Use Node 20.19, 22.12 or newer.' };
}

const machineFinding = (): Finding => ({
  sort: 'machine',
  name: '',
  ok: true,
  detail: `${availableParallelism()} cores, ${byteSize(totalmem())} memory, ${process.platform} ${process.arch}`,
});

async function backendFindings({ backends }: Catalogs): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const backend of backends) {
    const probe = await probeOf('backend', backend);
    const about = { sort: 'backend', name: backend.name };
    const finding = probe.ok ? { ...about, ok: true as const, detail: await placement(backend, probe.detail) } : probe;
    findings.push({ ...about, ...finding });
  }
  return findings;
}

/** What a device is, and which parts of training it does not take whole; the processor takes everything. */
async function placement(backend: Backend, device: string): Promise<string> {
  if (backend.training.state === 'host') return device;
  const { misplacedHeads } = await import('@stopover/training');
  const elsewhere = await misplacedHeads(backend);
  if (elsewhere.length === 0) return `${device}; every operation of training runs on it`;
  return `${device}; not trained on it: ${elsewhere.map(({ head, reason }) => `${head} (${reason})`).join(', ')}`;
}

async function executorFindings({ executors }: Catalogs): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const executor of executors)
    findings.push({ sort: 'executor', name: executor.name, ...(await probeOf('executor', executor)) });
  return findings;
}

async function translatorFindings({ translators }: Catalogs): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const translator of translators)
    findings.push({ sort: 'translator', name: translator.name, ...(await probeOf('translator', translator)) });
  return findings;
}

async function storeFinding(store: string): Promise<Finding> {
  const about = { sort: 'store', name: store };
  const check = await checkFolder(store);
  if (!check.ok) return { ...about, ...check, fix: 'Choose a folder that can be written, with --store DIR.' };
  const detail = `${byteSize(check.freeBytes)} free`;
  if (check.freeBytes >= littleSpace) return { ...about, ok: true, detail: `can be written, ${detail}` };
  return {
    ...about,
    ok: true,
    detail: `can be written, but only ${detail}: enough for the demo, little for base-size models`,
  };
}

async function sourceFinding(option: string | undefined): Promise<Finding> {
  const environment = readEnvironment();
  const mirror = option ?? environment.mirror;
  if (mirror !== undefined) {
    const about = { sort: 'mirror', name: mirror };
    if (await isFolder(mirror)) return { ...about, ok: true, detail: 'can be read' };
    return {
      ...about,
      ok: false,
      reason: 'there is no such folder',
      fix: 'Correct --mirror or STOPOVER_MIRROR (docs/mirror.md).',
    };
  }
  const about = { sort: 'hub cache', name: environment.hubCache };
  if (environment.hubOffline)
    return { ...about, ok: true, detail: 'offline (HF_HUB_OFFLINE): only what is in the cache' };
  const check = await checkFolder(environment.hubCache);
  if (check.ok) return { ...about, ok: true, detail: `can be written, ${byteSize(check.freeBytes)} free` };
  return { ...about, ...check, fix: 'Set HF_HOME to a folder that can be written.' };
}
