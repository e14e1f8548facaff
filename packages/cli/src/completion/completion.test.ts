// In the shells themselves: what is offered is asked of them, and a Tab is pressed in a terminal where `script` makes one.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, plainEnvironment, stopover } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { createProgram } from '../program/program.ts';

const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const shells = { bash: has('bash', '--version'), zsh: has('zsh', '--version'), fish: has('fish', '--version') };
// util-linux's: others of this name take other options.
const terminal = has('script', '-qec', 'true', '/dev/null');
const titleOf = (shell: keyof typeof shells) => `in ${shell}${shells[shell] ? '' : ` (skipped: no ${shell})`}`;

let folder: TemporaryFolder;
const scriptOf = (shell: string) => join(folder.path, `stopover.${shell}`);

beforeAll(async () => {
  build();
  folder = await temporaryFolder();
  for (const shell of Object.keys(shells)) {
    const { status, stdout, stderr } = stopover(['completion', shell]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    await folder.write(`stopover.${shell}`, stdout);
  }
  await folder.write('my store/stages/x', '');
  await folder.write('my study.yaml', '');
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

/** What is offered where a line ends so, in all shells. */
const offers: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['stopover ta', ['tasks']],
  ['stopover data ch', ['check']],
  ['stopover help bac', ['backends']],
  ['stopover run --exe', ['--executor']],
  ['stopover run --backend ', ['auto', 'cpu', 'cuda', 'webgpu']],
  ['stopover run --store x --executor sl', ['slurm']],
  ['stopover --debug data check xnli pan', ['pan-x']],
  ['stopover finetune --task xq', ['xquad']],
  ['stopover evaluate --format ', ['jsonl', 'xtreme']],
  ['stopover score --profile se', ['seqeval-1']],
  ['stopover finetune --languages sw,el', ['sw,el']],
  ['stopover run --threads ', []],
  ['stopover completion z', ['zsh']],
  ['stopover init --budget ', ['full', 'try', 'usual']],
  ['stopover init --targets xnli,xc', ['xnli,xcopa']],
  ['stopover init --intermediates no', ['none']],
  ['stopover run my', ['my store', 'my study.yaml']],
  ['stopover status my', ['my store']],
];

describe.skipIf(!shells.bash)(titleOf('bash'), () => {
  const offered = (line: string) => {
    const ask = `source "$1"; COMP_LINE=$2 COMP_POINT=\${#2}; _stopover; printf "%s\\n" "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', ask, 'bash', scriptOf('bash'), line], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((one) => one !== '');
  };

  it.each(offers)('%s', (line, expected) => {
    expect(offered(line).sort()).toEqual([...expected].sort());
  });

  it('gives back what follows the last sign at which bash cuts words', () => {
    expect(offered('stopover run --backend=cu')).toEqual(['cuda']);
    expect(offered('stopover run --only target=xnli,arm=translate-tes')).toEqual(['translate-test']);
    expect(offered('stopover run --only target=xnli,seed')).toEqual(['xnli,seed=']);
  });
});

describe.skipIf(!shells.fish)(titleOf('fish'), () => {
  const offered = (line: string) => {
    const { stdout, stderr } = spawnSync(
      'fish',
      ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', scriptOf('fish'), line],
      {
        cwd: folder.path,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    return stdout
      .split('\n')
      .flatMap((one) => (one === '' ? [] : [(one.split('\t')[0] ?? '').replaceAll('\\', '').replace(/\/$/, '')]));
  };

  it.each(offers)('%s', (line, expected) => {
    expect(offered(line).sort()).toEqual([...expected].sort());
  });

  it('completes a value after =', () => {
    expect(offered('stopover run --backend=cu')).toEqual(['--backend=cuda']);
    expect(offered('stopover run --only=target=xnli,arm=translate-tes')).toEqual([
      '--only=target=xnli,arm=translate-test',
    ]);
  });
});

/** Starts an interactive shell, has it read the script, and presses keys; gives what the command was then called with. */
async function pressed(shell: string, prepare: string, keys: string): Promise<string> {
  const command = spawn('script', ['-qec', shell, '/dev/null'], {
    cwd: folder.path,
    env: { ...plainEnvironment(), TERM: 'dumb' },
  });
  let text = '';
  const until = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(text)?.[1];
        if (found === undefined) return;
        clearTimeout(limit);
        command.stdout.off('data', look);
        resolve(found);
      };
      const limit = setTimeout(() => reject(new Error(`${shell} did not say ${pattern}: ${text}`)), 60_000);
      command.stdout.on('data', look);
      look();
    });
  command.stdout.on('data', (part: Buffer) => {
    text += part.toString('utf8');
  });
  try {
    // In two parts, so that the echo of the line is not taken for its answer.
    command.stdin.write(`${prepare}; stopover() { echo "GO""T<$*>"; }; echo REA""DY:\n`);
    await until(/(READY):/);
    command.stdin.write(`${keys}\n`);
    return await until(/GOT<(.*)>/);
  } finally {
    command.kill('SIGKILL');
  }
}

const keys = 'stopover data che\t--sou\tmin\txn\t--languages=sw,he\t';
const meant = /^data check --source miniature xnli --languages=sw,he *$/;

describe.skipIf(!terminal)(
  `a Tab in a terminal${terminal ? '' : ' (skipped: no script of util-linux)'}`,
  { timeout: 150_000 },
  () => {
    it.skipIf(!shells.bash)(titleOf('bash'), async () => {
      expect(await pressed('bash --norc --noprofile -i', `source '${scriptOf('bash')}'`, keys)).toMatch(meant);
    });

    it.skipIf(!shells.zsh)(titleOf('zsh'), async () => {
      const prepare = `autoload -U compinit; compinit -u -D; source '${scriptOf('zsh')}'`;
      expect(await pressed('zsh -f -i', prepare, keys)).toMatch(meant);
    });
  },
);

describe('the scripts', () => {
  it('know every command and option that is shown, from the definitions', () => {
    const walk = (command: Command, path: string): readonly string[] => [
      ...command.options.flatMap(({ hidden, long }) => (hidden || !long ? [] : [`${path} ${long}`.trim()])),
      ...command
        .createHelp()
        .visibleCommands(command)
        .flatMap((below) => walk(below, `${path} ${below.name()}`.trim())),
    ];
    const all = walk(
      createProgram(() => undefined),
      '',
    );
    expect(all.length).toBeGreaterThan(150);
    const asked = all.map((one) => {
      const at = one.lastIndexOf(' ');
      return [at < 0 ? '' : one.slice(0, at), one.slice(at + 1)] as const;
    });
    const ask =
      'source "$1"; shift; while (($#)); do [[ " $(_stopover_options "$1") " == *" $2 "* ]] || echo "$1 $2"; shift 2; done';
    const { stdout } = spawnSync('bash', ['--norc', '-c', ask, 'bash', scriptOf('bash'), ...asked.flat()], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    const hidden = stopover(['completion', 'bash']).stdout;
    expect(hidden).not.toMatch(/'worker'|'stage'|\bworker\b/);
  });

  it('are refused for a shell that is not known', () => {
    expect(stopover(['completion', 'tcsh'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Allowed choices are bash, zsh, fish'),
    });
  });
});
