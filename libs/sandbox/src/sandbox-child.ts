/**
 * One child process as its parent sees it: started without environment and rights, given one run at a time, and ended
 * with SIGKILL, which nothing inside can refuse. Deciding which run comes here, and when a child has to go, is the pool's.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { RunErrorCode } from '#libs/contracts';
import { entryFile } from '#libs/entry';
import type { ActiveRun } from './active-run.js';
import { bundleFile, OPTIONAL_BUNDLES } from './bundle-files.js';
import { type ChildMessage, childMessageSchema, type ConfigureMessage, type ParentMessage } from './messages.js';
import { cpuLimitExceeded, memoryLimitExceeded, sandboxCrashed } from './run-errors.js';

/** Why a child ended. */
export type EndReason =
  'cpu' | 'wall' | 'memory' | 'crash' | 'cancelled' | 'runs' | 'rss' | 'idle' | 'start' | 'closed';

const STDERR_CHARS = 2_048;
/** V8 writes one of these before it aborts a process that has no memory left. */
const OUT_OF_MEMORY = /out of memory|Allocation failed|invalid (?:array|table|size)/i;
const START_TIMEOUT_MS = 10_000;
/** How long a child may take to end a run that is cancelled. It takes a few ms, and longer on a machine that is busy. */
const CANCEL_GRACE_MS = 200;

const CUT_OFF: ReadonlySet<RunErrorCode> = new Set(['CpuLimitExceeded', 'MemoryLimitExceeded', 'RunCancelled']);

const CHILD_FILE = entryFile(import.meta.url, 'child.js');

/** @throws Error that says what to do, when the build is not complete */
function requireBundles(): void {
  for (const name of ['realm', ...OPTIONAL_BUNDLES] as const) {
    const file = entryFile(import.meta.url, bundleFile(name));
    if (!existsSync(file)) throw new Error(`The sandbox lacks ${file}, which the build makes. Run: npm run build`);
  }
}

/** Flags of a child: the rights that it keeps are to load native code and to read its own files. */
function childFlags(): string[] {
  const requireFromChild = createRequire(CHILD_FILE);
  const requireFromAddon = createRequire(requireFromChild.resolve('isolated-vm'));
  const folders = [
    dirname(CHILD_FILE),
    dirname(requireFromChild.resolve('isolated-vm')),
    dirname(requireFromAddon.resolve('node-gyp-build')),
  ];
  return [
    '--no-node-snapshot',
    '--no-warnings',
    '--permission',
    '--allow-addons',
    ...folders.map((folder) => `--allow-fs-read=${folder}${sep}`),
    // isolated-vm looks here for which of its binaries to load.
    '--allow-fs-read=/etc/alpine-release',
    '--max-old-space-size=128',
  ];
}

export interface SandboxChildOptions {
  configure: ConfigureMessage;
  onReady: (child: SandboxChild) => void;
  /** It has answered its run and may be given another. */
  onFree: (child: SandboxChild) => void;
  /** A run of it waits for the world, and no longer for the processor. */
  onWaiting: () => void;
  /** It takes no more runs. `run` is one that it was given and had not begun. */
  onEnd: (child: SandboxChild, ending: { reason: EndReason; detail: string; run: ActiveRun | undefined }) => void;
}

export class SandboxChild {
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  /** Isolates that it holds. */
  isolates = 0;
  /** Resident set when it last answered, in bytes. */
  rssBytes = 0;
  runs = 0;
  /** The run that it answered last was ended from outside the script: at a limit, or for want of a caller. */
  lastWasCutOff = false;
  idleSince = performance.now();
  private readonly process: ChildProcess;
  private readonly keys = new Set<string>();
  private readonly startTimer: NodeJS.Timeout;
  private run: ActiveRun | undefined;
  private cancelTimer: NodeJS.Timeout | undefined;
  private ready = false;
  private ended = false;
  private stderr = '';

  /** @throws Error when the build is not complete */
  constructor(private readonly options: SandboxChildOptions) {
    requireBundles();
    this.process = fork(CHILD_FILE, [], {
      execArgv: childFlags(),
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.startTimer = setTimeout(() => {
      this.end('start', `not ready after ${START_TIMEOUT_MS} ms`);
    }, START_TIMEOUT_MS);
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-STDERR_CHARS);
    });
    this.process.on('message', (message: unknown) => {
      this.receive(message);
    });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.exited = promise;
    this.process.on('error', (error) => {
      this.end('start', error.message);
      if (this.process.pid === undefined) resolve(undefined);
    });
    // Not `exit`: what the process has sent and written before its end comes first.
    this.process.on('close', (code, signal) => {
      this.end(this.ready ? 'crash' : 'start', this.exitDetail(code, signal));
      resolve(undefined);
    });
    this.send(options.configure);
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  get isBusy(): boolean {
    return this.run !== undefined;
  }

