/** One row of the layer table in docs/architecture.md. */
export interface Room {
  readonly layer: string;
  /** Folder, where `<name>` stands for one folder of any name. */
  readonly folder: string;
  readonly package: string;
  readonly job: string;
  /** The place of the layer in the table: 0 is the top. */
  readonly depth: number;
}

const header = ['layer', 'folder', 'package', 'job'];

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) =>
      cell
        .trim()
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replace(/^`(.*)`$/, '$1'),
    );

/**
 * The rooms of the house, from the table whose columns are layer, folder, package and job.
 * @throws Error when the page has no such table.
 */
export function roomsOf(page: string): readonly Room[] {
  const lines = page.split('\n');
  const at = lines.findIndex((line) => cellsOf(line).join('|') === header.join('|'));
  if (at < 0) throw new Error(`docs/architecture.md has no table with the columns ${header.join(', ')}`);
  const after = lines.slice(at + 2);
  const end = after.findIndex((line) => !line.startsWith('|'));
  const rows = after.slice(0, end < 0 ? undefined : end).map(cellsOf);
  const layers = [...new Set(rows.map(([layer = '']) => layer))];
  return rows.map(([layer = '', folder = '', name = '', job = '']) => ({
    layer,
    folder,
    package: name,
    job,
    depth: layers.indexOf(layer),
  }));
}

/** The room that a folder belongs to, if any. */
export function roomAt(rooms: readonly Room[], folder: string): Room | undefined {
  const parts = folder.split('/');
  return rooms.find((room) => {
    const pattern = room.folder.split('/');
    return pattern.length === parts.length && pattern.every((part, i) => part === '<name>' || part === parts[i]);
  });
}

/** Why code of one room may not import another, or undefined when it may. */
export function forbidden(from: Room, to: Room): string | undefined {
  if (to.layer === 'test') return 'conformance suites are imported by tests only';
  if (from.layer === 'test') return to.layer === 'core' ? undefined : 'the conformance suites know core only';
  if (to.layer === 'plugin' && from.layer !== 'app') return 'only the app names plugins';
  if (to.layer === from.layer) return `both are of the layer ${to.layer}`;
  return to.depth < from.depth ? `${to.layer} stands above ${from.layer}` : undefined;
}

/** One cycle among the edges, as the names along it, or undefined when there is none. */
export function cycleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of edges.get(name) ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of edges.keys()) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}
