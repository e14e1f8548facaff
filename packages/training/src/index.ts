export * from './recipe.ts';
export * from './requests.ts';
