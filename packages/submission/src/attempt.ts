import { type Tell, Unfit } from './finding.ts';

/** Ends the scoring of two files of which everything was told already. */
export class Refused extends Error {}

/** What the work gives; undefined when something in the files does not fit, which is told, so that the next thing is looked at. */
export function attempt<T>(tell: Tell, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    tellUnfit(error, tell);
    return undefined;
  }
}

/**
 * Reads the predictions and then the labels, also where the predictions cannot be read.
 * @throws Refused when one of them could not; what does not fit was told.
 */
export async function readBoth<P, L>(
  tell: Tell,
  readPredictions: () => Promise<P>,
  readLabels: () => Promise<L>,
): Promise<{ readonly predictions: P; readonly labels: L }> {
  const predictions = await settled(tell, readPredictions);
  const labels = await settled(tell, readLabels);
  if (predictions === undefined || labels === undefined) throw new Refused();
  return { predictions: predictions.value, labels: labels.value };
}

async function settled<T>(tell: Tell, read: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof Refused)) tellUnfit(error, tell);
    return undefined;
  }
}

function tellUnfit(error: unknown, tell: Tell): void {
  if (!(error instanceof Unfit)) throw error;
  tell(error.kind, error.place, error.message);
}
