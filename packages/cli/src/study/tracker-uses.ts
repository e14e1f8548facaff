// Which trackers a command has, and how it tells the processes of its jobs.

import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RequestError, StopoverError, type Tracker } from '@stopover/core';
import { systemError } from '@stopover/files';
import type { Catalog } from '@stopover/registry';
import {
  checkTracker,
  type Plan,
  type Store,
  type Study,
  Trackers,
  type TrackerUse,
  tellFinished,
  trackersNamed,
} from '@stopover/study';
import { z } from 'zod';
import { checkFolder } from '../commands/check-folder.ts';
import type { Services } from '../composition/compose.ts';
import { counted } from '../views/quantities.ts';

/** What a command knows of its trackers. */
export interface TrackerWish {
  readonly trackers: Catalog<Tracker>;
  /** Of `--tracker`; undefined: those of the study. */
  readonly names: readonly string[] | undefined;
  /** The study, where there is one. */
  readonly study?: Pick<Study, 'trackers' | 'file'>;
  /** The folder below which each has its own, where nothing else is said. */
  readonly below: string;
}

/**
 * The trackers with their folders, which are there then.
 * @throws RequestError naming a tracker that nobody knows or a setting that is wrong; StopoverError where nothing can be
 * written: before anything runs.
 */
export async function trackerUses({ trackers, names, study, below }: TrackerWish): Promise<readonly TrackerUse[]> {
  const inStudy = study?.trackers ?? [];
  const choices = names === undefined ? inStudy : trackersNamed(names, inStudy, '--tracker');
  const from = study === undefined ? '.' : dirname(study.file);
  const uses: TrackerUse[] = [];
  for (const choice of choices) {
    checkTracker(trackers, choice);
    const { name, settings } = choice;
    const folder = choice.folder === null ? resolve(below, 'tracking', name) : resolve(from, choice.folder);
    await makeFolder(folder, `tracker ${name}`);
    uses.push({ name, folder, settings });
  }
  return uses;
}

async function makeFolder(folder: string, where: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw systemError(error, where) ?? error;
  });
  const check = await checkFolder(folder);
  if (check.ok) return;
  const remedy = 'Give it another `folder` in the study file, or leave it out: `--tracker none`.';
  throw new StopoverError({ where: `${where}, ${folder}`, what: check.reason, remedy });
}

/** Trackers that may have something to catch up on, and where it lies. */
export interface FinishedWork {
  readonly uses: readonly TrackerUse[];
  readonly services: Pick<Services, 'create'>;
  readonly plan: Plan;
  readonly store: Store;
  /** Takes a line for a person. */
  readonly say: (line: string) => void;
}

/** Tells each tracker of what the store has and it has not. */
export async function tellFinishedTo({ uses, services, plan, store, say }: FinishedWork): Promise<void> {
  for (const use of uses) {
    const tracking = services.create(Trackers).open([use], say);
    const count = tracking ? await tellFinished(tracking, plan, store) : 0;
    if (count > 0) say(`Told ${use.name} of ${counted(count, 'stage')} that the store had already.`);
  }
}

/** What is said of them before the work begins. */
export const trackersInWords = (uses: readonly TrackerUse[]): readonly string[] =>
  uses.map(({ name, folder }) => `What is trained is told to ${name}: ${folder}`);

const usesSchema: z.ZodType<readonly TrackerUse[]> = z.array(
  z.strictObject({ name: z.string(), folder: z.string(), settings: z.record(z.string(), z.unknown()) }),
);

/** The trackers that the command line of a job's process names. */
export function trackersIn(text: string): readonly TrackerUse[] {
  const found = usesSchema.safeParse(JSON.parse(text));
  if (found.success) return found.data;
  const remedy = 'Leave it to `stopover run`.';
  throw new RequestError({ where: '--trackers', what: 'this is not a list of trackers', remedy });
}
