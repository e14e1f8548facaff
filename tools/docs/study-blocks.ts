import { filesBelow, read } from '../checks/workspace.ts';

/** The blocks of a page that are study files, or a part of one. */
export const blocksOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);

/** A block that shows one field becomes a whole study. */
export const whole = (block: string): string => {
  const missing = ['name: shown', 'model: miniature', 'targets: [xnli]', 'intermediates: [mnli]'].filter(
    (line) => !new RegExp(`^${line.split(':', 1)[0]}s?:`, 'm').test(block),
  );
  return [...missing, block].join('\n');
};

/** Every such block of the README and of docs, and where it is. */
export function studyBlocks(): readonly (readonly [name: string, text: string])[] {
  const pages = ['README.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))];
  return pages.flatMap((page) => blocksOf(page).map((text, i) => [`${page}, block ${i + 1}`, text] as const));
}
