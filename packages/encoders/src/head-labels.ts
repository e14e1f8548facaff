// What a config.json says of the head that its weights have: its kind, and the name of each of its outputs.
import { DataError } from '@stopover/core';
import { z } from 'zod';
import type { Architecture, HeadKind } from './architecture.ts';
import type { EncoderConfig } from './config.ts';

const kinds: readonly HeadKind[] = ['classification', 'choice', 'span', 'tagging', 'ranking', 'mlm'];

const schema = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  id2label: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  label2id: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  num_labels: z.int().positive().nullish(),
});
type Fields = z.infer<typeof schema>;

/** Where a configuration was read, for messages. */
type Read = { readonly folder: string; readonly config: Pick<EncoderConfig, 'raw'> };

/** The class that `architectures` names first; undefined where it names none. */
export const classOf = ({ raw }: Pick<EncoderConfig, 'raw'>): string | undefined =>
  schema.shape.architectures.safeParse(raw['architectures']).data?.[0];

/** The kind of head that `architectures` names; undefined where it names none that is known. */
export function headKindOf(
  { className }: Pick<Architecture, 'className'>,
  config: Pick<EncoderConfig, 'raw'>,
): HeadKind | undefined {
  const named = classOf(config);
  return kinds.find((kind) => className[kind] === named);
}

/** Whether a name is a number and no more, as `LABEL_0`, which transformers gives to what nobody named. */
export const numberedLabel = (name: string): number | undefined => {
  const digits = /^(?:label|class)?[\s_-]*(\d+)$/i.exec(name.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
};

const saysNothing = (names: Iterable<string>) => [...names].every((name) => numberedLabel(name) !== undefined);

/**
 * The names of a classifier's outputs, in their order: what `id2label` says, or `label2id` where the former has numbers
 * for names only. Undefined where neither is there.
 * @throws DataError naming config.json when one is no numbering from 0, or they contradict each other.
 */
export function headLabels(read: Read): readonly string[] | undefined {
  const { id2label, label2id } = fieldsOf(read);
  const byId = Object.entries(id2label ?? {}).map(([id, name]) => [Number(id), String(name)] as const);
  const byName = Object.entries(label2id ?? {}).map(([name, id]) => [Number(id), name] as const);
  const named = (pairs: typeof byId) => !saysNothing(pairs.map(([, name]) => name));
  if (byId.length === 0 || (!named(byId) && named(byName))) {
    return byName.length === 0 ? undefined : inOrder(byName, 'label2id', read);
  }
  const names = inOrder(byId, 'id2label', read);
  const places = new Map(byName.map(([id, name]) => [name, id]));
  const wrong = names.findIndex((name, i) => (places.get(name) ?? (named(byName) ? -1 : i)) !== i);
  if (wrong < 0) return names;
  const other = places.get(names[wrong] ?? '');
  const said = other === undefined ? 'does not know' : `gives the number ${other} to`;
  throw contradiction(read, `id2label has "${names[wrong]}" as number ${wrong}, and label2id ${said} that name`);
}

/**
 * How many outputs a classifier has by its config.json: its labels, else `num_labels`, else the 2 that transformers
 * takes. @throws DataError as `headLabels`.
 */
export const labelCount = (read: Read): number => headLabels(read)?.length ?? fieldsOf(read).num_labels ?? 2;

function fieldsOf({ folder, config }: Read): Fields {
  const parsed = schema.safeParse(config.raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw contradiction({ folder, config }, `${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'it is not valid'}`);
}

function inOrder(pairs: readonly (readonly [number, string])[], field: string, read: Read): readonly string[] {
  const names = new Map(pairs);
  const ordered = pairs.map((_, i) => names.get(i));
  const all = ordered.filter((name) => name !== undefined);
  if (names.size === pairs.length && all.length === pairs.length && new Set(all).size === all.length) return all;
  const listed = pairs.map(([id, name]) => `${id} ${name}`).join(', ');
  throw contradiction(read, `${field} does not give each number from 0 to ${pairs.length - 1} one name (${listed})`);
}

const contradiction = ({ folder }: Read, what: string) =>
  new DataError({
    where: `${folder}, config.json`,
    what,
    remedy:
      'Correct `id2label` and `label2id`: the n-th name, counted from 0, is what the n-th output of the head means.',
  });
