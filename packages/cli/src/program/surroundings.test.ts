// Every command where something around it is wrong: none may end in an exception of the system's own words.
import { spawnSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, plainEnvironment, program } from '../fixtures/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { stopoverHere } from '../fixtures/here.ts';

let folder: TemporaryFolder;
const long = 'n'.repeat(300);

beforeAll(async () => {
  build();
  folder = await temporaryFolder();
  await folder.write('file', 'text');
  await mkdir(join(folder.path, 'folder/config.json'), { recursive: true });
  await symlink('nowhere', join(folder.path, 'dangling'));
  await writeFile(join(folder.path, 'study.yaml'), 'name: s\nmodel: miniature\ntargets: [xcopa]\nlanguages: [it]\n');
  await writeFile(join(folder.path, 'long.yaml'), `name: ${long}\nmodel: miniature\ntargets: [xnli]\n`);
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

/** Runs a line of the shell in which `stopover` is the command. */
const shell = (line: string) => {
  const script = `stopover() { '${process.execPath}' '${program}' "$@"; }; ${line}`;
  return spawnSync('bash', ['-c', script], { cwd: folder.path, env: plainEnvironment(), encoding: 'utf8' });
};

/** What is wrong, by the path that a command is given. */
const places = ['file', 'folder', 'dangling', 'absent', long];
const commands = (place: string): readonly string[] => [
  `plan ${place}`,
  `report ${place}`,
  `tasks --study ${place}`,
  `plan study.yaml --store ${place}/store`,
  `export --model ./${place} --out out`,
  `export --model miniature --out ${place === 'folder' || place === 'absent' ? 'file' : place}`,
  `export --stage ab --store ${place} --out out`,
  `finetune --model ./${place} --task copa --source miniature`,
  `evaluate --model ./${place} --task xcopa --source miniature`,
  `finetune --model miniature --task copa --recipe ${place}`,
  `score --suite xtreme --predictions ${place} --labels ${place}`,
  `pretrain --text ${place} --tokenizer miniature --out out --steps 1 --batch-size 2 --size 1x32x1x64`,
];

describe('a path that leads nowhere', () => {
  it.each(places)('is said by every command: %s', async (place) => {
    for (const command of commands(place)) {
      const { status, stderr } = await stopoverHere(command.split(' '), { cwd: folder.path });
      // There the place may be made, or is what was asked for.
      if (status === 0 && /--store (folder|absent)\/store|--text file /.test(command)) continue;
      expect({ command, status: status === 1 || status === 2, stderr }).toMatchObject({ command, status: true });
      expect(`${command}: ${stderr}`).not.toMatch(
        /unexpected error|TypeError|RangeError|node:internal| {4}at |Run it again with --debug/,
      );
      expect(`${command}: ${stderr}`).toMatch(/stopover: .+: .+\. .+\./);
    }
  });
});

describe('what every command lives in', { timeout: 300_000 }, () => {
  const some = [
    'tasks',
    'plugins',
    'plan study.yaml --store store',
    'data check xcopa --source miniature --languages it',
  ];

  it('may be a standard output that is full, which is failed work', () => {
    for (const command of some) {
      const { status, stderr } = shell(`stopover ${command} --json > /dev/full`);
      expect({ command, status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('is full') });
    }
  });

  it('may be a working folder that is gone', () => {
    for (const command of some) {
      const { status, stderr } = shell(`mkdir -p gone && cd gone && rmdir ../gone && stopover ${command}`);
      expect({ command, status }).toEqual({ command, status: 2 });
      expect(stderr).not.toMatch(/unexpected error|node:internal/);
    }
  });

  it('may be too few open files', () => {
    for (const most of [24, 32, 48]) {
      const { status, stderr } = shell(`ulimit -n ${most}; stopover tasks`);
      expect({ most, failed: status !== 0, stderr }).toMatchObject({
        failed: true,
        stderr: expect.stringContaining('ulimit -n'),
      });
      expect(stderr).not.toMatch(/node:internal/);
    }
  });
});
