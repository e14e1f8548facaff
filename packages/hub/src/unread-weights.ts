// Weights that are never read, and how they become ones that are.

/** Of a trainer's folder, no weights of a model. */
const beside = /^(training_args|optimizer|scheduler|rng_state|scaler)/;

/** What to do with weights of a model folder in other forms than safetensors; undefined where it has none. */
export function unreadWeights(names: readonly string[]): string | undefined {
  const own = [...names].sort().filter((name) => !beside.test(name));
  const pickled = own.find((name) => /\.(bin|pt|pth|ckpt)$/.test(name));
  if (pickled !== undefined) {
    const load = 'load the model in Python with transformers';
    return `Pickled weights (${pickled}) are never read, because they can run code: where you trust the file, ${load} and save it with save_pretrained(FOLDER, safe_serialization=True), its tokenizer too.`;
  }
  const other = own.find((name) => /^tf_model.*\.h5$|^flax_model.*\.msgpack$/.test(name));
  if (other === undefined) return undefined;
  const from = other.endsWith('.h5') ? 'from_tf=True' : 'from_flax=True';
  return `Weights of TensorFlow and Flax (${other}) are never read: load the model in Python with transformers and ${from}, and save it with save_pretrained(FOLDER, safe_serialization=True), its tokenizer too.`;
}
