import { dirname, join, resolve } from 'node:path';
import { type Availability, available, fileReader, findMaskedText, type MaskedText, unavailable } from '@stopover/data';
import { isFile } from '@stopover/files';
import type { Study } from '../study-file/study.ts';

/** Text in one language: what a stage keeps of it, and how many examples it gives. */
interface Text {
  readonly masked: MaskedText;
  readonly rows: number;
}

/** Text in the languages of a study, looked up once. */
export class AdaptationText {
  readonly #study: Study;
  readonly #found = new Map<string, Promise<Availability<Text>>>();

  constructor(study: Study) {
    this.#study = study;
  }

  /** The text in one language, or why there is none. @throws RequestError for a file that cannot be read. */
  in(language: string): Promise<Availability<Text>> {
    const looked = this.#found.get(language) ?? this.#find(language);
    this.#found.set(language, looked);
    return looked;
  }

  async #find(language: string): Promise<Availability<Text>> {
    const { adaptation, file, where } = this.#study;
    if (!adaptation) return unavailable('the study names no text');
    const name = join(adaptation.folder, `${language}.txt`);
    const folder = dirname(resolve(file));
    if (!(await isFile(resolve(folder, name)))) return unavailable(`there is no text ${name}`);
    const { maxExamples } = adaptation;
    const choice = { share: 1, text: [name], languages: null, pairs: 0, maxExamples };
    const masked = await findMaskedText(choice, { folder, where: where('text'), texts: {} });
    const { length } = await fileReader(resolve(folder, name)).examples({ pairs: 0, seed: 0 });
    return available({ masked, rows: Math.min(length, maxExamples ?? length) });
  }
}
