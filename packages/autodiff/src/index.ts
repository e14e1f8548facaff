export { gradients } from './gradients.ts';
export type { Rule } from './rule.ts';
export { nonDifferentiable, rules } from './rules.ts';
