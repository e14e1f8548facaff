import { type DataSource, defineMetric, defineTask } from '@stopover/core';
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
const files = { paths: ['{config}/{split}.tsv'], lookup: '{config}-names.tsv', get: 'Ask the harbour master.' };

describe('the candidates of a ranking task', () => {
  it('are a table of its repository', () => {
    expect(locateCandidates(task({}), candidates)).toEqual({ repo: 'made/links', revision: commit, ...candidates });
  });

  it('are files where its rows are', () => {
    const linked = task({ files });
    const more = { files: ['pages/all.tsv'], lookup: 'pages-names.tsv' };
    expect(locateCandidates(linked, candidates)).toEqual({
      ...{ repo: 'made/links', revision: commit },
      ...candidates,
      ...more,
    });
    expect(locate(linked, 'de', 'test')).toMatchObject({ files: ['german/test.tsv'], lookup: 'german-names.tsv' });
  });

  it('are elsewhere where their configuration is', () => {
    const elsewhere = [
      { repo: 'made/pages', revision: { unverified: 'made' }, splits, files, configs: ['pages', 'swahili'] },
    ];
    const linked = task({ elsewhere });
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

describe('the places of a task', () => {
  const joined = [{ repo: 'made/more', revision: commit, splits, files, config: 'x' }];
  const linked = task({ joined });

  it('are its own first', () => {
    expect(placesOf(linked).map(({ repo }) => repo)).toEqual(['made/links', 'made/more']);
  });

  it('say how files are fetched, where a location has some', () => {
    const where = 'in the folder that STOPOVER_DATA names';
    const both = locate(linked, 'de', 'test');
    expect(both && filesToFetch(linked, both)).toEqual({ where, get: 'Ask the harbour master.' });
    expect(filesToFetch(linked, locateCandidates(linked, candidates))).toBeUndefined();
  });
});
