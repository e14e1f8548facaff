import { join } from 'node:path';
import { definePlugin, type TrackedLine, type TrackedStage, type Tracker } from '@stopover/core';
import { GrowingFile, writeAtomic } from '@stopover/files';

/**
 * A file a stage, a JSON object a line, each with its `step`: first what the stage is, then the lines of its log with the
 * names of `log_history` in trainer_state.json of Hugging Face's Trainer, in the end how it ended. A stage that goes on from
 * a checkpoint gets its file anew, from its log.
 */
export const jsonl = (): Tracker => ({
  name: 'jsonl',
  async begin(stage, { folder }) {
    const path = join(folder, `${stage.name}.jsonl`);
    let step = stage.before.at(-1)?.step ?? 0;
    await writeAtomic(path, [headOf(stage), ...stage.before.map(fieldsOf)].map(textOf));
    const file = await GrowingFile.open(path);
    return {
      async log(line) {
        step = line.step;
        await file.append(textOf(fieldsOf(line)));
      },
      async end({ state, selectedStep }) {
        await file.append(textOf({ state, ...(selectedStep !== null && { selected_step: selectedStep }), step }));
        await file.close();
      },
    };
  },
});

/** What the numbers of each sort of line have before their names. */
const prefixes: Readonly<Record<TrackedLine['of'], string>> = { train: '', eval: 'eval_', test: 'test_' };

function fieldsOf({ step, epoch, of, metrics }: TrackedLine): object {
  const named = Object.entries(metrics).map(([name, value]) => [`${prefixes[of]}${name}`, value] as const);
  return { ...Object.fromEntries(named), ...(epoch !== undefined && { epoch }), step };
}

const headOf = ({ key, title, kind, study, arms, seed, settings, model }: TrackedStage): object => ({
  ...{ stage: key, title, kind, study, arms, ...(seed !== null && { seed }) },
  ...(model && { model: model.key }),
  ...{ settings, step: 0 },
});

const textOf = (fields: object): string => `${JSON.stringify(fields)}\n`;

export default definePlugin({ name: '@stopover/tracker-jsonl', trackers: [jsonl()] });
