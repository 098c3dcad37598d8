/**
 * One run inside a child: its clocks, its limits, and how it ends. Two clocks are here: a timeout on every synchronous
 * slice, kept by isolated-vm's own thread, and the CPU time summed over all slices, looked at every few milliseconds.
 * The third, the wall deadline, belongs to the parent, which needs nothing from this process to keep it.
 */
import type { RunError, RunErrorCode } from '#libs/contracts';
import { CalledScripts } from './called-scripts.js';
import { nestsTooDeep } from './json-depth.js';
import type { ChildMessage, RunMessage, RunOutput } from './messages.js';
import type { RealmPost } from './realm-post.js';
import { RunConsole } from './run-console.js';
import {
  cpuLimitExceeded,
  functionNotFound,
  hostCallLimitExceeded,
  memoryLimitExceeded,
  resultNotSerializable,
  resultTooLarge,
  runCancelled,
} from './run-errors.js';
import { calledFailureJson, type FailedRun, outsideFailure, postedFailure, TIMED_OUT } from './run-failures.js';
import { RunTimers } from './run-timers.js';
import type { RunContext, ScriptIsolate } from './script-isolate.js';

const CLOCK_INTERVAL_MS = 20;
const OUTPUT_INTERVAL_MS = 100;
/** How long an isolate may take to end after it was disposed. Some built-ins cannot be interrupted at all. */
const DISPOSE_GRACE_MS = 250;
const MAX_ARGUMENT_CHARS = 1024 * 1024;

const NOT_REUSED_AFTER: ReadonlySet<RunErrorCode> = new Set(['MemoryLimitExceeded', 'RunCancelled']);

export type RunEnding = { result: string } | { error: RunError };

export interface ScriptRunOptions {
  message: RunMessage;
  source: string;
  isolate: ScriptIsolate;
  send: (message: ChildMessage) => void;
  /** The isolate cannot be stopped from inside the process. */
  onStuck: () => void;
}

export class ScriptRun {
  private readonly message: RunMessage;
  private readonly isolate: ScriptIsolate;
  private cpuStartMs: number;
  private processStart = process.cpuUsage();
  private readonly ended = Promise.withResolvers<RunEnding>();
  private ending: RunEnding | undefined;
  private context: RunContext | undefined;
  /** Entries into the isolate that have not come back. */
  private slices = 0;
  private readonly waitingCalls = new Set<number>();
  private hostCalls = 0;
  private readonly console: RunConsole;
  private readonly called = new CalledScripts();
  private readonly timers = new RunTimers((id) => {
    this.wake(id);
  });
  private readonly createdAt = performance.now();
  private preparedMs = 0;
  private peakMemoryBytes = 0;
  private outputAt = performance.now();
  private finalCpuMs: number | undefined;
  private saidToWait = false;

  constructor(private readonly options: ScriptRunOptions) {
    this.message = options.message;
    this.isolate = options.isolate;
    this.cpuStartMs = options.isolate.cpuMs;
    this.console = new RunConsole(options.message.limits.consoleBytes);
  }

  /**
   * The isolate may serve another run: it lives, nothing of this run can wake in it any more, and it keeps neither what
   * this run has filled it with nor what a run that was cut off has left.
   */
  get isReusable(): boolean {
    if (this.isolate.isDisposed || this.slices > 0 || this.waitingCalls.size > 0) return false;
    const { ending } = this;
    return ending === undefined || !('error' in ending) || !NOT_REUSED_AFTER.has(ending.error.code);
  }

  /**
   * CPU time so far. isolated-vm counts a slice that is going on by the wall, and the process counts threads of its own:
   * the smaller of two numbers that are never too small.
   */
  get cpuMs(): number {
    if (this.finalCpuMs !== undefined) return this.finalCpuMs;
    const { user, system } = process.cpuUsage(this.processStart);
    const processMs = (user + system) / 1000;
    if (this.isolate.isDisposed) return processMs;
    const isolateMs = this.isolate.cpuMs - this.cpuStartMs + (this.context?.servedMs ?? 0);
    return Math.min(isolateMs, processMs);
  }

