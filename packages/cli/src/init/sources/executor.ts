import type { NamedPlugin, PluginSources } from '../plugin-kinds.ts';

/** An executor that runs one job after the other on this machine. */
export function executorSources(plugin: NamedPlugin): PluginSources {
  const { name } = plugin;
  return {
    source: source(plugin),
    test: test(plugin),
    dependencies: [],
    devDependencies: [],
    use: `executor: ${name}`,
  };
}

const source = ({ name, packageName, variable }: NamedPlugin): string => `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { definePlugin, type Executor } from '@stopover/core';

/** ${name}: say where jobs run. This one runs them here, one after the other, in the order in which they are given. */
export const ${variable} = (): Executor => ({
  name: '${name}',
  probe: async () => ({ ok: true, detail: 'one job after the other' }),
  async *run(jobs, { signal }) {
    const notDone = new Set<string>();
    for (const { key, command, after } of jobs) {
      if (signal.aborted || after.some((parent) => notDone.has(parent))) {
        notDone.add(key);
        continue;
      }
      yield { type: 'start', key };
      const [program, ...args] = command;
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      const ended = once(child, 'close');
      const stop = () => child.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      for await (const line of createInterface({ input: child.stdout })) yield { type: 'line', key, line };
      const [status] = await ended;
      signal.removeEventListener('abort', stop);
      if (status === 0) yield { type: 'done', key };
      else {
        notDone.add(key);
        yield { type: 'fail', key, reason: \`exit status \${status}\` };
      }
    }
  },
});

export default definePlugin({ name: '${packageName}', executors: [${variable}()] });
`;

const test = ({ variable }: NamedPlugin): string => `import type { Job, JobEvent } from '@stopover/core';
import { expect, it } from 'vitest';
import { ${variable} } from './index.ts';

const job = (key: string, script: string, after: readonly string[] = []): Job => ({
  key,
  title: \`the job \${key}\`,
  command: [process.execPath, '-e', script],
  after,
  resources: { threads: 1, memory: 100, gpus: 0, seconds: null },
});

async function told(jobs: readonly Job[], signal = new AbortController().signal): Promise<readonly string[]> {
  const events: JobEvent[] = [];
  const place = { folder: 'unused', settings: {}, look: async () => ({ done: false, progress: 0 }) };
  for await (const event of ${variable}().run(jobs, { ...place, processes: 1, threads: 1, signal })) events.push(event);
  return events.map((event) => ('key' in event ? \`\${event.type} \${event.key}\` : event.type));
}

it('runs jobs and hands on what they print', async () => {
  const jobs = [job('a', 'console.log(1)'), job('b', 'console.log(2)', ['a'])];
  expect(await told(jobs)).toEqual(['start a', 'line a', 'done a', 'start b', 'line b', 'done b']);
});

it('starts nothing that waits for a job that failed, and goes on with the rest', async () => {
  const jobs = [job('a', 'process.exit(3)'), job('b', '', ['a']), job('c', '', ['b']), job('d', '', ['before'])];
  expect(await told(jobs)).toEqual(['start a', 'fail a', 'start d', 'done d']);
});

it('starts nothing when it is to stop', async () => {
  expect(await told([job('a', '')], AbortSignal.abort())).toEqual([]);
});

// When it is built, \`describeExecutor({ executor, entry })\` of @stopover/testing holds it to all that an executor must do.
`;
