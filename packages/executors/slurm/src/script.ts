// The scripts that are submitted. Bash runs a job's program as its child, hands signals on to it, and writes down in the
// store how it ended: whoever watches then needs no accounting of Slurm's.
import type { Job } from '@stopover/core';
import type { Place } from './place.ts';
import type { Settings } from './settings.ts';

/** Seconds before the end of its time at which a job is told; Slurm may tell it up to a minute earlier. */
export const warning = 120;

/** A time limit so short that a warning would come at once has none: SIGTERM comes at its end. */
const shortest = 3 * warning;

export interface ScriptWish {
  readonly name: string;
  readonly title: string;
  /** Where output goes, with Slurm's `%j`, of an array `%A_%a`. */
  readonly log: string;
  readonly needs: Job['resources'];
  /** Nodes that are to be left out. */
  readonly exclude?: readonly string[];
  /** Seconds before the end of its time at which it is told; without it as usual. */
  readonly warned?: number;
  /** Of an array: how many jobs. */
  readonly tasks?: number;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A command line for bash. */
export const commandLine = (command: readonly string[]): string => command.map(quoted).join(' ');

function header(wish: ScriptWish, settings: Settings): string[] {
  const { name, title, log, needs, exclude = [] } = wish;
  const { warned = settings.limit > shortest ? warning : undefined } = wish;
  const gpu = needs.gpus > 0;
  const partition = gpu ? settings.partition : (settings.cpuPartition ?? settings.partition);
  const asked = gpu && settings.gpus === undefined && settings.gres === undefined ? String(needs.gpus) : settings.gpus;
  const options: readonly (readonly [string, string | undefined])[] = [
    ['job-name', name],
    ['comment', `"${title.replaceAll(/[^\w .,:+/()→-]/g, '_')}"`],
    ['output', `"${log}"`],
    ['array', wish.tasks === undefined ? undefined : `0-${wish.tasks - 1}`],
    ['open-mode', 'append'],
    ['nodes', '1'],
    ['ntasks', '1'],
    ['cpus-per-task', String(needs.threads)],
    ['mem', `${settings.memory ?? needs.memory}M`],
    ['time', settings.time],
    ['account', settings.account],
    ['partition', partition],
    ['qos', settings.qos],
    ['reservation', settings.reservation],
    ['gpus', gpu ? asked : undefined],
    ['gres', gpu ? settings.gres : undefined],
    ['exclude', exclude.length > 0 ? exclude.join(',') : undefined],
    ['signal', warned === undefined ? undefined : `B:USR2@${warned}`],
  ];
  return [
    '#!/bin/bash',
    ...options.flatMap(([option, value]) => (value === undefined ? [] : [`#SBATCH --${option}=${value}`])),
    // After a preemption or the loss of its node Slurm starts it again, also when nobody watches any more.
    '#SBATCH --requeue',
    ...settings.options.map((option) => `#SBATCH ${option}`),
  ];
}

/** What all scripts share: `run_job KEY COMMAND…` runs a program to its end and writes it down. */
const shared = (place: Place, settings: Settings): string[] => [
  `cd ${quoted(process.cwd())} || exit 1`,
  `place=${quoted(place.folder)}`,
  `export SRUN_CPUS_PER_TASK="\${SLURM_CPUS_PER_TASK:-1}"`,
  // As squeue calls it; a task of an array has a number of its own beside that.
  `id="\${SLURM_ARRAY_JOB_ID:+\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}"; id="\${id:-$SLURM_JOB_ID}"`,
  'left=0',
  'warned=0',
  'child=',
  'leave() { left=1; if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null; fi; }',
  'trap leave TERM',
  "trap 'warned=1; leave' USR2",
  'run_job() {',
  '  local key=$1 again; shift',
  '  if [ "$left" = 1 ]; then status=75; return; fi',
  '  "$@" </dev/null & child=$!',
  '  wait "$child"; status=$?',
  '  while kill -0 "$child" 2>/dev/null; do wait "$child"; status=$?; done',
  // A signal ended the wait and not the program: its own status is still to be had.
  '  if [ "$status" -gt 128 ]; then wait "$child" 2>/dev/null; again=$?; if [ "$again" != 127 ]; then status=$again; fi; fi',
  '  child=',
  `  local end="$place/ends/$key~$id.\${SLURM_RESTART_COUNT:-0}"`,
  `  printf "%d %d %s\\n" "$status" "$SECONDS" "\${SLURMD_NODENAME:-}" > "$end.tmp" && mv "$end.tmp" "$end"`,
  '}',
  ...settings.setup,
];

/** One job, one allocation. */
export const jobScript = (job: Pick<Job, 'key' | 'command'>, wish: ScriptWish, place: Place, settings: Settings) =>
  text([
    ...header(wish, settings),
    ...shared(place, settings),
    `run_job ${place.short(job.key)} ${commandLine(job.command)}`,
    'exit "$status"',
  ]);

/** Several jobs with the same needs, each an allocation: which one it is tells its number in the array. */
export const arrayScript = (
  name: string,
  jobs: readonly Pick<Job, 'key' | 'command'>[],
  wish: ScriptWish,
  place: Place,
  settings: Settings,
) =>
  text([
    ...header({ ...wish, tasks: jobs.length }, settings),
    ...shared(place, settings),
    'case "$SLURM_ARRAY_TASK_ID" in',
    ...jobs.map(({ key, command }, i) => `${i}) set -- ${place.short(key)} ${commandLine(command)} ;;`),
    'esac',
    // Slurm writes there too, so the log is one file with two names.
    `ln -f "$place/arrays/${name}~$id.out" "$place/logs/$1~$id.out"`,
    'run_job "$@"',
    'exit "$status"',
  ]);

/** Seconds for which an allocation waits for more short jobs. */
const idle = 15;

/**
 * An allocation that works through short jobs: it takes one after the other out of the queue's folder by renaming its
 * file, as long as what that is expected to take (the number its name begins with) fits into the time that is left.
 * One that is left in the middle stays with those that were taken, until somebody sees that this allocation has ended.
 */
export const packScript = (queue: 'queue-cpu' | 'queue-gpu', wish: ScriptWish, place: Place, settings: Settings) =>
  text([
    ...header(wish, settings),
    ...shared(place, settings),
    `until=${Math.max(30, settings.limit - warning - 60)}`,
    'empty=0',
    // What it had taken when Slurm put it back into the queue.
    `for file in "$place"/taken/*~"$SLURM_JOB_ID".sh; do`,
    `  if [ -e "$file" ]; then base=$(basename "$file" ".sh"); mv "$file" "$place/${queue}/\${base%~*}.sh"; fi`,
    'done',
    `while [ "$left" = 0 ] && [ "$empty" -lt ${idle} ]; do`,
    '  found=0',
    `  for file in "$place"/${queue}/*.sh; do`,
    `    base=$(basename "$file" .sh); seconds=\${base%%~*}; key=\${base#*~}`,
    '    [ -e "$file" ] && [ $((SECONDS + 10#$seconds)) -lt "$until" ] || continue',
    '    mine="$place/taken/$base~$SLURM_JOB_ID.sh"',
    '    mv "$file" "$mine" 2>/dev/null || continue',
    '    found=1',
    '    run_job "$key" bash "$mine" >> "$place/logs/$key~$SLURM_JOB_ID.out" 2>&1',
    '    if [ "$status" != 75 ]; then rm -f "$mine"; fi',
    '    break',
    '  done',
    '  if [ "$found" = 1 ]; then empty=0; else empty=$((empty + 1)); sleep 1; fi',
    'done',
    'exit 0',
  ]);

/**
 * A command that fills the queue, as a job of the queue: near the end of its time it submits its own script again. From
 * then on Slurm must not put it back into the queue: there would be two.
 */
export const driverScript = (
  { key, command }: Pick<Job, 'key' | 'command'>,
  wish: ScriptWish,
  place: Place,
  settings: Settings,
) =>
  text([
    // It leaves no checkpoint and is told also where its time is short.
    ...header({ ...wish, warned: Math.min(warning, Math.floor(settings.limit / 4)) }, settings),
    ...shared(place, settings),
    `run_job ${place.short(key)} ${commandLine(command)}`,
    'if [ "$warned" = 1 ]; then',
    '  scontrol update "JobId=$SLURM_JOB_ID" Requeue=0',
    `  sbatch --parsable ${quoted(place.at('scripts', `${place.short(key)}.sh`))}`,
    '  exit 0',
    'fi',
    'exit "$status"',
  ]);

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
