/** The colours of page and figures by what they stand for. Pairs of marks are told apart by a deuteranope, too (held by a test). */
export const light = {
  paper: '#fdfcfa',
  ink: '#1d1f23',
  quiet: '#5c6068',
  line: '#dedbd4',
  cell: '#f1eee8',
  zone: '#efece4',
  accent: '#1f5f8b',
  stop: '#0062a8',
  shots: '#b25000',
  joint: '#5b3168',
  placebo: '#6f7378',
  s4: '#f35c76',
  s5: '#792f29',
  s6: '#c966c6',
} as const;

/** What a colour stands for. */
export type Role = keyof typeof light;

/** The same on a dark page. */
export const dark: Readonly<Record<Role, string>> = {
  paper: '#15171a',
  ink: '#e9e7e2',
  quiet: '#a7abb2',
  line: '#363a40',
  cell: '#24272c',
  zone: '#22262b',
  accent: '#7fb8e0',
  stop: '#5fb0f0',
  shots: '#f2a45c',
  joint: '#e5c6fe',
  placebo: '#8d9299',
  s4: '#4e8441',
  s5: '#a8c48c',
  s6: '#4a77e2',
};

/** Colours that marks of one figure are told apart by. */
export const markRoles = [
  'ink',
  'stop',
  'shots',
  'joint',
  'placebo',
  's4',
  's5',
  's6',
] as const satisfies readonly Role[];

/** A colour as the page's style sheet gives it, so that one drawing serves light, dark and print. */
export const color = (role: Role): string => `var(--${role})`;

/** The colour of the n-th line of a figure whose lines have no meaning of their own. */
export const lineColor = (index: number): Role => lines[index % lines.length] ?? 'ink';

const lines = ['stop', 'shots', 'joint', 's5', 's4', 's6'] as const satisfies readonly Role[];

/** A drawing with the colours of the light page in place of the style sheet's names: for a file of its own. */
export const withoutVariables = (svg: string): string =>
  svg.replaceAll(/var\(--(\w+)\)/g, (_, name: string) => (isRole(name) ? light[name] : light.ink));

const isRole = (name: string): name is Role => name in light;
