// How a model is opened: the part of a model card that a reader copies from.
import type { Kind } from '@stopover/core';
import type { ModelHistory } from '@stopover/study';
import { isHubName } from './hub-name.ts';

/** What decides how a model is opened. */
export interface ModelUseFacts {
  readonly kind: Kind | undefined;
  readonly form: 'transformers' | 'adapter' | 'onnx';
  readonly history: ModelHistory | null;
}

/** A head's class of Python transformers, whatever the encoder, and a call of it with its answer. */
interface PythonUse {
  readonly className: string;
  readonly lines: readonly string[];
}

const encoder: PythonUse = {
  className: 'AutoModel',
  lines: ['inputs = tokenizer(["a text", "another"], padding=True, truncation=True, return_tensors="pt")'],
};

const python: Readonly<Record<Kind, PythonUse>> = {
  classification: {
    className: 'AutoModelForSequenceClassification',
    lines: [
      '# One text, or two: premise and hypothesis, question and answer.',
      'inputs = tokenizer("the first text", "the second text", truncation=True, return_tensors="pt")',
      'label = model.config.id2label[model(**inputs).logits.argmax(-1).item()]',
    ],
  },
  choice: {
    className: 'AutoModelForMultipleChoice',
    lines: [
      'choices = ["the first ending", "the second ending"]',
      'inputs = tokenizer(["the text"] * len(choices), choices, padding=True, truncation=True, return_tensors="pt")',
      'best = choices[model(**{name: rows.unsqueeze(0) for name, rows in inputs.items()}).logits.argmax(-1).item()]',
    ],
  },
  span: {
    className: 'AutoModelForQuestionAnswering',
    lines: [
      'inputs = tokenizer("the question", "the paragraph", truncation="only_second", return_tensors="pt")',
      'outputs = model(**inputs)',
      'start, end = outputs.start_logits.argmax(-1).item(), outputs.end_logits.argmax(-1).item()',
      'answer = tokenizer.decode(inputs.input_ids[0, start : end + 1])',
    ],
  },
  tagging: {
    className: 'AutoModelForTokenClassification',
    lines: [
      'inputs = tokenizer(["the", "words"], is_split_into_words=True, truncation=True, return_tensors="pt")',
      '# The tag of a word is that of its first token: see inputs.word_ids().',
      'tags = [model.config.id2label[i] for i in model(**inputs).logits[0].argmax(-1).tolist()]',
    ],
  },
  mlm: {
    className: 'AutoModelForMaskedLM',
    lines: [
      'inputs = tokenizer(f"a word is {tokenizer.mask_token}", return_tensors="pt")',
      'logits = model(**inputs).logits',
    ],
  },
  bitext: { ...encoder, lines: [...encoder.lines, 'states = model(**inputs).last_hidden_state'] },
  ranking: { ...encoder, lines: [...encoder.lines, 'embeddings = model(**inputs).pooler_output'] },
};

const javascript: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  classification: [
    "import { AutoModelForSequenceClassification, AutoTokenizer } from '@huggingface/transformers';",
    '',
    'const tokenizer = await AutoTokenizer.from_pretrained(DIR);',
    "const model = await AutoModelForSequenceClassification.from_pretrained(DIR, { dtype: 'fp32' });",
    "const { logits } = await model(tokenizer('the first text', { text_pair: 'the second text', truncation: true }));",
  ],
  span: [
    "import { pipeline } from '@huggingface/transformers';",
    '',
    "const answer = await pipeline('question-answering', DIR, { dtype: 'fp32' });",
    "const { answer: found, score } = await answer('the question', 'the paragraph');",
  ],
  tagging: [
    "import { pipeline } from '@huggingface/transformers';",
    '',
    "const tag = await pipeline('token-classification', DIR, { dtype: 'fp32' });",
    "const tokens = await tag('a sentence');",
  ],
  mlm: [
    "import { pipeline } from '@huggingface/transformers';",
    '',
    "const fill = await pipeline('fill-mask', DIR, { dtype: 'fp32' });",
  ],
};

const fenced = (language: string, lines: readonly string[]): string => `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;

/** The text of a card's section on use; undefined where nobody knows what head the model has. */
export function modelUse({ kind, form, history }: ModelUseFacts): string | undefined {
  const place = '`DIR` is this folder, or its name on the hub.';
  if (!kind) return undefined;
  if (form === 'onnx') {
    const lines = javascript[kind];
    return lines && `With Transformers.js; ${place}\n\n${fenced('js', lines)}`;
  }
  const { className, lines } = python[kind];
  if (form === 'adapter') {
    const [base] = history?.bases ?? [];
    const named = base?.id && isHubName(base.id) ? JSON.stringify(base.id) : 'BASE';
    return `With Python \`transformers\` and \`peft\`; ${place} The head has as many labels as \`config.json\` beside the adapter says.\n\n${fenced('python', adapterLines(className, named, lines))}`;
  }
  const opened = [
    `from transformers import AutoTokenizer, ${className}`,
    '',
    'tokenizer = AutoTokenizer.from_pretrained(DIR)',
    `model = ${className}.from_pretrained(DIR)`,
  ];
  const notes = kind === 'ranking' ? `\n\n${embeddings}` : '';
  return `With Python \`transformers\`; ${place}\n\n${fenced('python', [...opened, ...lines])}${notes}`;
}

const adapterLines = (className: string, base: string, lines: readonly string[]): readonly string[] => [
  'from peft import PeftModel',
  `from transformers import AutoConfig, AutoTokenizer, ${className}`,
  '',
  'tokenizer = AutoTokenizer.from_pretrained(DIR)',
  `base = ${className}.from_pretrained(${base}, config=AutoConfig.from_pretrained(DIR))`,
  'model = PeftModel.from_pretrained(base, DIR)',
  ...lines,
];

/** Of an encoder without a head nothing in its files says how a text becomes one vector. */
const embeddings = [
  'Where its last training was on pairs of queries and documents, the embedding of a text is `pooler_output` of `AutoModel` (BERT, XLM-R), and two are compared by their cosine;',
  'the mean over tokens, which is what sentence similarity usually takes, was not trained.',
  'ModernBERT has no pooler: there it is what the dense layer and the norm under `head.` make of the first token, which `AutoModel` does not read.',
].join(' ');
