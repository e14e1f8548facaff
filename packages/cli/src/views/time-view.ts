// What a plan will take of a machine, and how that is known.
import type { ExpectedTime, Plan } from '@stopover/study';
import { counted, duration } from './quantities.ts';

/** Time of what is left of a plan, as `--json` shows it. */
export interface TimeForecast extends ExpectedTime {
  readonly processes: number;
  readonly threads: number;
  /** Of processes with their threads, or of the device that one process has. */
  readonly hours: number;
  readonly of: 'CPU' | 'GPU';
  /** Of stages to run, by how their time is known. */
  readonly stages: { readonly measured: number; readonly scaled: number; readonly estimated: number };
  /** On what it was measured; null where the backend does not work here. */
  readonly device: string | null;
}

/** With what a plan is run. */
export interface ForecastCrew extends Pick<TimeForecast, 'processes' | 'threads' | 'of' | 'device'> {
  readonly time: ExpectedTime;
}

/** Sums up what is expected of the stages that are not complete. */
export function forecastTime(
  { stages }: Pick<Plan, 'stages'>,
  complete: ReadonlySet<string>,
  { time, ...crew }: ForecastCrew,
): TimeForecast {
  const left = stages.filter(({ key }) => !complete.has(key));
  const count = (how: Plan['stages'][number]['expected']['by']) =>
    left.filter(({ expected }) => expected.by === how).length;
  return {
    ...time,
    ...crew,
    hours: (time.processSeconds * (crew.of === 'CPU' ? crew.threads : 1)) / 3600,
    stages: { measured: count('measured'), scaled: count('scaled'), estimated: count('estimated') },
  };
}

/** The forecast in lines. */
export function timeInWords(forecast: TimeForecast): readonly string[] {
  const { seconds, processes, threads, hours, of, stages, unknown } = forecast;
  const crew = `${counted(processes, 'process', 'processes')} of ${counted(threads, 'thread')}`;
  const some = stages.measured + stages.scaled + stages.estimated > 0;
  const time = some
    ? [`Time: about ${duration(seconds)} with ${crew}, ${hoursInWords(hours)} ${of}-hours in all.`]
    : [];
  const missing = unknown > 0 ? [`${counted(unknown, 'stage')} of unknown time: ${unknownWhy(forecast)}.`] : [];
  return [...time, ...(some ? [sourcesInWords(forecast)] : []), ...missing];
}

const hoursInWords = (hours: number): string => (hours >= 9.95 ? hours.toFixed(0) : hours.toPrecision(2));

function sourcesInWords({ stages: { measured, scaled, estimated }, device }: TimeForecast): string {
  const parts = [
    ...(measured > 0 ? [`${counted(measured, 'stage')} measured on like ones in this store`] : []),
    ...(scaled > 0 ? [`${counted(scaled, 'stage')} by what others of their sort took in this store`] : []),
    ...(estimated > 0
      ? [`${counted(estimated, 'stage')} estimated from what their passes compute and the speed measured on ${device}`]
      : []),
  ];
  return `Times: ${parts.join(', ')}.`;
}

const unknownWhy = ({ device }: TimeForecast): string =>
  device === null
    ? 'the backend does not work here; times appear once the store holds a comparable run on this machine'
    : 'nothing comparable is in this store, and there is no estimate for translations and for rows that cannot be read, of which `stopover data check` names the first';
