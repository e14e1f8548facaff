import { tQuantile } from '@stopover/statistics';
import type { EvaluationSetting, HistoryStage, ModelHistory } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { madeUpHistory, madeUpStage } from '../fixtures/made-up-history.ts';
import { type ModelCardFacts, modelCard } from './model-card.ts';
import { modelScores } from './model-scores.ts';

const facts = (more: Partial<ModelCardFacts> = {}): ModelCardFacts => ({
  ...{ history: madeUpHistory(), named: '', kind: 'classification', form: 'transformers', version: '1.2.3' },
  ...{ generated: false, ...more },
});

/** The front matter as both versions of YAML read it, and the text behind it. */
function read(card: string): { readonly front: unknown; readonly body: string } {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(card) ?? [];
  const front: unknown = parse(head, { version: '1.2' });
  expect(parse(head, { version: '1.1' })).toEqual(front);
  return { front, body };
}

describe('a model card', () => {
  it('says of a model for retrieval what the embedding of a text is, and of no other', () => {
    expect(modelCard(facts({ kind: 'ranking' }))).toContain('the embedding of a text is `pooler_output`');
    expect(modelCard(facts())).not.toContain('pooler_output');
  });

  it('has the fields that the hub reads, and a result for each language', () => {
    const { front } = read(modelCard(facts()));
    const [evaluation] = madeUpHistory().evaluations;
    expect(front).toEqual({
      license: 'unknown',
      language: ['de', 'en', 'no', 'zh'],
      library_name: 'transformers',
      pipeline_tag: 'text-classification',
      base_model: ['FacebookAI/xlm-roberta-base'],
      base_model_relation: 'finetune',
      datasets: ['nyu-mll/multi_nli'],
      metrics: ['accuracy'],
      tags: ['stopover', 'intermediate-task-training', 'cross-lingual-transfer'],
      'model-index': [
        {
          name: 'mnli → xnli, seed 1',
          results: ['de', 'no', 'zh-Hans'].map((language) => ({
            task: { type: 'text-classification', name: 'xnli' },
            dataset: {
              ...{ type: 'facebook/xnli', name: `xnli (${language})`, config: language, split: 'test' },
              revision: 'f'.repeat(40),
            },
            metrics: [
              {
                ...{ type: 'accuracy', name: 'accuracy' },
                value: Number(
                  evaluation?.cells.find((cell) => cell.language === language)?.scores['accuracy']?.toFixed(2),
                ),
              },
            ],
          })),
        },
      ],
    });
  });

  it('says data, licences, recipe, where it comes from and what it is not for', () => {
    const { body } = read(modelCard(facts()));
    for (const words of [
      '# mnli → xnli, seed 1',
      '| xnli | mean of de, no, zh-Hans | accuracy | test |',
      'CC-BY-NC-4.0',
      'learningRate: 0.00001',
      'a'.repeat(64),
      'Files written by Stopover 1.2.3.',
      '## Not for',
    ])
      expect(body).toContain(words);
  });

  it('says of a combination of models what was trained, and no recipe that trained nothing', () => {
    const { head: _head, mixing: _mixing, shots: _shots, ...common } = madeUpStage;
    const trainings = [1, 2].map((seed) => ({
      stage: { ...madeUpStage, seed, title: `xnli, seed ${seed}`, key: `${seed}`.repeat(64) },
      record: undefined,
    }));
    const mean: HistoryStage['stage'] = {
      ...common,
      ...{ kind: 'combine', how: 'mean', title: 'mean of xnli, seeds 1, 2', head: 'combine', data: [], select: null },
      recipe: { ...madeUpStage.recipe, learningRate: 0.25 },
      members: trainings.map(({ stage }) => ({ from: { stage: stage.key }, tokenizer: 'c'.repeat(64), weights: [1] })),
    };
    const history = { ...madeUpHistory(), stages: [...trainings, { stage: mean, record: undefined }] };
    const { body } = read(modelCard(facts({ history })));
    expect(body).toContain('A combination of models that were trained from FacebookAI/xlm-roberta-base by Stopover');
    expect(body).toContain('a combination takes the weights of models above it.');
    expect(body).not.toContain('each begins where the one above it ended');
    expect(body).toContain(
      '- xnli, seed 1: 96 rows, steps no longer known\n- xnli, seed 2: 96 rows, steps no longer known\n\n```yaml\nlearningRate: 0.00001\n',
    );
    expect(body).not.toContain('0.25');
  });

  it('has the recipe of each training of the chain, with its rows', () => {
    const first = { ...madeUpStage, title: 'mnli, seed 1', recipe: { ...madeUpStage.recipe, learningRate: 0.5 } };
    const shots = { language: 'it', k: 100, bucket: 1 };
    const [table] = madeUpStage.data;
    const data = table ? [{ ...table, task: 'xcopa', language: 'it', role: 'validation' as const }] : [];
    const last = { ...madeUpStage, shots, data, expected: { rows: 100, steps: 9, seconds: null } };
    const stages = [first, last].map((stage) => ({ stage, record: undefined }));
    const { body } = read(modelCard(facts({ history: { ...madeUpHistory(), stages } })));
    expect(body).toMatch(/- mnli, seed 1: 96 rows, .*\n\n```yaml\nlearningRate: 0.5\n/);
    expect(body).toMatch(/- mnli → xnli, seed 1: 100 rows, .*\n\n```yaml\nlearningRate: 0.00001\n/);
    expect(body).toContain('| xcopa (it, train split, the validation rows of the task); 100 rows in it |');
    expect(body).toContain('it may have learnt the prejudices in its training data');
  });

  it.each([
    ['classification', 'transformers', 'AutoModelForSequenceClassification.from_pretrained(DIR)'],
    ['choice', 'transformers', 'AutoModelForMultipleChoice.from_pretrained(DIR)'],
    ['span', 'transformers', 'AutoModelForQuestionAnswering.from_pretrained(DIR)'],
    ['tagging', 'transformers', 'AutoModelForTokenClassification.from_pretrained(DIR)'],
    ['mlm', 'transformers', 'AutoModelForMaskedLM.from_pretrained(DIR)'],
    ['bitext', 'transformers', 'last_hidden_state'],
    ['classification', 'adapter', 'from_pretrained("FacebookAI/xlm-roberta-base", config='],
    ['span', 'onnx', "pipeline('question-answering', DIR"],
  ] as const)('says how a model for %s is opened as %s', (kind, form, words) => {
    expect(modelCard(facts({ kind, form }))).toContain(words);
  });

  it('says nothing of how a model is opened whose head nobody knows', () => {
    expect(modelCard(facts({ kind: undefined }))).not.toContain('## Use\n');
  });

  it('says what data are both trained and scored on', () => {
    const stage = { ...madeUpStage, data: madeUpStage.data.map((table) => ({ ...table, task: 'xnli' })) };
    const { body } = read(
      modelCard(facts({ history: { ...madeUpHistory(), stages: [{ stage, record: undefined }] } })),
    );
    expect(body).toMatch(/^\| xnli \| facebook\/xnli \| training, scores \|/m);
  });

  it('claims no data set for generated rows, and no leaderboard result', () => {
    const card = modelCard(facts({ generated: true }));
    const { front, body } = read(card);
    expect(front).not.toHaveProperty('datasets');
    expect(JSON.stringify(front)).not.toContain('facebook/xnli');
    expect(body).toContain('It knows no real language');
  });

  it('claims no data set of a training that no study has any more: its rows may have been generated', () => {
    const history = { ...madeUpHistory(), source: null, studies: [] };
    const { front, body } = read(modelCard(facts({ history })));
    expect(front).not.toHaveProperty('datasets');
    expect(body).toContain('whether their rows were read, or rows that were generated in their layout, is not known.');
    expect(read(modelCard(facts({}))).front).toHaveProperty('datasets');
  });

  it('says above its scores that rows were left out, and gives none to a leaderboard', () => {
    const notices = ['Only the first 40 rows are read (--limit 40).'];
    const { front, body } = read(modelCard(facts({ history: { ...madeUpHistory(), notices } })));
    expect(front).not.toHaveProperty('model-index');
    expect(body.indexOf('--limit 40')).toBeGreaterThan(0);
    expect(body.indexOf('--limit 40')).toBeLessThan(body.indexOf('## Scores'));
  });

  it('lets no name end its block, begin a field, a row or an element', () => {
    const hostile = 'a"\n---\nlicense: mit\n| <script>alert(1)</script> | `x` ![y](z)';
    const history = {
      ...madeUpHistory(),
      stages: [{ stage: { ...madeUpStage, title: hostile }, record: undefined }],
      bases: [{ hash: 'b'.repeat(64), id: hostile }],
      studies: [hostile],
      references: madeUpHistory().references.map((one) => ({ ...one, license: hostile, citation: hostile })),
    };
    const { front, body } = read(modelCard(facts({ history })));
    expect(front).toMatchObject({ license: 'unknown', 'model-index': [{ name: hostile }] });
    expect(front).not.toHaveProperty('base_model');
    expect(body).not.toMatch(/<script|^---$|^license:|!\[y\]|^\| &lt;/m);
    const titled = body.split('\n').filter((line) => line.startsWith('| a"'));
    expect(titled).toHaveLength(2);
  });

  it('says of a model without history that nothing is known', () => {
    const { front, body } = read(modelCard(facts({ history: null, named: 'example/encoder', form: 'onnx' })));
    expect(front).toMatchObject({
      base_model: ['example/encoder'],
      library_name: 'transformers.js',
      tags: ['stopover'],
    });
    expect(body).toContain('do not say what it was trained on');
  });
});

