export { gradients } from './gradients.ts';
export type { Rule } from './rule.ts';
export { flat, rules } from './rules.ts';
