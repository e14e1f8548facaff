import { readFile } from 'node:fs/promises';
import { utf8Of } from '@stopover/files';
import { Unfit } from './finding.ts';
import { type JsonNode, memberOf } from './json-node.ts';
import { parseJson } from './parse-json.ts';

/**
 * A JSON file of a submission as evaluate.py reads it: of an object that has `data`, only that.
 * @throws Unfit when the file is not UTF-8 or no JSON; a byte order mark makes it none.
 */
export async function readJson(file: string): Promise<JsonNode> {
  const text = utf8Of(await readFile(file));
  if (text === undefined) throw new Unfit('not-text', { file }, 'the file is not UTF-8');
  const node = parseJson(text.replaceAll(/\r\n?/g, '\n'), file);
  return (node.type === 'object' ? memberOf(node, 'data') : undefined) ?? node;
}