  get activeRun(): ActiveRun | undefined {
    return this.run;
  }

  /** It holds the source of this key, and most often an isolate. */
  knows(key: string): boolean {
    return this.keys.has(key);
  }

  get keysKnown(): number {
    return this.keys.size;
  }

  start(run: ActiveRun): void {
    this.run = run;
    this.send(run.handOver(!this.keys.has(run.key)));
    this.keys.add(run.key);
  }

  /**
   * Has the child end its run, whose caller has an outcome already, so that the process stays for others. A run that does
   * not end so ends with the process.
   */
  cancelRun(): void {
    if (this.run === undefined || this.cancelTimer !== undefined) return;
    this.send({ type: 'cancel', run: this.run.id });
    this.cancelTimer = setTimeout(() => {
      this.end('cancelled');
    }, CANCEL_GRACE_MS);
  }

  /** Ends the process at once, and with it what it runs. Idempotent. The outcome of its run is the caller's to give. */
  end(reason: EndReason, detail: string = reason): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.startTimer);
    this.process.kill('SIGKILL');
    const run = this.leaveRun();
    const again = reason === 'crash' && run?.began === false && !run.isOver;
    if (reason === 'crash' && run !== undefined && !again) {
      const memory = OUT_OF_MEMORY.test(this.stderr);
      run.fail(memory ? memoryLimitExceeded(run.request.limits) : sandboxCrashed(detail));
    }
    this.options.onEnd(this, { reason, detail, run: again ? run : undefined });
  }

  /** A script may have broken out and speak for its child: whatever it sends ends the child at most. */
  private receive(received: unknown): void {
    try {
      this.receiveMessage(received);
    } catch (error) {
      this.end('crash', `it sent what cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private receiveMessage(received: unknown): void {
    if (this.ended) return;
    const parsed = childMessageSchema.safeParse(received);
    if (!parsed.success) {
      this.end('crash', 'it sent a message that is not one of its own');
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.isolates = 1;
        clearTimeout(this.startTimer);
        this.options.onReady(this);
        return;
      case 'unfit':
        this.end('start', message.reason);
        return;
      case 'dying':
        this.receiveDying(message);
        return;
      default:
        if (this.run !== undefined && message.run === this.run.id) this.receiveOfRun(this.run, message);
    }
  }

  private receiveOfRun(run: ActiveRun, message: Exclude<ChildMessage, { type: 'ready' | 'unfit' | 'dying' }>): void {
    switch (message.type) {
      case 'began':
        run.began = true;
        return;
      case 'call':
        void this.answer(run, message);
        return;
      case 'progress':
        run.progress(message.args);
        return;
      case 'waits':
        run.waits = message.waits;
        if (message.waits) this.options.onWaiting();
        return;
      case 'output':
        run.addOutput(message);
        return;
      case 'done':
        this.receiveDone(run, message);
    }
  }

  private receiveDone(run: ActiveRun, message: ChildMessage & { type: 'done' }): void {
    run.addOutput(message);
    if (message.error !== undefined) run.fail(message.error);
    else run.succeed(message.result ?? 'null');
    for (const key of message.forgotten) this.keys.delete(key);
    this.isolates = message.isolates;
    this.rssBytes = message.rssBytes;
    this.runs++;
    this.lastWasCutOff = message.error !== undefined && CUT_OFF.has(message.error.code);
    this.leaveRun();
    this.idleSince = performance.now();
    this.options.onFree(this);
  }

  private leaveRun(): ActiveRun | undefined {
    clearTimeout(this.cancelTimer);
    this.cancelTimer = undefined;
    const { run } = this;
    this.run = undefined;
    return run;
  }

  private receiveDying(message: ChildMessage & { type: 'dying' }): void {
    const { run } = this;
    if (run !== undefined) {
      const { limits } = run.request;
      run.addOutput(message);
      run.fail(message.reason === 'cpu' ? cpuLimitExceeded(limits) : memoryLimitExceeded(limits));
    }
    this.end(message.reason);
  }

  private async answer(run: ActiveRun, call: ChildMessage & { type: 'call' }): Promise<void> {
    const answering = run.callHost(call);
    this.options.onWaiting();
    const answer = await answering;
    if (answer !== undefined && this.run === run) this.send(answer);
  }

  private send(message: ParentMessage): void {
    // An error here means that the process is going, or never came: `close` or `error` says so.
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  private exitDetail(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal === null ? `exit code ${String(code)}` : signal;
    const [line] = this.stderr.trim().split('\n');
    return line === undefined || line === '' ? how : `${how}: ${line.slice(0, 200)}`;
  }
}
