import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataWords, selections } from '@stopover/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { builtInArms } from '../arms/built-in.ts';
import { studySchema } from './study-schema.ts';

const docs = join(import.meta.dirname, '../../../../docs');

/** What stands as code in the running text of a page. */
const codeIn = (page: string): string =>
  [
    ...readFileSync(join(docs, page), 'utf8')
      .replaceAll(/^```.*?^```$/gms, '')
      .matchAll(/`([^`\n]+)`/g),
  ]
    .map(([, code]) => code)
    .join('\n');

const isTold = (code: string) => (name: string) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code);

/** The names of all fields below a JSON schema. */
function fieldsIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.values(schema).flatMap(fieldsIn);
  const properties: unknown = Reflect.get(schema, 'properties');
  const named = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return [...named, ...inner];
}

it('docs/study-file.md tells of every field at every depth', () => {
  const fields = new Set(fieldsIn(z.toJSONSchema(studySchema, { unrepresentable: 'any', io: 'input' })));
  for (const name of ['selection', 'allowOracle', 'folder', 'draws', 'checkpoint', 'withIntermediate', 'into', 'to']) {
    expect(fields).toContain(name);
  }
  const told = isTold(codeIn('study-file.md'));
  expect([...fields].filter((field) => !told(field))).toEqual([]);
});

it('docs/arms.md tells of every word of a path, and of every selection', () => {
  const told = isTold(codeIn('arms.md'));
  expect([...dataWords, ...selections].filter((word) => !told(word))).toEqual([]);
});

it('docs/study-file.md names every built-in arm', () => {
  const told = isTold(codeIn('study-file.md'));
  expect(builtInArms.map(({ name }) => name.replaceAll('+', '\\+')).filter((name) => !told(name))).toEqual([]);
});
