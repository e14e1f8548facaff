import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Stage } from '../records/stage.ts';
import { StudyProgress } from './study-progress.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const stage = (key: string, seconds: number | null, steps: number, kind: Stage['kind'] = 'train') => ({
  ...{ key, title: key, kind },
  expected: { seconds, steps },
});
const at = (key: string, step: number, steps: number) => ({ type: 'stage-progress', key, step, steps }) as const;

it('expects of what is left the time that its stages are planned with, not that of its steps', () => {
  const progress = new StudyProgress([stage('sentences', 100, 250), stage('paragraphs', 900, 100)]);
  progress.start('sentences');
  vi.advanceTimersByTime(120_000);
  // A fifth longer than planned, and so is the other.
  expect(progress.done('sentences', 120)?.secondsLeft).toBeCloseTo(1080, 6);
});

it('counts steps where no time is planned, of an evaluation a third', () => {
  const progress = new StudyProgress([stage('a', null, 30), stage('b', 500, 30, 'evaluate')]);
  progress.start('a');
  vi.advanceTimersByTime(60_000);
  expect(progress.done('a', 60)?.secondsLeft).toBeCloseTo(20, 6);
});

it('does not count what an earlier run did of a stage', () => {
  const progress = new StudyProgress([stage('begun', 100, 100), stage('other', 100, 100)]);
  progress.start('begun');
  progress.step(at('begun', 81, 100));
  vi.advanceTimersByTime(20_000);
  expect(progress.step(at('begun', 100, 100))?.secondsLeft).toBeCloseTo(100, 6);
  expect(progress.done('begun', 20)?.secondsLeft).toBeCloseTo(100, 6);
});
