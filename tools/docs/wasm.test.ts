import { join } from 'node:path';
import { expect, it } from 'vitest';
import createWabt from 'wabt';
import { read, root } from '../checks/workspace.ts';

// `npm run gen` runs this file with -u, which writes the module; here it is compared.
it('the generated WebAssembly is adamw.wat, compiled', async () => {
  const wabt = await createWabt();
  const source = wabt.parseWat('adamw.wat', read('packages/training/src/optimizers/adamw.wat'), { simd: true });
  const { buffer } = source.toBinary({ canonicalize_lebs: true });
  const lines =
    Buffer.from(buffer)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  const file = [
    '// Generated from adamw.wat by `npm run gen`. Do not edit.',
    '/** The WebAssembly module of `adamw.wat`, in base64. */',
    `export const adamwWasm: string =\n${text};\n`,
  ].join('\n');
  await expect(file, 'run `npm run gen`').toMatchFileSnapshot(
    join(root, 'packages/training/src/optimizers/generated/adamw-wasm.ts'),
  );
});
