export { type LanguageCode, languageCodes } from './languages.ts';
export { miniatureModelFolder, miniatureModelId } from './model-folder.ts';
export { type PretrainingText, pretrainingText } from './pretraining.ts';
export { type MiniatureOptions, miniatureSource } from './source.ts';
export { miniatureTokenizer, tokenizerSettings, vocabularyLimit } from './tokenizer.ts';
export { defaultSeed, type MiniatureTable, miniatureTables } from './world.ts';
