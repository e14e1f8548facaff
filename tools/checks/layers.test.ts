import { createProjectGraphAsync } from '@nx/devkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { cycleIn, forbidden, type Room, roomAt, roomsOf } from './rooms.ts';
import { manifestOf, packages, read } from './workspace.ts';

const rooms = roomsOf(read('docs/architecture.md'));

interface Edge {
  readonly from: string;
  readonly to: string;
  /** Only tests use it. */
  readonly development: boolean;
}

const folders = new Map<string, string>();
let edges: readonly Edge[] = [];

beforeAll(async () => {
  const graph = await createProjectGraphAsync({ exitOnError: false });
  for (const { name, data } of Object.values(graph.nodes)) folders.set(name, data.root);
  edges = Object.values(graph.dependencies)
    .flat()
    .filter(({ source, target }) => folders.has(source) && folders.has(target))
    .map(({ source, target }) => {
      const { dependencies, peerDependencies } = manifestOf(folders.get(source) ?? '');
      return { from: source, to: target, development: !(target in { ...dependencies, ...peerDependencies }) };
    });
});

const room = (name: string): Room | undefined => roomAt(rooms, folders.get(name) ?? '');

describe('layers', () => {
  it('gives every package one room, and every room without a placeholder its package', () => {
    const rows = packages.map(({ folder, manifest }) => {
      const name = folder.split('/').at(-1) ?? '';
      return [folder, roomAt(rooms, folder)?.package.replace('<name>', name), manifest.name];
    });
    expect(rows.filter(([, expected, name]) => expected !== name)).toEqual([]);
    const fixed = rooms.filter(({ folder }) => folder.startsWith('packages/') && !folder.includes('<'));
    expect(fixed.map(({ folder }) => folder).filter((folder) => !rows.some(([f]) => f === folder))).toEqual([]);
  });

  it('is a graph that Nx knows', () => {
    expect(packages.filter(({ manifest }) => !folders.has(manifest.name))).toEqual([]);
    expect(edges.length).toBeGreaterThan(packages.length);
  });

  it('points strictly down', () => {
    const wrong = edges.flatMap(({ from, to, development }) => {
      const [a, b] = [room(from), room(to)];
      const reason = a && b && !development ? forbidden(a, b) : undefined;
      return reason ? [`${from} imports ${to}: ${reason}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('has no cycle, tests included', () => {
    const outgoing = new Map([...folders.keys()].map((name) => [name, [] as string[]]));
    for (const { from, to } of edges) outgoing.get(from)?.push(to);
    expect(cycleIn(outgoing)).toBeUndefined();
  });
});

describe('the rule itself', () => {
  const page = [
    '| layer | folder | package | job |',
    '|---|---|---|---|',
    '| app | packages/cli | `stopover` | commands |',
    '| study | packages/study | `@stopover/study` | plans |',
    '| plugin | packages/task-plugins/&lt;name&gt; | `@stopover/task-<name>` | a task |',
    '| base | packages/hub | `@stopover/hub` | data |',
    '| base | packages/text | `@stopover/text` | tokens |',
    '| core | packages/core | `@stopover/core` | contracts |',
    '| test | packages/testing | `@stopover/testing` | suites |',
    '',
  ].join('\n');
  const rows = roomsOf(page);
  const at = (folder: string): Room => {
    const found = roomAt(rows, folder);
    if (!found) throw new Error(`no room ${folder}`);
    return found;
  };

  it.each([
    ['packages/cli', 'packages/task-plugins/xnli', undefined],
    ['packages/task-plugins/xnli', 'packages/hub', undefined],
    ['packages/hub', 'packages/core', undefined],
    ['packages/testing', 'packages/core', undefined],
    ['packages/hub', 'packages/text', 'both are of the layer base'],
    ['packages/task-plugins/a', 'packages/task-plugins/b', 'only the app names plugins'],
    ['packages/study', 'packages/task-plugins/xnli', 'only the app names plugins'],
    ['packages/core', 'packages/hub', 'base stands above core'],
    ['packages/task-plugins/xnli', 'packages/study', 'study stands above plugin'],
    ['packages/hub', 'packages/testing', 'conformance suites are imported by tests only'],
    ['packages/testing', 'packages/hub', 'the conformance suites know core only'],
  ])('%s to %s: %s', (from, to, reason) => {
    expect(forbidden(at(from), at(to))).toBe(reason);
  });

  it('finds a cycle', () => {
    const edges = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    expect(cycleIn(edges)).toEqual(['b', 'd', 'b']);
  });
});