  /** Runs the script. Never rejects. When it resolves, nothing of the run is executing. */
  async execute(): Promise<RunEnding> {
    const clock = setInterval(() => {
      this.measureMemory();
      this.tick();
      this.tellWaiting(this.slices === 0);
    }, CLOCK_INTERVAL_MS);
    try {
      void this.start();
      const ending = await this.ended.promise;
      this.finalCpuMs = this.cpuMs;
      this.timers.close();
      this.measureMemory();
      if (this.slices > 0) await this.stop();
      // What the isolate posted before it ended lies in the queue behind the end itself.
      if ('error' in ending) await new Promise((resolve) => setImmediate(resolve));
      return ending;
    } finally {
      clearInterval(clock);
      this.timers.close();
      if (this.context !== undefined) this.isolate.release(this.context);
    }
  }

  /** Settles a host call; of no effect once the run is over. */
  answer(call: number, ok: boolean, json: string): void {
    if (!this.waitingCalls.delete(call) || this.ending !== undefined) return;
    const { context } = this;
    if (context === undefined) return;
    if (this.called.has(call) && ok) this.answerScript(context, call, json);
    else void this.slice(async (timeout) => this.isolate.enter(context, ['answer', call, ok, json], timeout));
  }

  /** Ends the run whatever it is at. Of no effect once it is over. */
  cancel(): void {
    this.abort(runCancelled('Nobody waits for the run any more.'));
  }

  /** Console lines since the last time, and the CPU time so far. */
  takeOutput(): RunOutput {
    this.outputAt = performance.now();
    const { cpuMs, peakMemoryBytes, preparedMs } = this;
    return { lines: this.console.take(), consoleTruncated: this.console.truncated, cpuMs, peakMemoryBytes, preparedMs };
  }

  private async start(): Promise<void> {
    const { functionName, input, ctx, limits } = this.message;
    this.slices++;
    try {
      const context = await this.isolate.takeContext(this.options.source);
      this.context = context;
      // Making the context is not the script's work.
      this.cpuStartMs = this.isolate.cpuMs;
      this.processStart = process.cpuUsage();
      context.receive = (post) => {
        this.receive(post);
      };
      await this.isolate.compile(this.options.source);
      await this.isolate.runTopLevel(context, this.sliceTimeoutMs());
      if (this.ending !== undefined) return;
      const realmLimits = JSON.stringify({
        hostCalls: limits.hostCalls,
        pendingHostCalls: limits.pendingHostCalls,
        resultChars: limits.resultBytes,
        consoleChars: limits.consoleBytes,
        argumentChars: MAX_ARGUMENT_CHARS,
      });
      this.preparedMs = performance.now() - this.createdAt;
      void this.slice(async (timeout) =>
        this.isolate.enter(context, ['start', functionName, input, ctx, realmLimits], timeout),
      );
    } catch (error) {
      const disposed = this.isolate.isDisposed;
      this.conclude({ error: disposed ? memoryLimitExceeded(limits) : outsideFailure(error, this.failedRun) });
    } finally {
      this.slices--;
      this.tick();
    }
  }

  /** One entry into the isolate. The timeout is a backstop for a child whose own clock cannot tick. */
  private async slice(enter: (timeoutMs: number) => Promise<void>): Promise<void> {
    this.slices++;
    this.tellWaiting(false);
    const startedAt = performance.now();
    const timeoutMs = this.sliceTimeoutMs();
    try {
      await enter(timeoutMs);
    } catch (error) {
      // A rejection that the script left unhandled comes here too, and is nothing that ends a run.
      const timedOut = error instanceof Error && error.message === TIMED_OUT;
      if (this.isolate.isDisposed) this.abort(memoryLimitExceeded(this.message.limits));
      else if (timedOut && performance.now() - startedAt >= timeoutMs - 1) {
        this.abort(cpuLimitExceeded(this.message.limits));
      }
    } finally {
      this.slices--;
      this.tick();
    }
  }

  /** The parent lets another run compute in the place of one that waits. Short waits are not worth a word. */
  private tellWaiting(waits: boolean): void {
    if (waits === this.saidToWait || this.ending !== undefined) return;
    this.saidToWait = waits;
    this.options.send({ type: 'waits', run: this.message.run, waits });
  }

  private sliceTimeoutMs(): number {
    return Math.ceil(Math.max(1, this.message.limits.cpuMs - this.cpuMs) * 2 + 50);
  }

