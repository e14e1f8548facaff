// Signs of life of this process's locks, from a thread of its own: ONNX Runtime keeps the main one for as long as a step
// takes, which is minutes for a large model.
import { Worker } from 'node:worker_threads';

/** Milliseconds between two signs of life. */
const every = 2000;

/** What the thread runs: it touches files, and tells of one that is gone. Text, because it must run from src and from dist. */
const program = `
  const { utimesSync } = require('node:fs');
  const { parentPort } = require('node:worker_threads');
  const files = new Set();
  parentPort.on('message', ({ file, beats }) => (beats ? files.add(file) : files.delete(file)));
  setInterval(() => {
    const now = new Date();
    for (const file of files) {
      try {
        utimesSync(file, now, now);
      } catch ({ code }) {
        // Another trouble may pass, and nobody is deceived by a sign that was not given.
        if (!['ENOENT', 'ENOTDIR', 'ESTALE'].includes(code)) continue;
        files.delete(file);
        parentPort.postMessage(file);
      }
    }
  }, ${every});
`;

const gone = new Map<string, () => void>();
let thread: Worker | undefined;

function started(): Worker {
  if (thread) return thread;
  thread = new Worker(program, { eval: true, execArgv: [] });
  thread.on('message', (file: string) => gone.get(file)?.());
  // Without it locks are taken for a silent owner's: others may take over, and this process notices when it checks.
  thread.on('error', () => undefined);
  thread.unref();
  return thread;
}

/** Touches a file again and again until the returned function is called; calls `onGone` when it is no longer there. */
export function beat(file: string, onGone: () => void): () => void {
  gone.set(file, onGone);
  started().postMessage({ file, beats: true });
  return () => {
    gone.delete(file);
    started().postMessage({ file, beats: false });
  };
}
