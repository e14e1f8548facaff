// The contracts of core for what a plugin gives, as far as they can be looked at: JavaScript may have written it.
import {
  type Arm,
  type Backend,
  type Bundled,
  type DeviceChoice,
  dataWords,
  type Executor,
  type Kind,
  type Kinds,
  type Metric,
  type PathData,
  type PathMixture,
  type Plugin,
  type Queue,
  type Source,
  type SourceCapabilities,
  selections,
  type TaskDescription,
  type Tracker,
  type Translator,
} from '@stopover/core';
import type { Architecture } from '@stopover/encoders';
import { z } from 'zod';

/** Every key of a contract, so that a field of core that is not looked at here is an error of the compiler. */
type Shape<T> = { readonly [K in keyof Required<T>]: z.ZodType };

const text = z.string().min(1, 'must not be empty');
/** What becomes the name of a file or a folder: predictions lie below a task's name, under a language's. */
const fileName = z
  .string()
  .regex(/^[^/\\\0]{1,100}$/, 'must be a name of 1 to 100 characters without a slash')
  .refine((name) => !/^\.{1,2}$/.test(name), 'must be a name');
const method = z.custom((value) => typeof value === 'function', 'must be a function');
const optionalMethod = method.optional();
const revision = z.union([
  z.string().regex(/^[0-9a-f]{40}$/, 'must be a commit of 40 hex digits, or { unverified: "why" }'),
  z.object({ unverified: text }),
]);
const splits = z.object({ train: text.optional(), validation: text.optional(), test: text.optional() });
const source = z.object({
  ...{ repo: text, revision, splits, tables: optionalMethod },
} satisfies Shape<TaskDescription<Kind>['source']>);

const metric = z.object({
  name: text,
  range: z.tuple([z.number(), z.number()]),
  score: method,
  items: optionalMethod,
  counts: optionalMethod,
} satisfies Shape<Metric<Kind>>);

const labels = z.array(text);
const alike = z.array(labels).optional();
const heads = {
  classification: z.object({ labels: labels.min(2), alike }),
  choice: z.object({}),
  span: z.object({ unanswerable: z.boolean() }),
  tagging: z
    .object({ labels, alike, labelsIn: z.literal('train').optional() })
    .refine((head) => head.labelsIn !== undefined || head.labels.length > 0, 'labels must not be empty'),
  bitext: z.object({ search: z.enum(['nearest', 'mine']).optional() }),
  ranking: z.object({}),
  mlm: z.object({}),
} satisfies { readonly [K in keyof Kinds]: z.ZodType };
const isKind = (value: unknown): value is Kind => typeof value === 'string' && Object.hasOwn(heads, value);

const described = {
  name: fileName,
  kind: z.enum(Object.keys(heads)),
  role: z.enum(['intermediate', 'target']),
  about: z.object({ summary: text, paper: text, citation: text.optional(), license: text }),
  source,
  languages: z.record(z.string(), fileName).refine((tags) => Object.keys(tags).length > 0, 'must name a language'),
  head: z.looseObject({}),
  trainingTasks: z.record(z.string(), z.array(text).min(1)).optional(),
  candidates: z.union([z.literal('every-language'), z.object({ config: text, split: text })]).optional(),
  sharesWith: z.array(z.object({ task: text, split: z.enum(['train', 'validation', 'test']), what: text })).optional(),
  parallel: z.boolean().optional(),
  uniqueIds: z.boolean().optional(),
  metrics: z.array(metric).min(1, 'must have at least one metric'),
} satisfies Shape<TaskDescription<Kind>>;

/** The split without which a task of each role is of no use. */
const needed = { intermediate: 'train', target: 'test' } as const;

