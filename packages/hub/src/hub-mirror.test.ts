import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Location, Source } from '@stopover/core';
import { type FakeHub, fakeHub, fakeMirror } from '@stopover/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { all } from './fixtures/rows.ts';
import { hubSource } from './hub-source.ts';
import { mirrorSource } from './mirror-source.ts';

// The mirror that lies beside a checkout on the project's own machines; nothing of it is in the repository.
const real = resolve(import.meta.dirname, '../../../../shared/hub');
const at = (repo: string, config: string, split: string): Location => ({ repo, revision: 'main', config, split });
const tables = [
  at('cambridgeltl/xcopa', 'sw', 'validation'),
  at('google/xquad', 'xquad.th', 'validation'),
  at('google/xtreme', 'tatoeba.swh', 'validation'),
  at('google/xtreme', 'udpos.Estonian', 'validation'),
];

describe.skipIf(!existsSync(real))(
  'a hub that serves the real mirror (skipped where ../shared/hub is missing)',
  { timeout: 120_000 },
  () => {
    const mirror = mirrorSource(real);
    let cache: string;
    let hub: FakeHub;
    let source: Source;

    beforeAll(async () => {
      cache = await mkdtemp(join(tmpdir(), 'stopover-real-'));
      const datasets = [...new Set(tables.map(({ repo }) => repo))];
      hub = await fakeHub(await fakeMirror(real, { datasets, models: ['small-multilingual'] }));
      source = hubSource({ endpoint: hub.endpoint, cache });
    }, 60_000);
    afterAll(async () => {
      await hub[Symbol.asyncDispose]();
      await rm(cache, { recursive: true, force: true });
    });

    it.each(tables)('gives $repo $config $split as the mirror does', async (table) => {
      expect(await mirror.has(table)).toBe(true);
      expect(await source.fingerprint(table)).toBe(await mirror.fingerprint(table));
      expect(await source.capabilities.count?.(table)).toBe(await mirror.capabilities.count?.(table));
      expect(await all(source.rows(table))).toEqual(await all(mirror.rows(table)));
    });

    it('gives a model, and all of it again without the hub', async () => {
      const folder = await source.model('mirror/small-multilingual');
      expect(await readdir(folder)).toEqual(expect.arrayContaining(['model.safetensors', 'tokenizer.json']));
      const before = hub.requests.length;
      const offline = hubSource({ endpoint: hub.endpoint, cache, offline: true });
      for (const table of tables) expect(await offline.fingerprint(table)).toBe(await mirror.fingerprint(table));
      expect(await offline.model('mirror/small-multilingual')).toBe(folder);
      expect(hub.requests).toHaveLength(before);
    });
  },
);
