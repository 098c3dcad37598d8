/**
 * One run as its caller's process sees it: what it has printed and used so far, its host calls, its wall deadline, and
 * the one outcome it gets. Which child executes it, and what becomes of that child, is the pool's.
 */
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { ConsoleLine, JsonValue, RunError, RunOutcome, RunPhases } from '#libs/contracts';
import { parseHostCall } from './host-call.js';
import type { AnswerMessage, ChildMessage, RunMessage, RunOutput } from './messages.js';
import { consoleLineBytes } from './run-console.js';
import { type Occupation, runCancelled } from './run-errors.js';
import type { SandboxRun } from './sandbox.types.js';
import { nestsTooDeep } from './json-depth.js';
import { isolateMegabytes } from './memory.js';

type CallMessage = ChildMessage & { type: 'call' };

const rejectionSchema = z.object({
  name: z.string().catch('Error'),
  message: z.string().catch('The host call failed.'),
  code: z.string().optional().catch(undefined),
});

/** JSON text has JSON values in it; nothing else has to be checked. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

function parseJson(json: string): JsonValue {
  const value: unknown = JSON.parse(json);
  return isJson(value) ? value : null;
}

/** JSON of what a script may know of a rejection. Anything can be thrown, so anything is read with care. */
function rejectionJson(error: unknown): string {
  const plain = typeof error === 'object' && error !== null ? error : { message: String(error) };
  return JSON.stringify(rejectionSchema.parse(plain));
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** A child says within this time of a host call that nothing of the run executes beside it. */
const SAYS_TO_WAIT_MS = 50;

let lastId = 0;

export class ActiveRun {
  readonly id = ++lastId;
  /** Runs with the same key may share an isolate. */
  readonly key: string;
  readonly outcome: Promise<RunOutcome>;
  /** The child has said that it is about to compile or execute; from here on the run is never given to another. */
  began = false;
  /** The child has said that nothing of the run executes. */
  waits = false;
  attempts = 0;
  private readonly settle: (outcome: RunOutcome) => void;
  private readonly startedAt = performance.now();
  private readonly deadline: NodeJS.Timeout;
  private readonly lines: ConsoleLine[] = [];
  private consoleBytes = 0;
  private consoleTruncated = false;
  private cpuMs = 0;
  private peakMemoryBytes = 0;
  private takenAt: number | undefined;
  private preparedMs = 0;
  private hostCalls = 0;
  private pending = 0;
  private lastCallAt = -Infinity;
  private over = false;

  /**
   * @param onDeadline called once when the wall time is up
   * @param onCancel called once when the caller's signal says so
   */
  constructor(
    readonly request: SandboxRun,
    onDeadline: () => void,
    private readonly onCancel: () => void,
  ) {
    const { script, limits, signal } = request;
    this.key = JSON.stringify([script.namespace, script.versionId, isolateMegabytes(limits.memoryBytes)]);
    const { promise, resolve } = Promise.withResolvers<RunOutcome>();
    this.outcome = promise;
    this.settle = resolve;
    this.deadline = setTimeout(onDeadline, request.wallLeftMs ?? limits.wallMs);
    signal?.addEventListener('abort', this.onCancel, { once: true });
  }

  get isOver(): boolean {
    return this.over;
  }

  /** It waits for something else than the processor. */
  get isOutside(): boolean {
    return this.occupation !== 'computing';
  }

  /** What it is at, once a child has it. A host call can be left pending by a script that goes on computing. */
  get occupation(): Occupation {
    const waitsForHost = this.pending > 0 && (this.waits || performance.now() - this.lastCallAt < SAYS_TO_WAIT_MS);
    if (waitsForHost) return { hostCalls: this.pending };
    return this.waits ? 'waiting' : 'computing';
  }

  /** What a child is told that takes the run. */
  handOver(withSource: boolean): RunMessage {
    this.attempts++;
    this.takenAt = performance.now();
    const { script, functionName, input, ctx, limits } = this.request;
    return {
      type: 'run',
      run: this.id,
      key: this.key,
      ...(withSource && { source: script.source }),
      functionName,
      input: JSON.stringify(input),
      ctx: JSON.stringify(ctx),
      limits,
    };
  }

  addOutput(output: RunOutput): void {
    const lines = this.withinConsole(output);
    for (const line of lines) this.lines.push(line);
    this.consoleTruncated ||= output.consoleTruncated || lines.length < output.lines.length;
    this.cpuMs = output.cpuMs;
    this.peakMemoryBytes = output.peakMemoryBytes;
    this.preparedMs = output.preparedMs;
    if (!this.over && lines.length > 0) this.request.onOutput?.(lines);
  }

  /** The child counts as well; this holds even when it does not. */
  private withinConsole({ lines }: RunOutput): ConsoleLine[] {
    const fitting = lines.findIndex(({ text }) => {
      this.consoleBytes += consoleLineBytes(text);
      return this.consoleBytes > this.request.limits.consoleBytes;
    });
    return fitting < 0 ? lines : lines.slice(0, fitting);
  }

  progress(args: string): void {
    if (nestsTooDeep(args)) return;
    const values = parseJson(args);
    if (!this.over && Array.isArray(values)) this.request.onProgress?.(values);
  }

  /** Asks the host, and answers with what the child is to be told. Never rejects; undefined when nobody waits. */
  async callHost(call: CallMessage): Promise<AnswerMessage | undefined> {
    const { limits, host } = this.request;
    // The child counts as well; this holds even when it does not.
    if (this.over || this.hostCalls >= limits.hostCalls || this.pending >= limits.pendingHostCalls) return undefined;
    this.hostCalls++;
    this.pending++;
    this.lastCallAt = performance.now();
    const answer = { type: 'answer', run: this.id, call: call.call } as const;
    try {
      const value = await host(parseHostCall(call.json));
      return { ...answer, ok: true, json: JSON.stringify(value) };
    } catch (error) {
      return { ...answer, ok: false, json: rejectionJson(error) };
    } finally {
      this.pending--;
    }
  }

  /** @throws Error when the text is none that a child lets through */
  succeed(json: string): void {
    if (Buffer.byteLength(json) > this.request.limits.resultBytes || nestsTooDeep(json)) {
      throw new Error('a result above the limits');
    }
    this.finish((report) => ({ status: 'succeeded', result: parseJson(json), report }));
  }

  fail(error: RunError): void {
    this.finish((report) => ({ status: 'failed', error, report }));
  }

  cancel(): void {
    this.fail(runCancelled('The caller cancelled the run.'));
  }

  private finish(outcome: (report: RunOutcome['report']) => RunOutcome): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.deadline);
    this.request.signal?.removeEventListener('abort', this.onCancel);
    this.settle(
      outcome({
        console: this.lines,
        consoleTruncated: this.consoleTruncated,
        cpuMs: rounded(this.cpuMs),
        wallMs: rounded(performance.now() - this.startedAt),
        peakMemoryBytes: this.peakMemoryBytes,
        hostCalls: this.hostCalls,
        phases: this.phases(),
      }),
    );
  }

  private phases(): RunPhases {
    const now = performance.now();
    const takenAt = this.takenAt ?? now;
    const ranMs = this.preparedMs === 0 ? 0 : rounded(now - takenAt - this.preparedMs);
    return { queuedMs: rounded(takenAt - this.startedAt), preparedMs: rounded(this.preparedMs), ranMs, answeredMs: 0 };
  }
}
