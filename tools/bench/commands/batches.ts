import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type Example, RequestError } from '@stopover/core';
import { mirrorSource } from '@stopover/hub';
import { mnli } from '@stopover/task-mnli';
import { Tokenizer, toFeatures } from '@stopover/text';
import { command, needed, numberOf } from '../command-line/command.ts';
import { maxLengthOption, mirrorOption } from '../command-line/common-options.ts';
import { median, rounded } from '../measures/rounds.ts';
import { mirrorAt } from '../texts/xnli-pairs.ts';

await command({
  purpose: "Writes a file of training batches from MNLI's rows in a mirror, tokenized as a stage does it.",
  options: {
    mirror: mirrorOption,
    tokenizer: { type: 'string', help: "folder with tokenizer.json (default: the mirror's models/xlm-r-tokenizer)" },
    out: { type: 'string', help: 'file to write' },
    batches: { type: 'string', default: '50', help: 'how many batches' },
    'batch-size': { type: 'string', default: '16', help: 'rows of a batch' },
    'max-len': maxLengthOption,
  },
  run: async (values) => {
    const out = needed('out', values.out, 'Give the file to write: `--out batches.jsonl`.');
    const [count, size] = [numberOf('batches', values.batches), numberOf('batch-size', values['batch-size'])];
    const maxLength = numberOf('max-len', values['max-len'], { above: 7 });
    const mirror = mirrorAt(values.mirror);
    if (!mirror)
      throw new RequestError({
        where: `--mirror ${values.mirror}`,
        what: 'there is no mirror: it has no folder `datasets`',
        remedy: `Give a folder with datasets/${mnli.source.repo} and a tokenizer.`,
      });
    const tokenizer = await Tokenizer.load(values.tokenizer ?? join(mirror, 'models', 'xlm-r-tokenizer'));
    const examples = await examplesOf(mirror, count * size);
    const { features, cut } = await toFeatures(tokenizer, mnli, examples, { maxLength, stride: 0 });
    const rows = features.flatMap((feature) =>
      feature.kind === 'classification' ? [{ ids: [...(feature.sequences[0] ?? [])], label: feature.label }] : [],
    );
    const lines = Array.from({ length: count }, (_, i) => {
      const batch = rows.slice(i * size, (i + 1) * size);
      return JSON.stringify({ ids: batch.map(({ ids }) => ids), labels: batch.map(({ label }) => label) });
    });
    await writeFile(out, `${lines.join('\n')}\n`);
    const lengths = rows.map(({ ids }) => ids.length);
    return {
      benchmark: 'batches',
      ...{ out, batches: count, batchSize: size, truncated: cut.truncated, vocab: tokenizer.size },
      medianTokens: median(lengths),
      meanTokens: rounded(lengths.reduce((sum, n) => sum + n, 0) / lengths.length),
    };
  },
});

/** The first so many examples of the training split, in its order. @throws DataError where it has fewer. */
async function examplesOf(mirror: string, wanted: number): Promise<readonly Example<'classification'>[]> {
  const { repo } = mnli.source;
  const examples: Example<'classification'>[] = [];
  const split = { repo, revision: 'main', config: 'default', split: 'train' };
  for await (const row of mirrorSource(mirror).rows(split)) {
    const example = mnli.read(row);
    if ('text' in example) examples.push(example);
    if (examples.length === wanted) return examples;
  }
  throw new DataError({
    where: `${repo}: train`,
    what: `it has ${examples.length} rows with a label, and ${wanted} are asked for`,
    remedy: 'Lower --batches or --batch-size.',
  });
}
