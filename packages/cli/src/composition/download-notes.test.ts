import { expect, it } from 'vitest';
import { downloadNotes } from './download-notes.ts';

const file = { repo: 'lab/model', file: 'model.safetensors', total: 100e6 };

/** The lines about a download, of which `[seconds, bytes]` arrive. */
function linesOf(arrivals: readonly (readonly [seconds: number, received: number])[], total = file.total): string[] {
  const lines: string[] = [];
  let clock = 0;
  const { onProgress } = downloadNotes(
    (line) => lines.push(line),
    () => clock,
  );
  for (const [seconds, received] of arrivals) {
    clock = 1000 * seconds;
    onProgress({ ...file, total, received });
  }
  return lines;
}

it('tells of bytes, rate and time left, now and then', () => {
  const told = linesOf([
    [0, 1e6],
    [5, 20e6],
    [11, 45e6],
    [12, 50e6],
    [24, 100e6],
  ]);
  expect(told).toEqual([
    'downloading lab/model/model.safetensors: 1.0 MB of 100 MB (1 %)',
    'downloading lab/model/model.safetensors: 45 MB of 100 MB (45 %), 4.0 MB/s, 14 s left',
    'downloading lab/model/model.safetensors: 100 MB of 100 MB (100 %), 4.1 MB/s',
  ]);
});

it('does not count what an earlier run brought', () => {
  const [, second] = linesOf([
    [0, 60e6],
    [20, 80e6],
  ]);
  expect(second).toContain('80 MB of 100 MB (80 %), 1.0 MB/s, 20 s left');
});

it('is silent about small files and short pauses', () => {
  expect(linesOf([[0, 1000]], 1000)).toEqual([]);
  const lines: string[] = [];
  const { onPause } = downloadNotes((line) => lines.push(line));
  onPause({ reason: 'hub answered 503', milliseconds: 1000 });
  onPause({ reason: 'hub answered 429', milliseconds: 45_000 });
  expect(lines).toEqual(['hub answered 429; trying again in 45 s']);
});
