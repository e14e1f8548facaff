// The messages of TensorBoard's event files: event.proto, summary.proto, tensor.proto, and plugin_data.proto of its HParams plugin.
import type { TrackedLine, TrackedStage } from '@stopover/core';
import { double, fieldsIn, float, message, nested, whole } from './wire.ts';

/** Seconds since 1970. */
export type Seconds = number;

/** An Event: `wall_time`, `step` and one more field. */
const event = (time: Seconds, step: number, what: Uint8Array): Uint8Array =>
  message(double(1, time), whole(2, step), what);

/** An event as far as it is read again. @throws RangeError when it is none. */
export function readEvent(bytes: Uint8Array): { readonly step: number; readonly isStart: boolean } {
  const fields = fieldsIn(bytes);
  const step = fields.get(2);
  return { step: typeof step === 'number' ? step : 0, isStart: fields.has(7) };
}

/** The first event of every file. */
export const fileVersion = (time: Seconds): Uint8Array => event(time, 0, nested(3, 'brain.Event:2'));

/** A SessionLog with `START`: whoever reads the run forgets what earlier files say of this step and of later ones. */
export const sessionStart = (time: Seconds, step: number): Uint8Array => event(time, step, nested(7, [whole(1, 1)]));

/** The numbers of a line, each a scalar: `train/loss`, `eval/accuracy`. */
export function scalars(time: Seconds, { step, epoch, of, metrics }: TrackedLine): Uint8Array {
  const named = [
    ...Object.entries(metrics),
    ...(epoch !== undefined && of === 'train' ? [['epoch', epoch] as const] : []),
  ];
  const values = named.map(([name, value]) => nested(1, [nested(1, `${of}/${name}`), float(2, value)]));
  return event(time, step, nested(5, values));
}

/** What a stage is, as Markdown under the tag `stage`. */
export function about(time: Seconds, { key, title, study, arms, settings }: TrackedStage): Uint8Array {
  const facts = { study, arms: arms.join(', '), stage: key, ...settings };
  const rows = Object.entries(facts).map(([name, value]) => `| ${name} | ${String(value).replaceAll('|', '\\|')} |`);
  const text = `${title}\n\n| | |\n|---|---|\n${rows.join('\n')}`;
  // A TensorProto of one string: dtype DT_STRING, tensor_shape of one dimension of size 1, string_val.
  const tensor = nested(8, [whole(1, 7), nested(2, [nested(2, [whole(1, 1)])]), nested(8, text)]);
  return event(time, 0, nested(5, [nested(1, [nested(1, 'stage'), metadata('text'), tensor])]));
}

/** A SummaryMetadata, by which a plugin of TensorBoard knows what is its. */
const metadata = (plugin: string, content?: Uint8Array): Uint8Array =>
  nested(9, [nested(1, [nested(1, plugin), ...(content ? [nested(2, content)] : [])])]);

const hparams = (tag: string, content: Uint8Array): Uint8Array =>
  nested(5, [nested(1, [nested(1, `_hparams_/${tag}`), metadata('hparams', content)])]);

/** The settings of a stage and its seed as hyperparameters of a session. */
export function hyperparameters(time: Seconds, { settings, seed }: TrackedStage): Uint8Array {
  const named = Object.entries({ ...settings, ...(seed !== null && { seed }) });
  const entries = named.map(([name, value]) => nested(1, [nested(1, name), nested(2, [jsonValue(value)])]));
  // HParamsPluginData: session_start_info, of hparams and start_time_secs.
  return event(time, 0, hparams('session_start_info', nested(3, [...entries, double(5, time)])));
}

/** A google.protobuf.Value. */
function jsonValue(value: string | number | boolean): Uint8Array {
  if (typeof value === 'number') return double(2, value);
  return typeof value === 'string' ? nested(3, value) : whole(4, Number(value));
}

/** That a session came through. The first end of a run is the one that TensorBoard keeps. */
export const sessionEnd = (time: Seconds): Uint8Array =>
  // HParamsPluginData: session_end_info, of status SUCCESS and end_time_secs.
  event(time, 0, hparams('session_end_info', nested(4, [whole(1, 1), double(2, time)])));