const task = z
  .object({ ...described, read: method })
  .superRefine(({ kind, role, head, source: { splits: there } }, report) => {
    const headIssues = isKind(kind) ? (heads[kind].safeParse(head).error?.issues ?? []) : [];
    for (const { path, message } of headIssues) report.addIssue({ code: 'custom', message, path: ['head', ...path] });
    if (there[needed[role]] === undefined) {
      const message = `must be named: a task with the role ${role} needs it`;
      report.addIssue({ code: 'custom', message, path: ['source', 'splits', needed[role]] });
    }
  });

const devices = z.object({
  ...{ variable: text, beside: z.record(z.string(), z.string()).optional(), list: method },
} satisfies Shape<DeviceChoice>);

const backend = z.object({
  name: text,
  training: z.discriminatedUnion('state', [
    z.object({ state: z.literal('host') }),
    z.object({ state: z.literal('device') }),
    z.object({ state: z.literal('loop'), steps: z.int().min(1) }),
  ]),
  exclusive: z.boolean(),
  devices: devices.optional(),
  probe: method,
  open: method,
} satisfies Shape<Backend>);

const queue = z.object({
  ...{ list: method, cancel: method, logs: method, launch: method },
  ...{ ownJob: method.optional(), lifeOf: method.optional() },
} satisfies Shape<Queue>);

const executor = z.object({
  name: text,
  probe: method,
  check: optionalMethod,
  run: method,
  queue: queue.optional(),
} satisfies Shape<Executor>);

const bundled = z.object({
  models: z.record(z.string(), text),
  tokenizers: z.record(z.string(), method),
  texts: z.record(z.string(), method),
} satisfies Shape<Bundled>);

const capabilities = z.object({
  ...{ count: optionalMethod, commit: optionalMethod, tokenizer: optionalMethod, files: optionalMethod },
  ...{ ownModel: text.optional(), bundled: bundled.optional() },
} satisfies Shape<SourceCapabilities>);

const rows = z.object({
  ...{ name: text, has: method, rows: method, fingerprint: method, model: method, capabilities },
} satisfies Shape<Source>);

const translator = z.object({
  ...{ name: text, fields: z.array(z.string()), probe: method, open: method },
} satisfies Shape<Translator>);

const tracker = z.object({ name: text, check: optionalMethod, begin: method } satisfies Shape<Tracker>);

const encoder = z.object({ modelType: text, parse: method } satisfies Partial<Shape<Architecture>>);

const languages = z.array(text).min(1);
const pathData = z.object({
  data: z.enum(dataWords),
  from: languages.optional(),
  into: z.union([z.literal('every'), languages]).optional(),
} satisfies Shape<PathData>);
const sampling = z.enum(['alternate', 'proportional']).optional();
const mixture = z.object({ mix: z.array(pathData).min(2), sampling } satisfies Shape<PathMixture>);
const path = z.array(z.union([pathData, mixture])).min(1);

const combine = z.union([
  z.object({ average: z.literal('seeds'), size: z.int().min(2), head: z.literal('shared').optional() }),
  z.object({ add: z.array(z.array(z.number()).min(1)).min(1) }),
]);

const arm = z.object({
  ...{ name: fileName, path, combine: combine.optional(), line: text, withIntermediate: path.nullable().optional() },
  ...{ test: z.enum(['as-is', 'in-english']).optional(), select: z.enum(selections).optional() },
  ...{ against: text.optional(), label: text.optional(), citation: text.optional() },
} satisfies Shape<Arm>);

const parts = {
  arms: z.array(arm).optional(),
  tasks: z.array(task).optional(),
  backends: z.array(backend).optional(),
  encoders: z.array(encoder).optional(),
  executors: z.array(executor).optional(),
  sources: z.array(rows).optional(),
  trackers: z.array(tracker).optional(),
  translators: z.array(translator).optional(),
} satisfies Shape<Omit<Plugin, 'name'>>;

/** What a plugin must be. */
export const pluginSchema = z.object({ name: text, ...parts });

/** The sorts of things that a plugin may bring. */
export const sorts: readonly string[] = Object.keys(parts);
