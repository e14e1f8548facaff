import { join } from 'node:path';

/** The folder of the encoder that is committed with this package; the same from src/ and from dist/. */
export const miniatureModelFolder: string = join(import.meta.dirname, '..', 'model');

/** The name by which a study asks for it. */
export const miniatureModelId = 'stopover/miniature';
