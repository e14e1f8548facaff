import type { AnyTask } from '@stopover/core';
import type { EnglishDev } from '@stopover/data';
import { contentKey } from '@stopover/files';
import { namedStage, plainSettings, Trackers, type TrainingTracking } from '@stopover/study';
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
  const { names = [], services, folder, title, request, task, recipe, seed, select, say } = training;
  const uses = await trackerUses({ trackers: services.trackers, names, below: folder });
  for (const line of trackersInWords(uses)) say(line);
  const about = { ...namedStage({ key: contentKey(request), title }), kind: 'train' as const, study: '', arms: [] };
  return services
    .create(Trackers)
    .open(uses, say)
    ?.training({ ...about, seed, settings: plainSettings({ task: task.name, ...recipe }), model: null }, folder, {
      epochs: recipe.maxSteps === null ? recipe.epochs : null,
      metric: select && task.metrics[0].name,
    });
}
