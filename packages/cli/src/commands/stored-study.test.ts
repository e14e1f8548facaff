import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, stopover } from '../fixtures/command.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;
const report = (named: string) => stopover(['report', named, '--json'], { cwd: world.folder.path });
const path = (...parts: string[]) => join(world.folder.path, ...parts);

beforeAll(async () => {
  build();
  world = await smallWorld();
  const run = (file: string) =>
    stopover(['run', file, '--mirror', world.mirror, '--store', 'runs/both'], { cwd: world.folder.path });
  await writeFile(
    path('other.yaml'),
    (await readFile(path('study.yaml'), 'utf8')).replace('name: small', 'name: other'),
  );
  expect(run('study.yaml')).toMatchObject({ status: 0 });
  await cp(path('runs/both'), path('runs/one#small'), { recursive: true });
  expect(run('other.yaml')).toMatchObject({ status: 0 });
}, 300_000);

afterAll(() => world?.[Symbol.asyncDispose]());

describe('a study of a store', { timeout: 120_000 }, () => {
  it('is named STORE#STUDY', () => {
    for (const study of ['small', 'other']) {
      const { status, stdout } = report(`runs/both#${study}`);
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        study,
        report: { html: expect.stringContaining(path('runs/both/reports', study, '/')) },
      });
    }
  });

  it('must be named where there are several', () => {
    const { status, stderr } = report('runs/both');
    expect(status).toBe(2);
    expect(stderr).toContain('the store holds more than one study. Name one: runs/both#other, runs/both#small.');
    const wrong = report('runs/both#smal');
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no study "smal"') });
  });

  it('is not split off the name of a folder that exists, and the last # counts', () => {
    for (const named of ['runs/one#small', 'runs/one#small#small']) {
      expect(JSON.parse(report(named).stdout)).toMatchObject({
        report: { html: expect.stringContaining(path('runs/one#small/reports/small/')) },
      });
    }
    expect(report('runs/none#small').stderr).toContain(`store ${path('runs/none')}: there is no such file or folder`);
  });
});
