import type { EncoderSize } from '@stopover/training';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PretrainOptions } from '../commands/pretrain.ts';
import { embeddedWorld } from '../composition/plugins.ts';
import {
  addPluginOptions,
  countNumber,
  deviceName,
  nameList,
  parallelNumber,
  seedNumber,
  wholeNumber,
} from './options.ts';

/** Adds `pretrain`. */
export function addPretrainCommand(program: Command, setStatus: (status: number) => void): void {
  const command = program
    .command('pretrain')
    .description('make a small encoder from text by masked-language modelling, with translations where there are any')
    .requiredOption(
      '--text <files>',
      `Parquet with one column a language, .txt with one sentence a line, or ${embeddedWorld}; separated by commas`,
      nameList,
    )
    .requiredOption('--tokenizer <folder>', `folder with tokenizer.json, or ${embeddedWorld}`)
    .requiredOption('--out <folder>', 'where the encoder goes')
    .option('--init <folder>', 'go on from this checkpoint, with its tokenizer and size')
    .option('--languages <list>', 'columns of the Parquet files (default: all)', nameList)
    .option(
      '--vocabulary <n>',
      'keep at most n pieces of the tokenizer, the most frequent ones',
      wholeNumber(100_000_000),
    )
    .addOption(
      new Option('--size <LxHxAxF>', 'layers x hidden size x heads x feed-forward size')
        .argParser(size)
        .default(size('4x256x4x1024'), '4x256x4x1024'),
    )
    .option('--pairs <share>', 'share of sentences shown beside a translation', share, 0.85)
    .option('--mlm-probability <share>', 'share of the tokens that are masked', share, 0.15)
    .addOption(
      new Option(
        '--embedding-init <how>',
        'how the token embeddings start: at random, or aligned, translations near each other',
      )
        .choices(['random', 'aligned'])
        .default('aligned'),
    )
    .option('--minutes <n>', 'as many steps as fit, by a short measurement', positive)
    .option('--steps <n>', 'optimizer steps (without --minutes)', countNumber, 10_000)
    .option('--batch-size <n>', 'sentences or pairs a step', countNumber, 40)
    .option('--learning-rate <rate>', 'peak learning rate', positive, 8e-4)
    .option('--warmup <share>', 'share of the steps that warm up', share, 0.05)
    .option('--dropout <share>', 'dropout of every layer', share, 0.05)
    .option('--max-length <tokens>', 'tokens a sequence', countNumber, 96)
    .option('--save-steps <steps>', 'steps between two checkpoints', countNumber, 200)
    .option('--seed <n>', 'seed of everything drawn', seedNumber, 1)
    .option('--backend <name>', "cpu, cuda, webgpu, a plugin's, or auto", 'auto')
    .option('--device <id>', 'the one GPU to use, by its number (default: the first that is visible)', deviceName)
    .option('--threads <n>', 'threads', parallelNumber)
    .option('--restart', 'begin anew where --out holds another training, or this one')
    .option('--json', 'print the outcome as JSON')
    .action(async (options: PretrainOptions) =>
      setStatus(await (await import('../commands/pretrain.ts')).pretrain(options)),
    );
  addPluginOptions(command);
}

function size(text: string): EncoderSize {
  const parts = text.split('x');
  const [layers = 0, hiddenSize = 0, heads = 0, intermediateSize = 0] = parts.map(Number);
  const sizes = [layers, hiddenSize, heads, intermediateSize];
  if (parts.length === 4 && sizes.every((n) => Number.isInteger(n) && n > 0 && n <= 65_536) && hiddenSize % heads === 0)
    return { layers, hiddenSize, heads, intermediateSize };
  throw new InvalidArgumentError(
    'It must look like 4x256x4x1024, with whole numbers up to 65536 and a hidden size that the heads divide.',
  );
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to below 1.');
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= 1e6) return value;
  throw new InvalidArgumentError('It must be a number above 0, and at most 1000000.');
}
