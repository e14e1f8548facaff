import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Programs that a cluster is made of; Debian has them in slurm-wlm and munge. */
const daemons = ['munged', 'slurmctld', 'slurmd'] as const;

/** Milliseconds until the nodes must be ready. */
const patience = 60_000;

/** What a cluster has beside its three nodes. */
export interface SlurmWish {
  /**
   * Pairs of nodes for tests that run beside others on the same cluster and take nodes away: partition `pair1` has two,
   * and `urgent1` the same two, whose jobs put those of `pair1` back into the queue.
   */
  readonly pairs?: number;
  /** Seconds for which it remembers a job that has ended, at least; Slurm's default is 300. */
  readonly minJobAge?: number;
  /** Seconds between asking a job to end and killing it. */
  readonly killWait?: number;
}

/** A Slurm of this machine: one controller, and three nodes of four processors and 4000 MB each in the partition `low`. */
export interface SlurmCluster extends AsyncDisposable {
  /** The cluster's folder: logs of its daemons, and whatever a test puts there. */
  readonly folder: string;
  /** What its programs need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the daemon of a node, or `slurmctld`, at once and without a word. */
  kill(daemon: string): Promise<void>;
  /** Starts it again. */
  revive(daemon: string): void;
  /** Runs one of Slurm's programs and gives what it prints. */
  ask(program: string, ...args: readonly string[]): Promise<string>;
}

/** Starts a cluster on free ports in a temporary folder; where that cannot be, a line that says why. Needs root. */
export async function startSlurm({
  pairs = 0,
  minJobAge = 300,
  killWait = 5,
}: SlurmWish = {}): Promise<SlurmCluster | string> {
  if (process.getuid?.() !== 0) return 'Slurm is started by root only';
  const path = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
  for (const program of [...daemons, 'sbatch'])
    if (!(await run('which', [program], { env: { PATH: path } }).catch(() => undefined)))
      return `${program} is not installed (Debian: apt-get install slurm-wlm munge)`;
  const folder = await mkdtemp(join(tmpdir(), 'stopover-slurm-'));
  const cluster = new Cluster(folder, path, { pairs, minJobAge, killWait });
  try {
    await cluster.start();
    return cluster;
  } catch (error) {
    const logs = await cluster.lastWords();
    await cluster[Symbol.asyncDispose]();
    return `Slurm did not start: ${error instanceof Error ? error.message : error}\n${logs}`;
  }
}

class Cluster implements SlurmCluster {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #path: string;
  readonly #wish: Required<SlurmWish>;
  readonly #nodes: readonly string[];
  readonly #started = new Map<string, ChildProcess>();

  constructor(folder: string, path: string, wish: Required<SlurmWish>) {
    this.folder = folder;
    this.#path = path;
    this.#wish = wish;
    this.#nodes = Array.from({ length: 3 + 2 * wish.pairs }, (_, i) => `n${i + 1}`);
    this.env = { SLURM_CONF: join(folder, 'slurm.conf'), PATH: path };
  }

