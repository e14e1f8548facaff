import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { miniatureModelFolder } from '@stopover/miniature';
import { parseStudy } from '@stopover/study';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, stopover } from '../fixtures/command.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { demoStudy } from './demo-study.ts';

const there = existsSync(join(miniatureModelFolder, 'model.safetensors'));

describe('the demo', { timeout: 900_000 }, () => {
  beforeAll(build, 180_000);

  it('is a study with three seeds from the one that was asked for', () => {
    expect(parseStudy(demoStudy(7), 'the demo study')).toMatchObject({
      name: 'demo',
      seeds: [7, 8, 9],
      model: 'miniature',
    });
  });

  it.skipIf(!there)(
    'runs to its report without a network (skipped while the embedded encoder is not there)',
    async () => {
      await using folder = await temporaryFolder();
      // A hub that nobody serves and a mirror that is not there: neither may be asked.
      const env = { HF_ENDPOINT: 'http://127.0.0.1:9', STOPOVER_MIRROR: join(folder.path, 'none') };
      const first = stopover(['demo', '--json'], { cwd: folder.path, env });
      expect(first.status).toBe(0);
      expect(JSON.parse(first.stdout)).toMatchObject({
        ...{ study: 'demo', failed: [], cached: 0 },
        // Retrieval has no training that examples could be added to.
        unavailable: [
          { target: 'tatoeba', arm: 'target-shots' },
          { target: 'tatoeba', arm: 'intermediate+target-shots' },
        ],
      });
      const second = stopover(['demo'], { cwd: folder.path, env });
      expect(second.stderr).toContain(': 0 to run.');
      expect(second.stdout).toContain(join(folder.path, 'runs/demo/reports/demo/index.html'));
    },
  );
});
