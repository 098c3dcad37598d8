/**
 * One isolate: a heap of its own for one version of a script, and a fresh context for every run. Runs in a sandbox
 * child only. Clocks, limits and outcomes belong to `script-run.ts`.
 */
import ivm from 'isolated-vm';
import { BRIDGE_SOURCE, type BridgePost, bridgePost } from './bridge.js';
import { isolateMegabytes } from './memory.js';
import { SCRIPT_FILE } from './script-position.js';

/** Only our own code runs under it, before the script is there. */
const BRIDGE_TIMEOUT_MS = 2_000;

export interface ScriptIsolateOptions {
  memoryBytes: number;
  platformApi: Record<string, readonly string[]>;
  /** V8 has lost control over the isolate: its thread hangs, and only the end of the process gives it back. */
  onCatastrophe: () => void;
}

/** A context with the bridge in it and nothing of the user yet. */
export interface RunContext {
  readonly context: ivm.Context;
  /** The bridge's way in: `start` or `answer`, see `bridge.ts`. */
  readonly enter: ivm.Reference;
  /** Receives what the bridge posts; none before and after a run. */
  receive: ((post: BridgePost) => void) | undefined;
}

function releaseContext(run: RunContext): void {
  run.receive = undefined;
  run.enter.release();
  run.context.release();
}

export class ScriptIsolate {
  private readonly isolate: ivm.Isolate;
  private readonly services: string;
  private script: ivm.Script | undefined;
  private spare: Promise<RunContext> | undefined;
  private readonly live = new Set<RunContext>();

  constructor(options: ScriptIsolateOptions) {
    this.services = JSON.stringify(options.platformApi);
    this.isolate = new ivm.Isolate({
      memoryLimit: isolateMegabytes(options.memoryBytes),
      onCatastrophicError: options.onCatastrophe,
    });
  }

  get isDisposed(): boolean {
    return this.isolate.isDisposed;
  }

  /** CPU time of everything that this isolate ever did; for a slice that is going on, its wall time. */
  get cpuMs(): number {
    return this.isDisposed ? 0 : Number(this.isolate.cpuTime) / 1e6;
  }

  /** Rejects with V8's SyntaxError. Compiling cannot be interrupted. */
  async compile(source: string): Promise<void> {
    this.script ??= await this.isolate.compileScript(source, { filename: SCRIPT_FILE });
  }

  /** Runs the top level of the compiled script. Rejects with a copy of what it throws. */
  async runTopLevel(run: RunContext, timeoutMs: number): Promise<void> {
    await this.script?.run(run.context, { timeout: timeoutMs });
  }

  /** Makes the next context ready ahead of its run. */
  prepareContext(): void {
    if (this.isDisposed || this.spare !== undefined) return;
    this.spare = this.createContext();
    // Who takes it sees the rejection; nobody may come.
    this.spare.catch(() => undefined);
  }

  async takeContext(): Promise<RunContext> {
    const spare = this.spare ?? this.createContext();
    this.spare = undefined;
    return spare;
  }

  /** The spare context is ready, or could not be made. */
  async settled(): Promise<void> {
    await this.spare?.catch(() => undefined);
  }

  release(run: RunContext): void {
    if (this.live.delete(run) && !this.isDisposed) releaseContext(run);
    run.receive = undefined;
  }

  /** Releases every handle, then ends the isolate, in this order. Idempotent. */
  dispose(): void {
    if (this.isDisposed) return;
    for (const run of this.live) releaseContext(run);
    this.live.clear();
    this.script?.release();
    this.isolate.dispose();
  }

  private async createContext(): Promise<RunContext> {
    const context = await this.isolate.createContext();
    let receive = (_post: BridgePost): void => undefined;
    const post = new ivm.Callback(
      (...values: unknown[]) => {
        const posted = bridgePost(values);
        if (posted !== undefined) receive(posted);
      },
      { ignored: true },
    );
    const enter: ivm.Reference = await context.evalClosure(BRIDGE_SOURCE, [post, this.services], {
      result: { reference: true },
      timeout: BRIDGE_TIMEOUT_MS,
      filename: 'toolrack:bridge',
    });
    const run: RunContext = { context, enter, receive: undefined };
    receive = (posted) => run.receive?.(posted);
    this.live.add(run);
    return run;
  }
}
