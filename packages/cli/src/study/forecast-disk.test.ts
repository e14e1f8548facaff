import { describe, expect, it } from 'vitest';
import { diskInWords, diskTooSmall, type ForecastDisk } from './forecast-disk.ts';

const forecast: ForecastDisk = {
  ...{ keep: 'needed', processes: 4, peak: 50.2e9, end: 137e6, endOfAll: 1070e9, free: 50.2e9 },
};

describe('the disk that a study takes', () => {
  it('is said with what it would be if all were kept', () => {
    expect(diskInWords(forecast)).toBe(
      'Disk, beside what the store has: at most 50 GB at its fullest (4 processes), 137 MB in the end (keep: needed; keep: all would leave 1.1 TB).',
    );
    expect(diskInWords({ ...forecast, keep: 'all', processes: 1, end: -2e9 })).toBe(
      'Disk, beside what the store has: at most 50 GB at its fullest (1 process), 2.0 GB less in the end (keep: all).',
    );
  });

  it('is held against what the disk has, with what to do', () => {
    expect(diskTooSmall(forecast, 'store')).toBeUndefined();
    expect(diskTooSmall({ ...forecast, free: null }, 'store')).toBeUndefined();
    const small = { ...forecast, free: 20e9 };
    expect(diskTooSmall(small, 'store')).toBe(
      'The disk of store has 20 GB free, and the study takes up to 50 GB more at its fullest: fewer --processes take less; --store names a folder on another disk.',
    );
    expect(diskTooSmall({ ...small, processes: 1 }, 'store')).not.toContain('--processes');
  });
});
