import type { AnyTask } from '@stopover/core';
import type { EnglishDev } from '@stopover/data';
import { contentKey } from '@stopover/files';
import { namedStage, plainSettings, Trackers, type TrackerUse, type TrainingTracking } from '@stopover/study';
import type { Recipe } from '@stopover/training';
import type { Services } from '../composition/compose.ts';
import { trackersInWords, trackerUses } from '../study/tracker-uses.ts';
import type { RunRequest } from './run-request.ts';

/** A training by hand, as trackers are told of it. */
export interface OwnTraining {
  /** Of `--tracker`. */
  readonly names: readonly string[] | undefined;
  readonly services: Pick<Services, 'trackers' | 'create'>;
  /** The folder that it writes to. */
  readonly folder: string;
  readonly title: string;
  readonly request: RunRequest;
  readonly task: AnyTask;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly select: EnglishDev | null;
  /** Takes a line for a person. */
  readonly say: (line: string) => void;
}

/**
 * Shows a training to the trackers that are asked for; undefined where none is.
 * @throws RequestError for a tracker that nobody knows; StopoverError where its folder cannot be written.
 */
export async function trackFinetune(training: OwnTraining): Promise<TrainingTracking | undefined> {
  const uses = await usesOf(training);
  for (const line of trackersInWords(uses)) training.say(line);
  return followed(training, uses)?.follow;
}

/**
 * Tells those of the trackers of a training that was done before, which have not had it. Throws as `trackFinetune`.
 * `selectedStep`: the step whose model was kept; null where that is not known.
 */
export async function tellFinetuned(training: OwnTraining, selectedStep: number | null): Promise<void> {
  for (const use of await usesOf(training)) {
    const { tracking, follow } = followed(training, [use]) ?? {};
    if (!tracking || !follow || (await tracking.told()).has(contentKey(training.request))) continue;
    await follow.begin();
    await follow.end({ state: 'done', selectedStep });
    training.say(`Told to ${use.name}: ${use.folder}`);
  }
}

const usesOf = ({ names = [], services: { trackers }, folder }: OwnTraining): Promise<readonly TrackerUse[]> =>
  trackerUses({ trackers, names, below: folder });

function followed(training: OwnTraining, uses: readonly TrackerUse[]) {
  const { services, folder, title, request, task, recipe, seed, select, say } = training;
  const tracking = services.create(Trackers).open(uses, say);
  const about = { ...namedStage({ key: contentKey(request), title }), kind: 'train' as const, study: '', arms: [] };
  const stage = { ...about, seed, settings: plainSettings({ task: task.name, ...recipe }), model: null };
  const epochs = recipe.maxSteps === null ? recipe.epochs : null;
  return (
    tracking && {
      tracking,
      follow: tracking.training(stage, folder, { epochs, metric: select && task.metrics[0].name }),
    }
  );
}
