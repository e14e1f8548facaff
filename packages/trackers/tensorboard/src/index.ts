import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlugin, type TrackedStage, type Tracker } from '@stopover/core';
import { GrowingFile, namesIn, writeAtomic } from '@stopover/files';
import {
  about,
  fileVersion,
  hyperparameters,
  readEvent,
  type Seconds,
  scalars,
  sessionEnd,
  sessionStart,
} from './events.ts';
import { framed, recordsIn } from './records.ts';

/**
 * Event files as TensorBoard reads them: a run a training, with its losses, learning rates and development scores as scalars
 * and its settings as text and hyperparameters. Test scores are in the run of the model that was scored. What goes on from
 * a checkpoint goes on in another file, which says at its beginning which steps of the others no longer hold.
 */
export const tensorboard = (): Tracker => ({
  name: 'tensorboard',
  async begin(stage, place) {
    const folder = join(place.folder, (stage.model ?? stage).name);
    await mkdir(folder, { recursive: true });
    const file = await GrowingFile.open(await newFile(folder, stage));
    const append = (event: Uint8Array) => file.append(framed([event]));
    return {
      log: (line) => append(scalars(now(), line)),
      async end({ state }) {
        if (stage.kind === 'train' && state === 'done') await append(sessionEnd(now()));
        await file.close();
      },
    };
  },
});

const now = (): Seconds => Date.now() / 1000;

const eventFile = /^events\.out\.tfevents\.(\d{10,})\.stopover\.([0-9a-f]+)$/;

/** Makes a stage's next event file; its path. */
async function newFile(folder: string, stage: TrackedStage): Promise<string> {
  const own = stage.key.slice(0, 8);
  const files = (await namesIn(folder)).toSorted().flatMap((name) => {
    const [, time, key] = eventFile.exec(name) ?? [];
    return time === undefined ? [] : [{ path: join(folder, name), time: Number(time), isOwn: key === own }];
  });
  const earlier = files.filter(({ isOwn }) => isOwn).map(({ path }) => path);
  // Whoever reads a run goes from file to file by their names.
  const time = Math.max(Math.floor(now()), ...files.map((file) => file.time + 1));
  const path = join(folder, `events.out.tfevents.${time}.stopover.${own}`);
  // Under a name that nobody takes for an event file.
  const begun = join(folder, `.begun.${own}`);
  await writeAtomic(begun, framed([fileVersion(now()), ...(await headOf(stage, earlier))]));
  await rename(begun, path);
  return path;
}

/** What stands in a stage's file before its own lines. An evaluation's file is beside its model's, which go on to hold. */
async function headOf(stage: TrackedStage, earlier: readonly string[]): Promise<readonly Uint8Array[]> {
  if (stage.kind === 'evaluate') return [];
  const { before } = stage;
  const last = before.at(-1)?.step ?? 0;
  const isNew = earlier.length === 0 || last === 0;
  const held = isNew ? 0 : await heldLines(earlier, last);
  return [
    sessionStart(now(), isNew ? 0 : last + 1),
    ...(isNew ? [about(now(), stage), hyperparameters(now(), stage)] : []),
    // Nothing where it was told of all; else what was logged before it was turned on, or after it had failed.
    ...before.slice(held).map((line) => scalars(now(), line)),
  ];
}

/** How many lines up to a step the files have, as a reader sees them. An event without a step is none of a line. */
async function heldLines(paths: readonly string[], last: number): Promise<number> {
  let held: number[] = [];
  for (const path of paths)
    for (const { step, isStart } of recordsIn(await readFile(path)).map(readEvent)) {
      if (isStart) held = held.filter((one) => one < step);
      else if (step > 0) held.push(step);
    }
  return held.filter((step) => step <= last).length;
}

export default definePlugin({ name: '@stopover/tracker-tensorboard', trackers: [tensorboard()] });