  private tick(): void {
    if (this.ending !== undefined && this.slices === 0) this.ended.resolve(this.ending);
    else if (!this.isolate.isDisposed && this.cpuMs > this.message.limits.cpuMs) {
      this.abort(cpuLimitExceeded(this.message.limits));
    }
    if (this.finalCpuMs === undefined && performance.now() - this.outputAt >= OUTPUT_INTERVAL_MS) {
      this.options.send({ type: 'output', run: this.message.run, ...this.takeOutput() });
    }
  }

  /** What an isolate holds can be asked only while nothing executes in it. */
  private measureMemory(): void {
    if (this.slices === 0) this.peakMemoryBytes = Math.max(this.peakMemoryBytes, this.isolate.memoryBytes);
  }

  private wake(timer: number): void {
    const { context } = this;
    if (this.ending !== undefined || context === undefined) return;
    void this.slice(async (timeout) => this.isolate.enter(context, ['tick', timer], timeout));
  }

  private answerScript(context: RunContext, call: number, json: string): void {
    const { isolate } = this;
    const script = this.called.answered(call, json);
    void this.slice(async (timeout) => {
      const compiled = await isolate.compileCalled(context, script).catch((error: unknown) => {
        if (isolate.isDisposed) throw error;
        return calledFailureJson(error, script.filename);
      });
      if (typeof compiled === 'string') await isolate.enter(context, ['answer', call, false, compiled], timeout);
      else await isolate.enter(context, ['answer', call, true, '', compiled.derefInto({ release: true })], timeout);
    });
  }

  /** The script has come to its end. The slice that said so may hold more of its work, and is waited for. */
  private conclude(ending: RunEnding): void {
    this.ending ??= ending;
    if (this.slices === 0) this.ended.resolve(this.ending);
  }

  /** A limit ends the run, whatever executes. */
  private abort(error: RunError): void {
    if (this.finalCpuMs !== undefined) return;
    this.ending = { error };
    this.ended.resolve(this.ending);
  }

  /** Ends what still executes. */
  private async stop(): Promise<void> {
    this.isolate.dispose();
    const giveUpAt = performance.now() + DISPOSE_GRACE_MS;
    while (this.slices > 0) {
      if (performance.now() > giveUpAt) {
        this.options.onStuck();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  private receive(post: RealmPost): void {
    const { message, options } = this;
    const { limits } = message;
    if (this.ending !== undefined && post.kind !== 'console') return;
    switch (post.kind) {
      case 'result':
        this.conclude(this.resultEnding(post.json));
        return;
      case 'tooLarge':
        this.conclude({ error: resultTooLarge(limits, post.chars) });
        return;
      case 'failed':
        this.conclude({ error: postedFailure(post, this.failedRun) });
        return;
      case 'notFound':
        this.conclude({ error: functionNotFound(message.functionName, post.functions) });
        return;
      case 'tooManyCalls':
        this.abort(hostCallLimitExceeded(limits, post.limit));
        return;
      case 'call':
        this.callHost(post);
        return;
      case 'console':
        this.console.print(post.level, post.text);
        return;
      case 'timer':
        this.timers.set(post.id, post.delayMs);
        return;
      case 'clear':
        this.timers.clear(post.id);
        return;
      case 'used':
        this.isolate.remember(post.name);
        return;
      case 'progress':
        if (!nestsTooDeep(post.args)) options.send({ type: 'progress', run: message.run, args: post.args });
    }
  }

  private callHost({ id: call, of, json }: RealmPost & { kind: 'call' }): void {
    const { run, limits } = this.message;
    this.waitingCalls.add(call);
    if (++this.hostCalls > limits.hostCalls) this.abort(hostCallLimitExceeded(limits, 'hostCalls'));
    else if (nestsTooDeep(json)) {
      this.answer(call, false, JSON.stringify({ name: 'RangeError', message: 'The arguments nest too deeply.' }));
    } else {
      if (of === 'script') this.called.asked(call, json);
      this.options.send({ type: 'call', run, call, json });
    }
  }

  private resultEnding(json: string): RunEnding {
    const resultBytes = Buffer.byteLength(json);
    if (resultBytes > this.message.limits.resultBytes) {
      return { error: resultTooLarge(this.message.limits, resultBytes) };
    }
    return nestsTooDeep(json) ? { error: resultNotSerializable('it nests too deeply') } : { result: json };
  }

  private get failedRun(): FailedRun {
    const { functionName, limits } = this.message;
    return { functionName, limits, calledFiles: this.called.files };
  }
}
