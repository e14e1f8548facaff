import type { Tracker } from '@stopover/core';
import { localExecutor } from '@stopover/executor-local';
import { Catalog } from '@stopover/registry';
import { describe, expect, it } from 'vitest';
import { ArmTable } from '../arms/arm-table.ts';
import { noDevice } from '../fixtures/majority-engine.ts';
import { tinyCatalog, tinyTranslators } from '../fixtures/tiny-world.ts';
import { parseStudy, StudyFileError } from './study-file.ts';
import { nameProblems } from './study-names.ts';

const known = {
  arms: new ArmTable(),
  tasks: tinyCatalog(),
  translators: tinyTranslators(),
  backends: new Catalog('backend', [noDevice]),
  executors: new Catalog('executor', [localExecutor()]),
  trackers: new Catalog<Tracker>('tracker', [{ name: 'plain', begin: () => ({ log: () => {}, end: () => {} }) }]),
};
const head = 'name: tiny\nmodel: tiny/base\n';

describe('the names of a study file', () => {
  it('are looked up all at once', () => {
    const text = `${head}targets: [xclaimz, { task: xcause, training: [caus], languages: [xx] }]\nintermediates: [claimz]\nbackend: cpuu\nexecutor: locall\narms: [zero-shots]\ntracker: [plane, { name: plain, every: 5 }]\n`;
    const wheres = nameProblems(parseStudy(text, 's.yaml'), known).map(({ where, what }) => `${where}: ${what}`);
    expect(wheres).toEqual([
      's.yaml, line 3, targets[0]: there is no task "xclaimz"',
      's.yaml, line 3, targets[1]: there is no language "xx" in xcause',
      's.yaml, line 3, targets[1]: xcause has no list of training tasks "caus"',
      's.yaml, line 4, intermediates[0]: there is no task "claimz"',
      's.yaml, line 7, arms[0]: there is no arm "zero-shots"',
      's.yaml, line 5, backend: there is no backend "cpuu"',
      's.yaml, line 6, executor: there is no executor "locall"',
      's.yaml, line 8, tracker[0]: there is no tracker "plane"',
      's.yaml, line 8, tracker[1]: the tracker plain has no settings but `folder`, and is given every',
    ]);
  });

  it('are not asked for where something else is chosen in their place', () => {
    const study = parseStudy(`${head}targets: [xclaims]\nbackend: cpuu\nexecutor: locall\ntracker: plane\n`, 's.yaml');
    expect(nameProblems(study, known, { backend: 'cpu', executor: 'local', tracker: ['plain'] })).toEqual([]);
  });

  it.each(['targets: [{ task: xclaims, languages: all }]', 'targets: {}', ''])(
    'are none where no target is right: %s',
    (targets) => {
      expect(namesOfWrong(`${head}${targets}\n`)).toEqual([]);
    },
  );

  it('are looked up in what is right of a wrong file, under their own places', () => {
    expect(namesOfWrong(`${head}targets: [xclaims, xclaims, xcausse]\nseed: [1]\n`)).toEqual([
      's.yaml, line 3, targets[2]',
    ]);
  });
});

/** Places of the names that are wrong in a study file that is wrong otherwise. */
function namesOfWrong(text: string): readonly string[] {
  try {
    parseStudy(text, 's.yaml');
  } catch (error) {
    if (error instanceof StudyFileError) return nameProblems(error.draft, known).map(({ where }) => where);
    throw error;
  }
  throw new Error('nothing is wrong with it');
}
