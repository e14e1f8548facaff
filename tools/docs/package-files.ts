import { z } from 'zod';
import { read } from '../checks/workspace.ts';

/**
 * Where the project lives on the net. It is written once, in the package.json of the workspace; until there is such a
 * place it is below `.example`, which leads nowhere by RFC 2606, and `npm run release` refuses it.
 */
const placeSchema = z.object({
  homepage: z.url(),
  repository: z.object({ type: z.literal('git'), url: z.string().startsWith('git+https://') }),
  bugs: z.object({ url: z.url() }),
});

/** The fields of the workspace's package.json that each package repeats. */
export const place = placeSchema.parse(JSON.parse(read('package.json')));

/** What a package ships beside what npm always takes: the sources too, because the source maps lead to them. */
const shipped = [
  'dist',
  'src',
  '!dist/**/*.tsbuildinfo',
  '!src/**/*.test.ts',
  '!src/**/fixtures',
  '!src/**/__snapshots__',
];

/** A package.json with the facts that are the same everywhere, as text. */
export function manifestWith(text: string, folder: string): string {
  const manifest = z.looseObject({ files: z.array(z.string()), license: z.string() }).parse(JSON.parse(text));
  const own = manifest.files.filter((name) => !shipped.includes(name));
  const entries = Object.entries(manifest).filter(([key]) => !Object.hasOwn(place, key));
  const facts = { ...place, repository: { ...place.repository, directory: folder } };
  const whole = entries.flatMap(([key, value]) => {
    if (key === 'license') return [[key, value] as const, ...Object.entries(facts)];
    return [[key, key === 'files' ? [...shipped, ...own] : value] as const];
  });
  return `${JSON.stringify(Object.fromEntries(whole), null, 2)}\n`;
}

/** The page of a package that has none of its own. */
export const pageOf = ({ name, description }: { readonly name: string; readonly description: string }): string =>
  `# ${name}

${description.replace(/\.?$/, '.')}

A part of [Stopover](${place.homepage}), which measures what an English stop on the way to another language is worth to a
multilingual encoder. \`npm install stopover\` brings the command.
`;
