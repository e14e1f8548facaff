import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Tensors } from '@stopover/core';
import type { InferenceSession } from 'onnxruntime-node';
import { probeGraph } from './probe-graph.ts';

// Plain JavaScript for `node -e`: from a source tree there is no compiled file that a child could be started with.
// It answers before it ends, because a driver may also crash when it is unloaded.
const program = `
const [path, model, options] = process.argv.slice(1);
const say = (text) => process.stdout.write('\\n' + text, () => process.exit(0));
(async () => {
  const ort = require(path);
  const session = await ort.InferenceSession.create(Buffer.from(model, 'base64'), JSON.parse(options));
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]) });
  return 'answer ' + y.data.join(' ');
})().then(say, (error) => say('error ' + error.message));
`;

/** A driver that has not multiplied two small matrices by then does not answer; the first start of one takes seconds. */
const patience = 60_000;

/**
 * What the probe's graph gives with these options, computed by a process of its own: what native code writes to stderr
 * reaches no terminal, and a driver that crashes takes only the child with it.
 * @throws Error with ONNX Runtime's message, or with how the child ended; its cause holds what stood on stderr.
 */
export function probeApart(
  options: InferenceSession.SessionOptions,
  module = createRequire(import.meta.url).resolve('onnxruntime-node'),
): Promise<Tensors> {
  const model = Buffer.from(probeGraph.model).toString('base64');
  const args = ['-e', program, module, model, JSON.stringify(options)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: patience, windowsHide: true }, (ended, stdout, stderr) => {
      const answer = /^answer (.*)$/m.exec(stdout)?.[1];
      if (answer !== undefined) {
        const data = Float32Array.from(answer.split(' '), Number);
        resolve({ y: { type: 'float32', shape: [2, 2], data } });
        return;
      }
      const error = /^error (.*)/ms.exec(stdout)?.[1];
      reject(new Error(error ?? howItEnded(ended, stderr), { cause: new Error(stderr) }));
    });
  });
}

function howItEnded(
  ended: { readonly signal?: NodeJS.Signals | null; readonly killed?: boolean } | null,
  said: string,
) {
  if (ended?.killed) return `it gave no answer within ${patience / 1000} seconds`;
  const how = ended?.signal ? `, ended by ${ended.signal}` : '';
  const [first] = said.split('\n').filter((line) => line.trim() !== '');
  return `it crashed when it was tried${how}${first ? ` (${first.trim()})` : ''}`;
}