  async start(): Promise<void> {
    await chmod(this.folder, 0o755);
    for (const name of ['spool', 'state', ...this.#nodes.map((node) => `spool/${node}`)])
      await mkdir(join(this.folder, name));
    await writeFile(join(this.folder, 'munge.key'), randomBytes(1024), { mode: 0o400 });
    const ports = await freePorts(1 + this.#nodes.length);
    await writeFile(join(this.folder, 'slurm.conf'), configuration(this.folder, ports, this.#wish));
    const at = (name: string) => join(this.folder, name);
    const place = ['--socket', at('munge.sock'), '--pid-file', at('munged.pid'), '--seed-file', at('munge.seed')];
    this.#spawn('munged', ['--foreground', '--force', '--key-file', at('munge.key'), ...place]);
    await until('munged', () => run('munge', ['-n', '-S', at('munge.sock')]));
    this.#spawn('slurmctld', ['-D', '-c']);
    for (const node of this.#nodes) this.revive(node);
    await until('the nodes', async () => {
      const states = (await this.ask('sinfo', '-h', '-N', '-o', '%N %T')).trim().split('\n');
      if (new Set(states).size !== this.#nodes.length || states.some((state) => !state.endsWith(' idle')))
        throw new Error(states.join(' '));
    });
  }

  async kill(daemon: string): Promise<void> {
    const child = this.#started.get(daemon);
    if (!child) throw new Error(`there is no ${daemon}`);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  revive(daemon: string): void {
    if (daemon === 'slurmctld') this.#spawn(daemon, ['-D']);
    else this.#spawn('slurmd', ['-D', '-N', daemon], daemon);
  }

  async ask(program: string, ...args: readonly string[]): Promise<string> {
    return (await run(program, args, { env: { ...process.env, ...this.env } })).stdout;
  }

  /** The ends of the daemons' logs. */
  async lastWords(): Promise<string> {
    const names = ['munged.out', 'slurmctld.log', ...this.#nodes.map((node) => `${node}.log`)];
    const texts = await Promise.all(names.map((name) => readFile(join(this.folder, name), 'utf8').catch(() => '')));
    return texts.map((text, i) => `${names[i]}: ${text.slice(-500)}`).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ask('scancel', '--user', 'root').catch(() => undefined);
    await sleep(500);
    // The nodes first: the controller then still hears of the end of their jobs.
    for (const [, child] of [...this.#started].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }

  #spawn(program: string, args: readonly string[], name: string = program): void {
    const child = spawn(program, args, { env: { ...process.env, ...this.env, PATH: this.#path }, stdio: 'ignore' });
    child.on('error', () => undefined);
    this.#started.set(name, child);
  }
}

async function until(what: string, test: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    const reason = await test().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (reason === undefined) return;
    if (performance.now() > end) throw new Error(`${what} not ready after ${patience / 1000} s (${reason})`);
    await sleep(200);
  }
}

/** Ports that nobody listens at. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports: number[] = [];
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address) ports.push(address.port);
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}

/**
 * Memory is watched by sampling, since there may be no cgroups; an array has four tasks at most; a requeued job waits two minutes, as everywhere. A job of
 * partition urgent1 puts one of partition pair1 back into the queue.
 */
function configuration(
  folder: string,
  [controller, ...ports]: readonly number[],
  { pairs, minJobAge, killWait }: Required<SlurmWish>,
): string {
  const host = hostname();
  const node = (number: number, cpus: number) =>
    `NodeName=n${number} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[number - 1]} CPUs=${cpus} RealMemory=4000 State=UNKNOWN`;
  const ordinary = 'MaxTime=60 PriorityTier=1 PreemptMode=REQUEUE';
  const urgent = 'MaxTime=60 PriorityTier=10 PreemptMode=OFF';
  const pair = (number: number) => {
    const [first, second] = [2 * number + 2, 2 * number + 3];
    const own = `Nodes=n${first},n${second}`;
    return [
      ...[node(first, 2), node(second, 2)],
      ...[`PartitionName=pair${number} ${own} ${ordinary}`, `PartitionName=urgent${number} ${own} ${urgent}`],
    ];
  };
  return `ClusterName=stopover
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock
CredType=cred/munge
SlurmctldPort=${controller}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/%n.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/%n.log
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=5,sched_min_interval=0,batch_sched_delay=0
SlurmdTimeout=10
ReturnToService=2
MpiDefault=none
KillWait=${killWait}
MinJobAge=${minJobAge}
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=500
MaxArraySize=5
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/none
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
${[1, 2, 3].map((number) => node(number, 4)).join('\n')}
PartitionName=low Nodes=n[1-3] Default=YES ${ordinary}
${Array.from({ length: pairs }, (_, i) => pair(i + 1).join('\n')).join('\n')}
`;
}
