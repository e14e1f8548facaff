// What is the same in every package: the addresses of the project, what is shipped, and the page of one that has none of
// its own. The generators write it, `npm run gen` keeps it, and a test compares.

/**
 * Where the project lives on the net, as the package.json of the workspace says. Until there is such a place it is below
 * `.example`, which leads nowhere by RFC 2606, and `npm run release` refuses it.
 * @typedef {{ homepage: string, repository: { type: string, url: string }, bugs: { url: string } }} Place
 */

/** What a package ships beside what npm always takes: the sources too, because the source maps lead to them. */
const shipped = [
  'dist',
  'src',
  '!dist/**/*.tsbuildinfo',
  '!src/**/*.test.ts',
  '!src/**/fixtures',
  '!src/**/__snapshots__',
];

/** Anyone may install it, and the registry says from which commit and by which job it was built. */
const publishConfig = { access: 'public', provenance: true };

/**
 * A package.json with the facts that are the same everywhere, as text.
 * @param {string} text
 * @param {string} folder The package's, relative to the repository.
 * @param {Place} place
 */
export function manifestWith(text, folder, { homepage, repository, bugs }) {
  const facts = { homepage, repository: { ...repository, directory: folder }, bugs, publishConfig };
  /** @type {Record<string, unknown> & { files: string[] }} */
  const manifest = JSON.parse(text);
  const own = manifest.files.filter((name) => !shipped.includes(name));
  const whole = Object.entries(manifest)
    .filter(([key]) => !Object.hasOwn(facts, key))
    .flatMap(([key, value]) => {
      if (key === 'license') return [[key, value], ...Object.entries(facts)];
      return [[key, key === 'files' ? [...shipped, ...own] : value]];
    });
  return `${JSON.stringify(Object.fromEntries(whole), null, 2)}\n`;
}

/**
 * The page of a package that has none of its own.
 * @param {{ name: string, description: string }} manifest
 * @param {Pick<Place, 'homepage'>} place
 */
export const pageOf = ({ name, description }, { homepage }) => `# ${name}

${description.replace(/\.?$/, '.')}

A part of [Stopover](${homepage}), which measures what an English stop on the way to another language is worth to a
multilingual encoder. \`npm install stopover\` brings the command.
`;

/**
 * CITATION.cff with the version of the app and the addresses of the project.
 * @param {string} text
 * @param {string} version
 * @param {Pick<Place, 'homepage' | 'repository'>} place
 */
export const citationWith = (text, version, { homepage, repository }) =>
  text
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^url: .*$/m, `url: ${homepage}`)
    .replace(/^repository-code: .*$/m, `repository-code: ${repository.url.replace(/^git\+/, '')}`);
