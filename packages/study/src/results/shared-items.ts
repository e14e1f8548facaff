// One array of ids and one of clusters for all cells of a target and language: a study may have thousands of cells.

/** Items of a test in one language, and what each belongs to there. */
export interface Test {
  readonly ids: readonly string[];
  readonly groups: readonly string[];
}

/** The tests that cells are scored on. */
export class SharedItems {
  /** By target, and there by language; arms may score different items. */
  readonly #tests = new Map<string, Map<string, Test[]>>();

  /** The test that these items are, the same object for every cell that is scored on them. */
  test(target: string, language: string, { ids, groups = [] }: Pick<Test, 'ids'> & Partial<Test>): Test {
    const languages = this.#tests.get(target) ?? new Map<string, Test[]>();
    this.#tests.set(target, languages);
    const known = languages.get(language) ?? [];
    languages.set(language, known);
    const same = known.find((one) => equal(one.ids, ids) && equal(one.groups, groups));
    if (same) return same;
    const test = { ids, groups };
    known.push(test);
    return test;
  }

  /** The clusters of every test that has groups, named so that they can be compared over a target's languages. */
  clusters(): ReadonlyMap<Test, readonly string[]> {
    return new Map(
      [...this.#tests.values()].flatMap((languages) => {
        const tests = [...languages.values()].flat().filter(({ groups }) => groups.length > 0);
        const named = jointClusters(tests);
        return tests.map((test, i) => [test, named[i] ?? []] as const);
      }),
    );
  }
}

const equal = (some: readonly string[], others: readonly string[]): boolean =>
  some === others || (some.length === others.length && some.every((one, i) => one === others[i]));

/**
 * Clusters of the items of several languages: items that share a group in any of them are of one cluster, and an id that
 * two languages have is one item. A cluster is named by its first item. So a paragraph is one cluster where languages
 * have other questions about it, and two premises that are one in some translation are one in all.
 */
export function jointClusters(tests: readonly Test[]): readonly (readonly string[])[] {
  const above = new Map<string, string>();
  const top = (name: string): string => {
    let root = name;
    for (let next = above.get(root); next !== undefined; next = above.get(root)) root = next;
    if (root !== name) above.set(name, root);
    return root;
  };
  for (const [language, { ids, groups }] of tests.entries()) {
    for (const [i, id] of ids.entries()) {
      const [item, group] = [top(`item ${id}`), top(`group ${language} ${groups[i]}`)];
      if (item !== group) above.set(group, item);
    }
  }
  const names = new Map<string, string>();
  return tests.map(({ ids }) =>
    ids.map((id) => {
      const root = top(`item ${id}`);
      const name = names.get(root) ?? id;
      names.set(root, name);
      return name;
    }),
  );
}
