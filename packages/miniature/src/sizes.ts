/** The seed of the world that the committed encoder was pretrained on. */
export const defaultSeed = 1;

/** Rows of each table. Trains are English; tests are per language. Inference comes in threes. */
export const sizes = {
  mnli: { train: 3999, validation: 300 },
  xnli: { validation: 300, test: 399 },
  squad: { train: 3000, validation: 300 },
  xquad: 400,
  hellaswag: { train: 3000, validation: 300 },
  cosmos: { train: 2500, validation: 300 },
  commonsense: { train: 2000, validation: 300 },
  socialIqa: { train: 2500, validation: 300 },
  copa: { train: 400, validation: 100 },
  xcopa: { validation: 100, test: 400 },
  tatoeba: 400,
  udpos: { train: 1000, validation: 200, test: 300 },
  wikiann: { train: 1000, validation: 200, test: 300 },
  /** Pretraining rows of one language's own text, and of translations before the language's share is taken. */
  pretraining: { own: 2600, translated: 8000 },
} as const;

/** Share of the translations that English has with each language: close relatives to a language hardly translated. */
export const translatedShare: Readonly<Record<string, number>> = {
  de: 0.9,
  es: 0.8,
  it: 0.6,
  ru: 0.5,
  zh: 0.45,
  tr: 0.35,
  vi: 0.3,
  sw: 0.1,
};

/** Shares of the causal knowledge that each text tells. COPA's own training leaves half to be learnt elsewhere. */
export const knownCauses = { copa: 0.5, hellaswag: 0.85, cosmos: 0.85, socialIqa: 0.6, pretraining: 0.35 } as const;
