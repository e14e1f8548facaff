import type { Command } from 'commander';
import type { OutputOptions } from './options.ts';

/** Adds `setup cuda`. */
export function addSetupCommands(program: Command, setStatus: (status: number) => void): void {
  const setup = program.command('setup').description('fetch what an installation leaves out');
  setup
    .command('cuda')
    .description("fetch ONNX Runtime's CUDA 12 libraries (Linux on x64), into this installation")
    .option('--json', 'print what came of it as JSON')
    .action(async (options: OutputOptions) =>
      setStatus(await (await import('../commands/setup-cuda.ts')).setupCuda(options)),
    );
}
