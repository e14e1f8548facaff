import { type Command, Option } from 'commander';
import type { EvaluateOptions } from '../commands/evaluate.ts';
import type { ExpectOptions } from '../commands/expect.ts';
import type { ExportOptions } from '../commands/export.ts';
import type { FinetuneOptions } from '../commands/finetune.ts';
import type { StageOptions } from '../commands/stage.ts';
import { embeddedWorld } from '../composition/plugins.ts';
import type { JobProcessOptions } from '../study/jobs-here.ts';
import {
  addLimitOption,
  addPluginOptions,
  addRecipeOptions,
  addSourceOptions,
  addTrackerOption,
  anyNumber,
  deviceName,
  layerList,
  nameList,
  parallelNumber,
  poolingName,
  seedNumber,
  wholeNumber,
} from './options.ts';
import { addPretrainCommand } from './pretrain-command.ts';
import { addScoreCommand } from './score-command.ts';

/** Adds the commands for one stage: finetune, evaluate, export, pretrain, score, and the hidden ones that executors start. */
export function addStageCommands(program: Command, setStatus: (status: number) => void): void {
  program.commandsGroup('Single stages:');
  const finetune = program
    .command('finetune')
    .description('fine-tune a model on one task')
    .requiredOption('--task <name>', 'task to train on')
    .option('--model <id>', `model to start from: of the source, a folder, or ${embeddedWorld}`)
    .option('--languages <list>', 'languages to train on, separated by commas (default: en)', nameList)
    .option('--init <key>', 'stage of --store to start from instead of a model')
    .option('--store <folder>', stageStore('--init'))
    .option('--seed <n>', 'seed of the head, the order and dropout', seedNumber, 1)
    .option('--backend <name>', "cpu, cuda, webgpu, a plugin's, or auto", 'auto')
    .option('--device <id>', 'the one GPU to use, by its number (default: the first that is visible)', deviceName)
    .option('--threads <n>', 'threads', parallelNumber)
    .option('--out <folder>', 'where the model goes (default: runs/finetune/<task>)')
    .option('--restart', 'begin anew where --out holds another training, or this one')
    .option('--json', 'print the outcome as JSON')
    .action(async (options: FinetuneOptions) =>
      setStatus(await (await import('../commands/finetune.ts')).finetune(options)),
    );
  addTrackerOption(addLimitOption(addSourceOptions(addRecipeOptions(finetune, 'how it is trained'))), 'none');
  const evaluate = program
    .command('evaluate')
    .description('predict with a checkpoint and score it')
    .requiredOption('--model <id>', 'checkpoint with the head of the task; for bitext any encoder, folder or id')
    .requiredOption('--task <name>', 'task to evaluate on')
    .option('--languages <list>', 'languages, separated by commas (default: all of the task)', nameList)
    .option('--split <name>', 'test or validation', 'test')
    .option('--layers <list>', 'bitext: all, or layers separated by commas; 0 is the embeddings', layerList)
    .option('--pooling <name>', 'bitext: mean over all tokens, or cls, the first one (default: mean)', poolingName)
    .option('--prefix <text>', 'bitext: text before every sentence, as "query: " for E5 (default: none)')
    .option('--backend <name>', "cpu, cuda, webgpu, a plugin's, or auto", 'auto')
    .option('--device <id>', 'the one GPU to use, by its number (default: the first that is visible)', deviceName)
    .option('--threads <n>', 'threads', parallelNumber)
    .option('--n-best <n>', 'answers to a question that --out keeps (default: 20)', wholeNumber(10_000))
    .option('--null-threshold <lead>', 'SQuAD 2.0: predict no answer where it leads by more (default: 0)', anyNumber)
    .option('--out <folder>', 'also write predictions there')
    .addOption(
      new Option('--format <name>', 'of --out: jsonl, one JSON line an item; xtreme, a submission that score reads')
        .choices(['jsonl', 'xtreme'])
        .default('jsonl'),
    )
    .option('--json', 'print the scores as JSON')
    .action(async (options: EvaluateOptions) =>
      setStatus(await (await import('../commands/evaluate.ts')).evaluate(options)),
    );
  addLimitOption(addSourceOptions(addRecipeOptions(evaluate, 'gives lengths')));
  addExport(program, setStatus);
  addPretrainCommand(program, setStatus);
  addScoreCommand(program, setStatus);
  addJobProcesses(program, setStatus);
}

const stageStore = (option: string) =>
  `store that holds the stage of ${option} (default: the stores in runs, where \`stopover run\` keeps them)`;

function addExport(program: Command, setStatus: (status: number) => void): void {
  const command = program
    .command('export')
    .description('copy a checkpoint with a model card for Python transformers, or its ONNX model for Transformers.js')
    .option('--stage <key>', 'stage of --store whose model is taken')
    .option('--store <folder>', stageStore('--stage'))
    .option('--model <id>', `checkpoint to take instead of a stage: model of the source, folder, or ${embeddedWorld}`)
    .requiredOption('--out <folder>', 'where the files go')
    .option('--onnx', 'write onnx/model.onnx instead of the weights')
    .option('--merge', 'write an adapter as the whole model that it makes of its base model')
    .option('--json', 'print what was written as JSON')
    .action(async (options: ExportOptions) =>
      setStatus(await (await import('../commands/export.ts')).exportModel(options)),
    );
  addSourceOptions(addPluginOptions(command));
}

// Not for people: the command lines of processes that this program starts, by itself or by an executor.
function addJobProcesses(program: Command, setStatus: (status: number) => void): void {
  const stage = program
    .command('stage', { hidden: true })
    .requiredOption('--job <reference>', 'job of the store to run: a stage and what depends on it alone')
    .action(async (options: StageOptions) => setStatus(await (await import('../commands/stage.ts')).stage(options)));
  addJobOptions(stage);
  const worker = program
    .command('worker', { hidden: true })
    .action(async (options: JobProcessOptions) =>
      setStatus(await (await import('../commands/worker.ts')).worker(options)),
    );
  addJobOptions(worker);
  const expect = program
    .command('expect', { hidden: true })
    .action(async (options: ExpectOptions) => setStatus(await (await import('../commands/expect.ts')).expect(options)));
  addOwnProcessOptions(addLimitOption(expect));
}

function addJobOptions(command: Command): void {
  addOwnProcessOptions(command)
    .option('--device <id>', 'the one device to use', deviceName)
    .option('--trackers <json>', 'trackers: [{ "name": "…", "folder": "…", "settings": {…} }]');
}

function addOwnProcessOptions(command: Command): Command {
  command
    .requiredOption('--store <folder>', 'store')
    .requiredOption('--backend <name>', 'backend')
    .option('--threads <n>', 'threads', parallelNumber)
    .option('--plugins <json>', 'plugins to load: [{ "names": […], "from": "…" }]')
    .option('--from <folder>', 'folder where relative model paths start');
  return addSourceOptions(command);
}
