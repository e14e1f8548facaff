/**
 * The premise with COPA's question after it, in English whatever the language: the input that XTREME-R's XCOPA
 * baselines were trained and tested with. COPA and XCOPA must agree on it, as one trains the other.
 */
export const copaContext = (premise: string, question: 'cause' | 'effect'): string =>
  `${premise} What was the ${question}?`;
