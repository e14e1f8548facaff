import type { AnyTask, Example, Kind } from '@stopover/core';

/** Rows of one task, read and with skips already counted by the caller. */
export interface TaskData {
  readonly task: AnyTask;
  readonly examples: readonly Example<Kind>[];
}

/** Rows of one language (BCP 47), known to the type system. */
export interface LanguageRows<L extends string> extends TaskData {
  readonly language: L;
}

/**
 * The rows that model selection takes: English. Rows of another language are another type, so a zero-shot arm that
 * selects on target-language labels does not compile.
 */
export type EnglishDev = LanguageRows<'en'>;

const translated = Symbol('translated');
const oracle = Symbol('oracle');

/** English development rows, machine-translated into one language: their labels are the English ones. */
export interface TranslatedDev extends LanguageRows<string> {
  readonly [translated]: true;
}

/** Development rows of the target language itself: what a study of transfer may not select on, see `oracleDev`. */
export interface OracleDev extends LanguageRows<string> {
  readonly [oracle]: true;
}

/** What a model may be selected on. */
export type SelectionRows = EnglishDev | TranslatedDev | OracleDev;

/** Rows that a translator made of English development rows. */
export const translatedDev = (rows: LanguageRows<string>): TranslatedDev => ({ ...rows, [translated]: true });

/**
 * The one marked place that goes round the type that keeps target-language labels out of selection: for `oracle`, an
 * upper bound that is asked for by name, shown apart and never a primary contrast. Its rows are in no draw of shots.
 */
export const oracleDev = (rows: LanguageRows<string>): OracleDev => ({ ...rows, [oracle]: true });

/** Which of them rows are. */
export function rowsFor(rows: SelectionRows): 'english' | 'translated' | 'oracle' {
  if (oracle in rows) return 'oracle';
  return translated in rows ? 'translated' : 'english';
}
