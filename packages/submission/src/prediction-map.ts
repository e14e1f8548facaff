import type { Tell } from './finding.ts';
import { asObject, type JsonMember, type JsonNode } from './json-node.ts';

/** The members of an object by key, of a repeated key the last one; repetitions are told. @throws Unfit when it is no object. */
export function readMap(node: JsonNode, file: string, tell: Tell): ReadonlyMap<string, JsonMember> {
  const members = new Map<string, JsonMember>();
  for (const member of asObject(node, { file, line: 1 }, 'the content').members) {
    const before = members.get(member.key);
    if (before)
      tell('duplicate-id', { file, line: member.line }, `"${member.key}" stands in line ${before.line} already`);
    members.set(member.key, member);
  }
  return members;
}

/** Tells the predictions that nothing asked for. */
export function tellExtra(
  predictions: ReadonlyMap<string, JsonMember>,
  asked: { has(id: string): boolean },
  file: string,
  tell: Tell,
): void {
  for (const [id, { line }] of predictions) {
    if (!asked.has(id)) tell('extra-prediction', { file, line }, `the labels have no "${id}"`);
  }
}
