import { Catalog } from '@stopover/registry';
import { describe, expect, it } from 'vitest';
import { noDevice } from './fixtures/majority-engine.ts';
import { tinyCatalog, tinyTranslators } from './fixtures/tiny-world.ts';
import { localExecutor } from './local-executor.ts';
import { parseStudy, StudyFileError } from './study-file.ts';
import { nameProblems } from './study-names.ts';

const known = {
  tasks: tinyCatalog(),
  translators: tinyTranslators(),
  backends: new Catalog('backend', [noDevice]),
  executors: new Catalog('executor', [localExecutor()]),
};
const head = 'name: tiny\nmodel: tiny/base\n';

describe('the names of a study file', () => {
  it('are looked up all at once', () => {
    const text = `${head}targets: [xclaimz, { task: xcause, training: [caus], languages: [xx] }]\nintermediates: [claimz]\nbackend: cpuu\nexecutor: locall\n`;
    const wheres = nameProblems(parseStudy(text, 's.yaml'), known).map(({ where, what }) => `${where}: ${what}`);
    expect(wheres).toEqual([
      's.yaml, line 3, targets[0]: there is no task "xclaimz"',
      's.yaml, line 3, targets[1]: there is no language "xx" in xcause',
      's.yaml, line 3, targets[1]: xcause has no training recipe "caus"',
      's.yaml, line 4, intermediates[0]: there is no task "claimz"',
      's.yaml, line 5, backend: there is no backend "cpuu"',
      's.yaml, line 6, executor: there is no executor "locall"',
    ]);
  });

  it('are not asked for where something else is chosen in their place', () => {
    const study = parseStudy(`${head}targets: [xclaims]\nbackend: cpuu\nexecutor: locall\n`, 's.yaml');
    expect(nameProblems(study, known, { backend: 'cpu', executor: 'local' })).toEqual([]);
  });

  it('are looked up in what is right of a wrong file, under their own places', () => {
    const text = `${head}targets: [xclaims, xclaims, xcausse]\nseed: [1]\n`;
    try {
      parseStudy(text, 's.yaml');
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof StudyFileError)) throw error;
      expect(nameProblems(error.draft, known).map(({ where }) => where)).toEqual(['s.yaml, line 3, targets[2]']);
    }
  });
});
