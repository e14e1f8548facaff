// What of a config.json survives into one that is written.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numberTexts } from '@stopover/files';
import { describe, expect, test } from 'vitest';
import { architectures, recognise } from './registry.ts';
import { writtenConfig } from './written-config.ts';

const text = `{
  "model_type": "xlm-roberta", "vocab_size": 40, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
  "intermediate_size": 16, "max_position_embeddings": 20, "pad_token_id": 1, "layer_norm_eps": 1e-05,
  "classifier_dropout": null, "own": {"factor": 2.0, "many": [1.0, 2]}
}`;
const former = {
  architectures: ['XLMRobertaForSequenceClassification'],
  id2label: { 0: 'no', 1: 'yes' },
  label2id: { no: 0, yes: 1 },
  num_labels: 2,
  problem_type: 'multi_label_classification',
  finetuning_task: 'sst2',
  task_specific_params: { 'text-classification': { num_labels: 2 } },
  function_to_apply: 'none',
  sentence_transformers: { activation_fn: 'torch.nn.modules.linear.Identity' },
  torch_dtype: 'float16',
  dtype: 'bfloat16',
  quantization_config: { load_in_8bit: true },
  pruned_heads: { 0: [1] },
  auto_map: { AutoModel: 'modeling.Model' },
  adapters: { adapters: {} },
  return_dict: false,
  _name_or_path: 'somewhere/model',
  'transformers.js_config': { use_external_data_format: true },
};
const { architecture, config } = recognise({ ...JSON.parse(text), ...former }, 'config.json');

describe('a written config.json', () => {
  const own = { ...config, numbers: numberTexts(text) };
  const written = (head: 'span' | 'tagging' | 'none', labels?: readonly string[]): Record<string, unknown> =>
    JSON.parse(writtenConfig({ architecture, config: own, head, ...(labels && { labels }) }));

  test('says nothing of a former head, and keeps what the encoder had', () => {
    const { type_vocab_size, ...rest } = written('span');
    expect(rest).toMatchObject({ ...JSON.parse(text) });
    const names = Object.keys(former).filter((name) => name in rest);
    expect(names).toEqual(['architectures', 'dtype']);
    expect(rest).toMatchObject({ architectures: ['XLMRobertaForQuestionAnswering'], dtype: 'float32' });
    expect(type_vocab_size).toBe(1); // what we took where the file said nothing is said
  });

  test('names the labels of its own head, and the bare encoder where there is none', () => {
    const labels = { id2label: { 0: 'O', 1: 'B' }, label2id: { O: 0, B: 1 } };
    expect(written('tagging', ['O', 'B'])).toMatchObject({
      ...labels,
      architectures: ['XLMRobertaForTokenClassification'],
    });
    expect(written('none')).toMatchObject({ architectures: ['XLMRobertaModel'] });
    expect(written('none')).not.toHaveProperty('id2label');
  });

  test('writes numbers as they were', () => {
    const line = writtenConfig({ architecture, config: own, head: 'mlm' }).replace(/\s+/g, ' ');
    expect(line).toContain('"layer_norm_eps": 1e-05');
    expect(line).toContain('"own": { "factor": 2.0, "many": [ 1.0, 2 ] }');
  });
});

const fixtures = join(import.meta.dirname, '../../training/src/fixtures/transformers-parity');
test.each(architectures.map(({ modelType }) => modelType))(
  'numbers of a file of %s by transformers stay',
  async (type) => {
    const read = await readFile(join(fixtures, type, 'classification/config.json'), 'utf8');
    const numbers = numberTexts(read);
    const known = recognise(JSON.parse(read), 'config.json');
    const again = writtenConfig({ ...known, config: { ...known.config, numbers }, head: 'mlm' });
    expect(numbers.size).toBeGreaterThan(0);
    expect(Object.fromEntries(numberTexts(again))).toEqual(Object.fromEntries(numbers));
    if (type === 'modernbert') expect(again).toContain('"initializer_cutoff_factor": 2.0');
  },
);