describe('scores of one model under several settings', () => {
  const history = madeUpHistory();
  const under = (setting: Partial<EvaluationSetting>) =>
    history.evaluations.map((one) => ({ ...one, setting: { ...one.setting, ...setting } }));
  const cardOf = (evaluations: ModelHistory['evaluations']) =>
    modelCard(facts({ history: { ...history, evaluations } }));

  it('are named by what they differ in, and by nothing where there is one', () => {
    expect(cardOf(under({}))).not.toContain('Setting');
    const card = cardOf([...under({}), ...under({ maxLength: 64 })]);
    expect(card).toMatch(/\| Target \| Language \| Metric \| Split \| Setting \| Score/);
    expect(card).toContain('| xnli | de | accuracy | test | 64 tokens |');
    expect(card).toContain('| xnli | de | accuracy | test | 128 tokens |');
    expect(card).toContain('name: "accuracy (64 tokens)"');
  });

  it('say of retrieval which states stood for a sentence', () => {
    const states = { layer: 8, pooling: 'cls', prefix: 'query: ' } as const;
    expect(cardOf(under({ states }))).toContain('| test | first token of layer 8, after "query: " |');
  });
});

describe('scores of one model', () => {
  it('have an interval over items that is that of a proportion, with t of n − 1 degrees of freedom', () => {
    const [evaluation] = madeUpHistory().evaluations;
    if (!evaluation) throw new Error('nothing was scored');
    const [mean, first] = modelScores(evaluation);
    const share = (first?.value ?? 0) / 100;
    const n = first?.items ?? 0;
    const half = tQuantile(0.975, n - 1) * 100 * Math.sqrt((share * (1 - share)) / (n - 1));
    const ends = first?.interval ?? [0, 0];
    expect(first?.language).toBe('de');
    expect(ends[1] - ends[0]).toBeCloseTo(2 * half, 3);
    expect(mean).toMatchObject({ language: null, languages: ['de', 'no', 'zh-Hans'] });
  });

  it('have none where the metric gives items no score', () => {
    const [evaluation] = madeUpHistory().evaluations;
    if (!evaluation) throw new Error('nothing was scored');
    const cells = evaluation.cells.map((cell) => ({ ...cell, items: null }));
    expect(modelScores({ ...evaluation, cells }).every(({ interval }) => interval === null)).toBe(true);
  });
});
