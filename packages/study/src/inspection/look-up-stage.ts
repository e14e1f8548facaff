import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import { namesIn } from '@stopover/files';
import { nearest } from '@stopover/registry';
import { trialKeys } from '../planning/settled-plan.ts';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import { begunStage } from '../store/begun.ts';
import type { Store } from '../store/store.ts';

/** A stage that a store knows of, complete or not. */
export interface KnownStage {
  readonly key: string;
  /** Null where the store has its folder and nothing says what it is. */
  readonly stage: Stage | null;
}

/** A plan of a store, under the name of its study. */
export type StoredPlans = ReadonlyMap<string, Plan>;

/** The plans of a store, or that of one study. @throws RequestError when there is no such study. */
export async function storedPlans(store: Store, study?: string): Promise<StoredPlans> {
  const names = study === undefined ? await store.studies() : [study];
  const plans = new Map<string, Plan>();
  for (const name of names) plans.set(name, await store.loadPlan(name));
  return plans;
}

/**
 * The one stage that is meant by a title (`->` stands for `→`, capitals do not matter) or by the beginning of a key: of the
 * given plans and, unless only what is `planned` is meant, of those that lie in the store and are of none.
 * @throws RequestError when there is none, with the nearest title, or several, with the keys of some.
 */
export async function lookUpStage(
  store: Store,
  plans: StoredPlans,
  named: string,
  { planned = false }: { readonly planned?: boolean } = {},
): Promise<KnownStage> {
  const known = new Map<string, KnownStage>();
  const wanted = plain(named);
  // Studies may call one stage by different titles.
  const called = new Set<string>();
  for (const { stages } of plans.values())
    for (const stage of stages) {
      known.set(stage.key, { key: stage.key, stage });
      if (plain(stage.title) === wanted) called.add(stage.key);
    }
  if (!planned) for (const one of await unplanned(store, known)) known.set(one.key, one);
  const all = [...known.values()];
  for (const { key, stage } of all) if (stage !== null && plain(stage.title) === wanted) called.add(key);
  const isKey = /^[0-9a-f]{1,64}$/.test(wanted);
  // A trial's own title is in its record, which is read only when nothing else is meant.
  if (called.size === 0 && !isKey)
    for (const key of trialKeys([...plans.values()].flatMap(({ sweep }) => sweep?.choices ?? [])))
      if (plain((await madeTitle(store, key)) ?? '') === wanted) called.add(key);
  const titled = all.filter(({ key }) => called.has(key));
  const found = titled.length > 0 || !isKey ? titled : all.filter(({ key }) => key.startsWith(wanted));
  const [only] = found;
  if (only && found.length === 1) return only;
  const where = `store ${store.folder}`;
  if (only) throw ambiguous(where, named, found, titled.length > 0);
  throw unknown(where, named, all, isKey);
}

/** What a stage was called when it was made: a trial that was chosen has the title of the grid's training since. */
const madeTitle = (store: Store, key: string): Promise<string | undefined> =>
  store.find(key).then(
    (record) => record?.stage.title,
    () => undefined,
  );

/** Stages that lie in a store, complete or begun, and that `known` has not. */
async function unplanned(store: Store, known: ReadonlyMap<string, KnownStage>): Promise<readonly KnownStage[]> {
  const found: KnownStage[] = [];
  for (const name of await namesIn(join(store.folder, 'stages'))) {
    const [, key, partial] = /^([0-9a-f]{64})(\.partial)?$/.exec(name) ?? [];
    if (key === undefined || known.has(key)) continue;
    const stage = partial
      ? await begunStage(join(store.folder, 'stages', name))
      : (await store.find(key).catch(() => undefined))?.stage;
    found.push({ key, stage: stage ?? null });
  }
  return found;
}

/** Titles as they are compared: who types one has no arrow on the keyboard. */
const plain = (title: string): string =>
  title
    .trim()
    .replaceAll('->', '→')
    .replaceAll(/\s*→\s*/g, ' → ')
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();

/** How many are named in an error, and compared with a slip of the pen: a grid has hundreds of thousands. */
const most = 5;
const compared = 5000;

function ambiguous(where: string, named: string, found: readonly KnownStage[], titled: boolean): RequestError {
  // So much of the keys as tells these apart.
  const length = [8, 12, 16, 24, 32].find(
    (n) => new Set(found.map(({ key }) => key.slice(0, n))).size === found.length,
  );
  const some = found.slice(0, most).map(({ key, stage }) => `${key.slice(0, length)} (${stage?.title ?? 'untitled'})`);
  const rest = found.length > most ? `, and ${found.length - most} more` : '';
  return new RequestError({
    where,
    what: `${found.length} stages ${titled ? `are called "${named}"` : `have a key that begins with ${named}`}`,
    remedy: `Give the beginning of one's key: ${some.join(', ')}${rest}.`,
  });
}

function unknown(where: string, named: string, all: readonly KnownStage[], isKey: boolean): RequestError {
  const titles = [...new Set(all.flatMap(({ stage }) => stage?.title ?? []))];
  const holding = titles.filter((title) => plain(title).includes(plain(named)));
  const near = holding.length === 0 ? nearest(plain(named), titles.slice(0, compared)) : undefined;
  const offered = near === undefined ? holding.slice(0, most) : [near];
  const hint =
    isKey || offered.length === 0 ? '' : `Did you mean ${offered.map((title) => `"${title}"`).join(' or ')}? `;
  return new RequestError({
    where,
    what: isKey ? `no stage has a key that begins with ${named}, or that title` : `no stage is called "${named}"`,
    remedy: `${hint}\`stopover status STORE --stages\` lists the stages with their keys.`,
  });
}
