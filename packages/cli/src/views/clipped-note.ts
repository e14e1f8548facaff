import type { AnyTask } from '@stopover/core';
import { type Architecture, openCheckpoint } from '@stopover/encoders';
import type { Clipped } from '@stopover/study';
import type { Recipe } from '@stopover/training';
import type { Terminal } from '../program/terminal.ts';

const and = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** Says what becomes of a maximum length that the model has no positions for. */
export const clippedInWords = ({ maxLength, longest, tasks }: Clipped): string =>
  `The model has positions for ${longest} tokens: maxLength ${maxLength} of ${and.format(tasks)} is taken as ${longest}.`;

/**
 * Says it on stderr of a model in a folder and one task's recipe, where it is so.
 * @throws DataError when the model's files do not fit each other.
 */
export async function noteClipped(
  terminal: Pick<Terminal, 'note'>,
  folder: string,
  { task, recipe, architectures }: Trained,
): Promise<void> {
  const { maxLength } = recipe;
  const longest = (await openCheckpoint(folder, architectures)).config.maxLength;
  if (maxLength > longest) terminal.note(clippedInWords({ maxLength, longest, tasks: [task.name] }));
}

interface Trained {
  readonly task: AnyTask;
  readonly recipe: Pick<Recipe, 'maxLength'>;
  readonly architectures: readonly Architecture[];
}
