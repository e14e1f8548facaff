import { constants, copyFile, mkdir, readdir, realpath, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RequestError, type Source } from '@stopover/core';
import {
  type Architecture,
  copyAdapter,
  exportHead,
  headKindOf,
  isAdapter,
  openCheckpoint,
  readConfig,
  tokenizerFolder,
  writeMerged,
  writeOnnx,
} from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { servicesFor } from '../composition/services-for.ts';
import type { OutputOptions, PluginOptions, SourceOptions } from '../program/options.ts';
import { createTerminal, type Terminal } from '../program/terminal.ts';
import { type HeldModel, heldModelOfStage, type StageChoice } from './find-stage.ts';
import { removeFormerWeights } from './former-weights.ts';
import { modelNamed } from './named-inputs.ts';
import { remakeModel } from './remake-model.ts';
import { type CardRequest, cardFile, writeCard } from './write-card.ts';

/** Options of `export`. */
export interface ExportOptions extends OutputOptions, PluginOptions, SourceOptions {
  readonly stage?: string;
  readonly store?: string;
  readonly model?: string;
  readonly out: string;
  readonly onnx?: boolean;
  readonly merge?: boolean;
}

/** Copies a checkpoint for Python transformers, an adapter for PEFT or merged, or writes it as an ONNX model for Transformers.js. */
export async function exportModel(options: ExportOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { source, architectures, tasks } = await servicesFor(options, terminal);
  await using held = await modelFolder(options, source, terminal);
  const from = held.folder;
  const out = resolve(options.out);
  const [own, target] = [await realpath(from), await realpath(out).catch(() => out)];
  if (own === target) {
    const what = "it is the model's own folder";
    throw new RequestError({ where: '--out', what, remedy: 'Name another folder.' });
  }
  if (options.merge && !isAdapter(from)) {
    const what = `${from} is a whole model, and there is no adapter to merge`;
    throw new RequestError({ where: '--merge', what, remedy: 'Leave --merge out.' });
  }
  // Both before anything is written: a folder that is no model, or a head that has no layout, leaves nothing behind.
  const read = await readConfig(from, architectures);
  const tokenizer = await Tokenizer.load(await tokenizerFolder(from));
  if (options.onnx) exportHead({ folder: from, ...read });
  const files = await writeFiles(from, out, options, architectures);
  // An ONNX model has a folder of its own, and may well lie beside the weights that it was made of.
  const former = options.onnx ? [] : await removeFormerWeights(out, files);
  if (former.length > 0) terminal.note(`Removed what an earlier export left in ${out}: ${former.join(', ')}.`);
  await tokenizer.save(out, { longest: read.config.maxLength });
  const kind = headKindOf(read.architecture, read.config);
  const form = formOf(from, options);
  if (form === 'adapter')
    terminal.note(
      `${join(out, 'adapter_config.json')} names the base model by its folder on this machine: before others get it, put the model's name on the hub there.`,
    );
  const card = await writeCard(out, { held, kind, form, named: options.model ?? '', tasks });
  if (!card) terminal.note(`${join(out, cardFile)} is another card: it was left as it is.`);
  const written = [...files, ...tokenizerFiles, ...(card ? [cardFile] : [])];
  terminal.document({ model: from, folder: out, files: written });
  terminal.print(`${out}: ${written.join(', ')}`);
  return 0;
}

const tokenizerFiles = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'];

const formOf = (from: string, { onnx, merge }: ExportOptions): CardRequest['form'] =>
  onnx ? 'onnx' : isAdapter(from) && !merge ? 'adapter' : 'transformers';

async function writeFiles(
  from: string,
  out: string,
  { onnx, merge }: Pick<ExportOptions, 'onnx' | 'merge'>,
  architectures: readonly Architecture[],
): Promise<readonly string[]> {
  if (onnx) return writeOnnx(await openCheckpoint(from, architectures), out);
  if (!isAdapter(from)) return copyWeights(from, out);
  if (!merge) return copyAdapter(from, out);
  await writeMerged(await openCheckpoint(from, architectures), out);
  return ['config.json', 'model.safetensors'];
}

/** The folder of the model that the options name. @throws RequestError when they name none, or two. */
async function modelFolder(options: ExportOptions, source: Source, terminal: Terminal): Promise<HeldModel> {
  const { stage, store, model } = options;
  if (stage !== undefined && model === undefined) {
    const remake: StageChoice['remake'] = (opened, record) => remakeModel(opened, record, options, terminal);
    return heldModelOfStage(stage, { store, option: '--stage', remake }, terminal.note);
  }
  if (stage === undefined && model !== undefined)
    return { folder: await modelNamed(source, model), [Symbol.asyncDispose]: async () => undefined };
  const what = stage === undefined ? 'neither was given' : 'both were given';
  throw new RequestError({ where: '--stage and --model', what, remedy: 'Name a stage or a model folder.' });
}

/** config.json and the safetensors files of a folder, in another; each appears whole. */
async function copyWeights(from: string, to: string): Promise<readonly string[]> {
  const isWeight = (name: string) => name.endsWith('.safetensors') || name === 'model.safetensors.index.json';
  const weights = (await readdir(from)).filter(isWeight).sort();
  if (weights.length === 0) {
    const what = 'it has no safetensors weights';
    throw new RequestError({ where: from, what, remedy: 'Name a folder that Stopover or Python transformers saved.' });
  }
  await mkdir(to, { recursive: true });
  const names = ['config.json', ...weights];
  for (const name of names) {
    await copyFile(join(from, name), join(to, `${name}.part`), constants.COPYFILE_FICLONE);
    await rename(join(to, `${name}.part`), join(to, name));
  }
  return names;
}
