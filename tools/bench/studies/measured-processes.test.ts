import { expect, it } from 'vitest';
import { measuredProcesses } from './measured-processes.ts';

const grows = `const held = Buffer.alloc(80e6, 1); const end = Date.now() + 1500; while (Date.now() < end); process.exit(held.length > 0 ? 0 : 1)`;

it('counts what a process that was started by another takes', async () => {
  const starts = `process.exit(require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(grows)}]).status)`;
  const { seconds, cpuSeconds, peakMB } = await measuredProcesses([process.execPath, '-e', starts]);
  expect(seconds).toBeGreaterThan(1.5);
  expect(cpuSeconds).toBeGreaterThan(0.3);
  // Two processes of Node.js, and what the second holds.
  expect(peakMB).toBeGreaterThan(80);
  expect(peakMB).toBeLessThan(400);
});

it('says which program failed', async () => {
  await expect(measuredProcesses([process.execPath, '-e', 'process.exit(3)'])).rejects.toThrow('ended with 3');
});
