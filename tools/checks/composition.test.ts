// The container of the app: what it is given under a token, and what asks for that token, are read from the sources.
import { describe, expect, it } from 'vitest';
import { isTest, packages, read, sourcesOf } from './workspace.ts';

const shipped = packages.flatMap(sourcesOf).filter((path) => !isTest(path));
const root = 'packages/cli/src/composition/compose.ts';

/** The names that a pattern's first group finds in files, each once, sorted. */
const namesIn = (paths: readonly string[], pattern: RegExp): readonly string[] =>
  [...new Set(paths.flatMap((path) => [...read(path).matchAll(pattern)].map(([, name = '']) => name)))].sort();

const registered = namesIn([root], /\bregister\((\w+),/g);
const injected = namesIn(shipped, /@inject\((\w+)\) \w+\??:/g);

describe('the tokens of the container', () => {
  it('are each injected somewhere, and what is injected is registered', () => {
    expect(registered.length).toBeGreaterThan(5);
    expect(injected).toEqual(registered);
  });

  it('are no more than these', () => {
    expect(namesIn(shipped, /export const (\w+): InjectionToken</g)).toEqual(registered);
  });

  it('compose the services of a run', () => {
    const services = shipped.flatMap((path) => namesIn([path], /@injectable\(\)\s+export class (\w+)/g));
    expect(services.sort()).toEqual([
      'DataChecker',
      'ModelEvaluator',
      'Planner',
      'StageRunner',
      'StudyRunner',
      'Trackers',
    ]);
    const made = namesIn(shipped, /(?:services\.|\b)create\((\w+)\)/g);
    for (const service of services) expect(made).toContain(service);
  });

  it('are asked for by the composition root alone', () => {
    expect(
      shipped.filter((path) => /\bcontainer\b.*from '@stopover\/registry'|\.resolve\(ctor/s.test(read(path))),
    ).toEqual([root]);
  });
});
