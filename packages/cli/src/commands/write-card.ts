// The model card beside an exported model.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyTask, Kind } from '@stopover/core';
import { isAbsent, writeAtomic } from '@stopover/files';
import type { Catalog } from '@stopover/registry';
import { type ModelCardFacts, modelCard } from '@stopover/report';
import { type ModelHistory, readModelHistory, tasksRead } from '@stopover/study';
import { embeddedWorld } from '../composition/plugins.ts';
import { version } from '../program/version.ts';
import type { HeldModel } from './find-stage.ts';

/** The file that the hub shows for a model. */
export const cardFile = 'README.md';

/** What a card is written of. */
export interface CardRequest {
  readonly held: HeldModel;
  /** Of the model's head. */
  readonly kind: Kind | undefined;
  readonly form: ModelCardFacts['form'];
  /** The model as it was named on the command line. */
  readonly named: string;
  /** They know the licences of data that no study of the store speaks of any more. */
  readonly tasks: Catalog<AnyTask>;
}

/**
 * Writes the card into the folder of an exported model. One that is there and says something else may have been edited: it
 * stays, and this gives false.
 */
export async function writeCard(folder: string, { held, kind, form, named, tasks }: CardRequest): Promise<boolean> {
  const read = held.stage && (await readModelHistory(held.stage.store, held.stage.key));
  const history = read ? withReferences(read, tasks) : null;
  const generated = (read?.source ?? named) === embeddedWorld;
  const text = modelCard({ history, named, kind, form, version, generated });
  const path = join(folder, cardFile);
  const present = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  if (present === undefined) await writeAtomic(path, text);
  return present === undefined || present === text;
}

/** With what the tasks themselves say of data that no study of the store names. */
function withReferences(history: ModelHistory, tasks: Catalog<AnyTask>): ModelHistory {
  const tables = history.stages.flatMap(({ stage }) => stage.data);
  const known = new Set(history.references.map(({ task }) => task));
  const read = new Set(history.stages.flatMap(({ stage }) => [...tasksRead(stage)]));
  const added = [...read].flatMap((name) => {
    if (known.has(name) || !tasks.has(name)) return [];
    const { license, paper, citation = null, rows } = tasks.get(name).about;
    const repo = tables.find(({ task }) => task === name)?.location.repo ?? tasks.get(name).source.repo;
    return [{ task: name, repo, revision: null, license, paper, citation, ...(rows && { rows }) }];
  });
  return { ...history, references: [...history.references, ...added] };
}
