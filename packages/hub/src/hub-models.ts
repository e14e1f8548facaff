import { RequestError } from '@stopover/core';
import { readText } from '@stopover/files';
import type { HubFile, HubListing } from './hub-listing.ts';
import type { HubRepository } from './hub-repository.ts';
import { modelFolder, shardsOf, weightIndex } from './model-folder.ts';

/** Files taken where they are there; never pickled weights, nor those of other frameworks. */
const tokenizerFile = 'tokenizer.json';
const required = ['config.json', tokenizerFile];
const optional = ['tokenizer_config.json', 'special_tokens_map.json'];

/** A model repository on the hub. */
export class HubModels {
  readonly #repository: HubRepository;

  constructor(repository: HubRepository) {
    this.#repository = repository;
  }

  /** The snapshot's folder with the model's files in it. @throws RequestError when the repository lacks one. */
  async folder(revision: string): Promise<string> {
    const commit = await this.#repository.commit(revision);
    const listing = await this.#repository.listing(commit, '');
    if (listing) await this.#download(commit, listing);
    else if (!this.#repository.offline) throw this.#unknown(commit);
    else if ((await this.#repository.cache.names(commit, '')).length === 0) {
      throw this.#repository.notCached(`commit ${commit}`);
    }
    return modelFolder(this.#repository.cache.snapshot(commit));
  }

  /** The snapshot's folder with the tokenizer in it, and no weights. @throws RequestError when there is none. */
  async tokenizer(revision: string): Promise<string> {
    const commit = await this.#repository.commit(revision);
    const listing = await this.#repository.listing(commit, '');
    const folder = this.#repository.cache.snapshot(commit);
    if (!listing) {
      if (!this.#repository.offline) throw this.#unknown(commit);
      const cached = await this.#repository.cache.names(commit, '');
      if (!cached.includes(tokenizerFile)) throw this.#repository.notCached(`${tokenizerFile} at ${commit}`);
      return folder;
    }
    const named = new Map(listing.files.map((file) => [file.path, file]));
    if (!named.has(tokenizerFile)) throw this.#lacks(commit, [tokenizerFile], named);
    await this.#take(commit, named.get(tokenizerFile));
    for (const name of optional) await this.#takeOptional(commit, name, named.get(name));
    return folder;
  }

  async #download(commit: string, { files }: HubListing): Promise<void> {
    const named = new Map(files.map((file) => [file.path, file]));
    const single = named.has('model.safetensors');
    const weights = single ? 'model.safetensors' : weightIndex;
    const missing = [...required, weights].filter((name) => !named.has(name));
    if (missing.length > 0) throw this.#lacks(commit, missing, named);
    for (const name of optional) await this.#takeOptional(commit, name, named.get(name));
    for (const name of [...required, weights]) await this.#take(commit, named.get(name));
    if (single) return;
    const index = this.#repository.cache.snapshot(commit, weightIndex);
    const shards = shardsOf(await readText(index), index);
    const absent = shards.filter((name) => !named.has(name));
    if (absent.length > 0) throw this.#lacks(commit, absent, named);
    for (const name of shards) await this.#take(commit, named.get(name));
  }

  async #take(commit: string, file: HubFile | undefined): Promise<void> {
    if (file) await this.#repository.file(commit, file);
  }

  /** Python's libraries ask for these too, and offline trust the note that there is none. */
  async #takeOptional(commit: string, name: string, file: HubFile | undefined): Promise<void> {
    if (file) await this.#take(commit, file);
    else await this.#repository.cache.setAbsent(commit, name);
  }

  #lacks(commit: string, missing: readonly string[], named: ReadonlyMap<string, HubFile>): RequestError {
    const { name } = this.#repository.repo;
    return new RequestError({
      where: `model ${name} on the hub`,
      what: `it has no ${missing.map((name) => (name === weightIndex ? 'model.safetensors' : name)).join(', no ')} at ${commit}`,
      remedy: remedyFor(name, missing, [...named.keys()]),
    });
  }

  #unknown(commit: string): RequestError {
    return new RequestError({
      where: `model ${this.#repository.repo.name} on the hub`,
      what: `the hub knows no such model, or no commit ${commit} of it (404)`,
      remedy: 'Check the name and the revision.',
    });
  }
}

/** What a person can do about a model that lacks files, by what it has instead. */
function remedyFor(model: string, missing: readonly string[], present: readonly string[]): string {
  const inPython = (load: string) =>
    `in Python transformers, ${load}.from_pretrained("${model}").save_pretrained("FOLDER")`;
  const weights = missing.some((name) => name.includes('safetensors'));
  const tokenizer = missing.includes('tokenizer.json');
  const steps: string[] = [];
  if (weights && present.some((name) => name.endsWith('.bin'))) {
    steps.push(
      `Pickled weights (.bin) are never read: choose a revision with safetensors (MODEL@COMMIT), or convert them where you trust the file: ${inPython('AutoModel')}.`,
    );
  }
  if (tokenizer && present.some((name) => /\.(spm|model)$|^vocab\./.test(name))) {
    steps.push(
      `Its tokenizer is there as sentencepiece or vocabulary only, which is not read: make the fast one: ${inPython('AutoTokenizer')}.`,
    );
  }
  if (steps.length === 0)
    return 'Choose another model, or save this one with safetensors weights and a fast tokenizer and give its folder.';
  return `${steps.join(' ')} Then give that folder, with config.json in it, as the model.`;
}
