export { type LanguageCode, languageCodes } from './languages.ts';
export { miniatureModelFolder, miniatureModelId } from './model-folder.ts';
export { type PretrainingText, pretrainingText } from './pretraining.ts';
export { defaultSeed } from './sizes.ts';
export { type MiniatureOptions, miniatureSource } from './source.ts';
export { miniatureTokenizer, tokenizerSettings, vocabularyLimit } from './tokenizer.ts';
export { type MiniatureTable, miniatureTables } from './world.ts';
