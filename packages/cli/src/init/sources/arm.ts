import type { NamedPlugin, PluginSources } from '../plugin-kinds.ts';

/** An arm of three trainings. */
export function armSources({ name, packageName, variable }: NamedPlugin): PluginSources {
  return {
    source: `import { defineArm, definePlugin, english, mixed, shots } from '@stopover/core';

/** ${name}: English, then English with k target-language examples, then the examples alone. */
export const ${variable} = defineArm({
  name: '${name}',
  // \`intermediate+${name}\` begins with the intermediate; \`withIntermediate\` gives it another path.
  path: [english(), mixed(english(), shots()), shots()],
  against: 'target-shots',
  label: '{k} shots, ${name}',
  line: 'English, then English with the examples, then the examples alone',
});

export default definePlugin({ name: '${packageName}', arms: [${variable}] });
`,
    test: `import { ArmTable, describeArm } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { ${variable} } from './index.ts';

describe('${name}', () => {
  const arms = new ArmTable([${variable}]);

  it.each([
    ['${name}', 'english → mix(english, shots) → shots'],
    ['intermediate+${name}', 'intermediate → english → mix(english, shots) → shots'],
  ])('%s is its path', (name, path) => {
    expect(describeArm(arms.get(name, 'here'))).toMatchObject({ path, shots: true, against: 'target-shots' });
  });
});
`,
    dependencies: [],
    devDependencies: ['@stopover/study'],
    use: `arms: [zero-shot, target-shots, ${name}]
shots: [10]`,
  };
}
