/** Part of every stage's key: raised when a change of the engine changes what a stage gives, and only then. */
export const engineVersion = '7';
