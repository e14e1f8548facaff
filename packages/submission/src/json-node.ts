import { type Place, Unfit } from './finding.ts';

/** A value of a JSON file, with the line that it begins on. */
export type JsonNode = JsonObject | JsonArray | JsonText | JsonOther;

/** An object with its members in the order of the file, repeated keys included. */
export interface JsonObject {
  readonly type: 'object';
  readonly line: number;
  readonly members: readonly JsonMember[];
}

/** One member of an object, with the line of its key. */
export interface JsonMember {
  readonly key: string;
  readonly line: number;
  readonly value: JsonNode;
}

/** A list. */
export interface JsonArray {
  readonly type: 'list';
  readonly line: number;
  readonly items: readonly JsonNode[];
}

/** A string. */
export interface JsonText {
  readonly type: 'text';
  readonly line: number;
  readonly text: string;
}

/** A number, true, false or null. */
export interface JsonOther {
  readonly type: 'number' | 'truth value' | 'null';
  readonly line: number;
  readonly value: number | boolean | null;
}

/** The member of an object, of a repeated key the last one, as Python's json has it. */
export const memberOf = (node: JsonObject, key: string): JsonNode | undefined =>
  node.members.findLast((member) => member.key === key)?.value;

/** @throws Unfit when the value is no object. `what` names the value. */
export function asObject(node: JsonNode | undefined, place: Place, what: string): JsonObject {
  if (node?.type === 'object') return node;
  throw misshapen(node, place, what, 'an object');
}

/** @throws Unfit when the value is no list. */
export function asList(node: JsonNode | undefined, place: Place, what: string): readonly JsonNode[] {
  if (node?.type === 'list') return node.items;
  throw misshapen(node, place, what, 'a list');
}

/** @throws Unfit when the value is no text. */
export function asText(node: JsonNode | undefined, place: Place, what: string): string {
  if (node?.type === 'text') return node.text;
  throw misshapen(node, place, what, 'text');
}

const misshapen = (node: JsonNode | undefined, { file, line }: Place, what: string, wanted: string): Unfit => {
  const at = node?.line ?? line;
  const found = node === undefined ? 'is missing' : `is ${node.type === 'text' ? 'text' : `a ${node.type}`}`;
  return new Unfit('wrong-shape', { file, ...(at !== undefined && { line: at }) }, `${what} ${found}, not ${wanted}`);
};
