import type { Terminal } from '../program/terminal.ts';
import { duration } from './quantities.ts';

/** One stage that is being run, as far as it has told. */
export interface RunningStage {
  /** `mnli → xnli, seed 1`. */
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly stepsPerSecond: number | null;
  readonly loss: number | null;
}

/** Where a study stands. */
export interface Standing {
  /** Stages done in this run, failed ones included. */
  readonly done: number;
  /** Stages that this run has to do. */
  readonly total: number;
  /** Share of the work done, 0 to 1. */
  readonly share: number;
  readonly secondsLeft: number | null;
  readonly running: readonly RunningStage[];
}

/** Shows a study's progress on stderr. */
export interface Progress {
  /** Something changed. */
  show(standing: Standing): void;
  /** A line that stays: a stage is done or has failed. `important` ones are never left out. */
  line(text: string, important: boolean): void;
  /** Ends the redrawn block. */
  end(): void;
}

/** What progress is drawn on. */
type Screen = Pick<Terminal, 'redraws' | 'note' | 'draw'>;

/** A block redrawn in place on a terminal; elsewhere plain lines, few of them. */
export const createProgress = (terminal: Screen): Progress => (terminal.redraws ? redrawn(terminal) : plain(terminal));

/** Redrawing more often only flickers. */
const redrawMilliseconds = 100;
/** A log is read later: a line now and then is enough. */
const lineMilliseconds = 5000;
const longMilliseconds = 30_000;

function redrawn(terminal: Screen): Progress {
  let height = 0;
  let last = Number.NEGATIVE_INFINITY;
  const clear = () => {
    if (height > 0) terminal.draw(`\u001b[${height}A\u001b[J`);
    height = 0;
  };
  return {
    show: (standing) => {
      const now = performance.now();
      if (now - last < redrawMilliseconds) return;
      last = now;
      clear();
      const width = Math.max(40, (process.stderr.columns ?? 80) - 1);
      const lines = blockOf(standing).map((line) => fitted(line, width));
      terminal.draw(`${lines.join('\n')}\n`);
      height = lines.length;
    },
    line: (text, important) => {
      if (!important) return;
      clear();
      terminal.note(text);
    },
    end: clear,
  };
}

function plain(terminal: Screen): Progress {
  const start = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  const now = (text: string) => {
    last = performance.now();
    terminal.note(text);
  };
  return {
    show: (standing) => {
      // Stages that end soon say so themselves; this is for the long ones.
      if (performance.now() - Math.max(start, last) < longMilliseconds) return;
      now(
        blockOf(standing)
          .slice(1)
          .map((line) => line.trim())
          .join('; '),
      );
    },
    line: (text, important) => {
      if (important || performance.now() - last >= lineMilliseconds) now(text);
    },
    end: () => {},
  };
}

/** The lines of the block: a bar, then one line a running stage. */
export function blockOf({ done, total, share, secondsLeft, running }: Standing): readonly string[] {
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
  const head = `${bar(share)} ${done} of ${total} stages done${left}`;
  return [head, ...running.map((stage, i) => `  ${done + i + 1}/${total} ${stage.title}${details(stage)}`)];
}

function details({ step, steps, stepsPerSecond, loss }: RunningStage): string {
  if (steps === 0) return '';
  const speed = stepsPerSecond === null ? '' : `, ${stepsPerSecond.toPrecision(3)} steps/s`;
  return `: step ${step} of ${steps}${speed}${loss === null ? '' : `, loss ${loss.toFixed(3)}`}`;
}

function bar(share: number): string {
  const cells = 24;
  const full = Math.round(Math.min(1, Math.max(0, share)) * cells);
  return `${'━'.repeat(full)}${'╌'.repeat(cells - full)}`;
}

const fitted = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 1)}…`);
