import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cuda } from '@stopover/backend-cuda';
import { RequestError, StopoverError } from '@stopover/core';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { probeOf } from '../study/try-probe.ts';

/** Where a command runs; given, so that what is said elsewhere can be tried here. */
interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/**
 * Fetches ONNX Runtime's CUDA 12 libraries, which an installation without scripts leaves out: they come from a host of
 * the vendor's own, and the processor needs none of them. The vendor's script does the work.
 * @throws RequestError on a machine for which there are none, StopoverError when they could not be fetched.
 */
export async function setupCuda(options: OutputOptions, machine: Machine = process): Promise<number> {
  const terminal = createTerminal(options);
  if (machine.platform !== 'linux' || machine.arch !== 'x64') {
    throw new RequestError({
      where: 'setup cuda',
      what: `the CUDA libraries exist for Linux on x64 only, and this is ${machine.platform} on ${machine.arch}`,
      remedy: 'Use `--backend cpu` here, or `--backend webgpu` where there is a GPU.',
    });
  }
  const script = installScript();
  terminal.note(`Fetching ONNX Runtime's CUDA libraries, several hundred megabytes, with ${script}.`);
  // Only the value "true" forces the download: any other, or none, lets the script end with status 0 and nothing fetched
  // when npm runs it from the root of a workspace.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' };
  const { status, error } = spawnSync(process.execPath, [script], { stdio: ['ignore', 2, 2], env });
  if (status !== 0) {
    const ended = error ? `could not be started: ${error.message}` : `ended with status ${status ?? 'unknown'}`;
    throw new StopoverError({
      where: 'setup cuda',
      what: `ONNX Runtime's install script ${ended}`,
      remedy: `Check the network (HTTPS_PROXY is honoured as GLOBAL_AGENT_HTTPS_PROXY), the disk, and that ${dirname(dirname(script))} can be written; then run it again. Until then use \`--backend cpu\`.`,
    });
  }
  const probe = await probeOf('backend', cuda());
  terminal.document({ setup: 'cuda', probe });
  terminal.print(probe.ok ? `CUDA works: ${probe.detail}.` : `The libraries are here. ${probe.reason}. ${probe.fix}`);
  return 0;
}

/** The script of the copy of ONNX Runtime that the CUDA backend loads, wherever npm has put it. */
function installScript(): string {
  const backend = createRequire(import.meta.url).resolve('@stopover/backend-cuda');
  const runtime = createRequire(backend).resolve('onnxruntime-node');
  return join(dirname(runtime), '..', 'script', 'install.js');
}
