import { readFile } from 'node:fs/promises';
import { RequestError } from '@stopover/core';
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
    for (const name of [tokenizerFile, ...optional]) await this.#take(commit, named.get(name));
    return folder;
  }

  async #download(commit: string, { files }: HubListing): Promise<void> {
    const named = new Map(files.map((file) => [file.path, file]));
    const single = named.has('model.safetensors');
    const weights = single ? 'model.safetensors' : weightIndex;
    const missing = [...required, weights].filter((name) => !named.has(name));
    if (missing.length > 0) throw this.#lacks(commit, missing, named);
    const wanted = [...required, ...optional, weights];
    for (const name of wanted) await this.#take(commit, named.get(name));
    if (single) return;
    const index = this.#repository.cache.snapshot(commit, weightIndex);
    const shards = shardsOf(await readFile(index, 'utf8'), index);
    const absent = shards.filter((name) => !named.has(name));
    if (absent.length > 0) throw this.#lacks(commit, absent, named);
    for (const name of shards) await this.#take(commit, named.get(name));
  }

  async #take(commit: string, file: HubFile | undefined): Promise<void> {
    if (file) await this.#repository.file(commit, file);
  }

  #lacks(commit: string, missing: readonly string[], named: ReadonlyMap<string, HubFile>): RequestError {
    const pickled = [...named.keys()].some((name) => name.endsWith('.bin'));
    const noWeights = missing.some((name) => name.includes('safetensors'));
    return new RequestError({
      where: `model ${this.#repository.repo.name} on the hub`,
      what: `it has no ${missing.map((name) => (name === weightIndex ? 'model.safetensors' : name)).join(', no ')} at ${commit}`,
      remedy:
        noWeights && pickled
          ? 'Pickled weights (.bin) are never read: choose a revision with safetensors, or convert the model and give its folder.'
          : 'Choose another model, or save this one with a fast tokenizer and safetensors weights and give its folder.',
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
