// Fetches ONNX Runtime's CUDA 12 libraries (Linux on x64 only), which `npm ci` leaves out on purpose: they come from a
// host of the vendor's own, and neither the CPU nor the demo needs them. The vendor's script does the work.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(`The CUDA libraries exist for Linux on x64 only, and this is ${process.platform} on ${process.arch}.`);
  console.error('Use `--backend cpu` here.');
  process.exit(1);
}

const main = createRequire(import.meta.url).resolve('onnxruntime-node');
const script = join(dirname(main), '..', 'script', 'install.js');
// Only the value "true" forces the download: any other, or none, lets the script end with status 0 and nothing fetched
// when npm runs it from a workspace's root.
const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' };
const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit', env });
if (status !== 0)
  console.error('The download failed: check the network and the disk, then run `npm run setup:cuda` again.');
else console.error('Now `npx stopover doctor` says whether the GPU can be used.');
process.exit(status ?? 1);
