import type { Study } from '../study-file/study.ts';

/** A study whose texts for masked-language modelling give no more examples than its tables give rows. */
export function withLimitedText(study: Study, limit: number | undefined): Study {
  if (limit === undefined) return study;
  const cut = <T extends { readonly maxExamples: number | null }>(text: T): T => ({
    ...text,
    maxExamples: Math.min(text.maxExamples ?? limit, limit),
  });
  return {
    ...study,
    adaptation: study.adaptation && cut(study.adaptation),
    intermediates: study.intermediates.map((one) => (one.masked ? { ...one, masked: cut(one.masked) } : one)),
  };
}
