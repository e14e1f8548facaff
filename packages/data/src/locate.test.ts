import { type DataSource, defineMetric, defineTask, explode, prefix } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { filesToFetch, locate, locateCandidates, placesOf } from './locate.ts';

const commit = 'c'.repeat(40);
const splits = { test: 'test' };

const task = (source: Partial<DataSource>) =>
  defineTask({
    name: 'harbour-links',
    kind: 'ranking',
    role: 'target',
    about: { summary: 'Which page is meant?', paper: 'https://example.org', license: 'none' },
    source: { repo: 'made/links', revision: commit, splits, ...source },
    languages: { german: 'de', swahili: 'sw' },
    candidates: { config: 'pages', split: 'all' },
    head: { search: 'every-language' },
    metrics: [defineMetric<'ranking'>({ name: 'none', range: [0, 1], score: () => 0 })],
    row: { parse: () => ({}) },
    example: () => ({ skipped: 'not read here' }),
  });
const candidates = { config: 'pages', split: 'all' };
const get = 'Ask the harbour master.';
const files = (config: string, split: string) => ({
  ...{ paths: [`${config}/${split}.tsv`], lookup: `${config}-names.tsv`, get },
});

describe('the candidates of a ranking task', () => {
  it('are a table of its repository', () => {
    expect(locateCandidates(task({}), candidates)).toEqual({ repo: 'made/links', revision: commit, ...candidates });
  });

  it('are files where its rows are', () => {
    const linked = task({ tables: (config, split) => [{ config, split, files: files(config, split) }] });
    const more = { files: ['pages/all.tsv'], lookup: 'pages-names.tsv' };
    expect(locateCandidates(linked, candidates)).toEqual({
      ...{ repo: 'made/links', revision: commit },
      ...candidates,
      ...more,
    });
    expect(locate(linked, 'de', 'test')).toMatchObject({ files: ['german/test.tsv'], lookup: 'german-names.tsv' });
  });

  it('are elsewhere where their configuration is', () => {
    const pages = { repo: 'made/pages', revision: { unverified: 'made' } };
    const linked = task({
      tables: (config, split) => [
        { config, split, ...(config !== 'german' && { ...pages, files: files(config, split) }) },
      ],
    });
    expect(locateCandidates(linked, candidates)).toMatchObject({
      ...{ repo: 'made/pages', revision: 'main' },
      files: ['pages/all.tsv'],
    });
    expect(locate(linked, 'sw', 'test')).toMatchObject({ repo: 'made/pages', files: ['swahili/test.tsv'] });
    expect(locate(linked, 'de', 'test')).toEqual({
      ...{ repo: 'made/links', revision: commit },
      ...{ config: 'german', split: 'test' },
    });
  });
});

describe('a task of parts of tables', () => {
  it('reads the rows that begin so, and those of a list, each of its table', () => {
    const parted = task({
      tables: (language, split) => [
        prefix({ config: 'all', split }, 'id', language),
        explode({ config: 'lists', split }, 'mentions'),
      ],
    });
    expect(locate(parted, 'sw', 'test')).toEqual({
      ...{ repo: 'made/links', revision: commit, config: 'all', split: 'test' },
      only: { column: 'id', start: 'swahili' },
      joined: [{ repo: 'made/links', revision: commit, config: 'lists', split: 'test', each: 'mentions' }],
    });
    expect(locate(parted, 'sw', 'train')).toBeUndefined();
  });
});

describe('the places of a task', () => {
  const more = (split: string) => ({ repo: 'made/more', config: 'x', split, files: files('x', split) });
  const linked = task({
    tables: (config, split) =>
      config === 'pages' ? [{ config, split }] : [{ config, split }, more(`${split}-1`), more(`${split}-2`)],
  });

  it('are its own first', () => {
    expect(placesOf(linked).map(({ repo }) => repo)).toEqual(['made/links', 'made/more']);
  });

  it('say what a split is called in each', () => {
    expect(placesOf(linked).map((place) => place.splits.test)).toEqual(['test', 'test-1, test-2']);
  });

  it('say how files are fetched, where a location has some', () => {
    const where = 'in the folder that STOPOVER_DATA names';
    const both = locate(linked, 'de', 'test');
    expect(both && filesToFetch(linked, both)).toEqual({ where, get: 'Ask the harbour master.' });
    expect(filesToFetch(linked, locateCandidates(linked, candidates))).toBeUndefined();
  });
});
