/**
 * One isolate: a heap of its own for one version of a script, and a fresh context for every run. Runs in a sandbox
 * child only. Clocks, limits and outcomes belong to `script-run.ts`; what a context holds before its script, to `realm/`.
 */
import ivm from 'isolated-vm';
import type { BundleCompiler } from './bundle-compiler.js';
import { isOptionalBundle, type OptionalBundle } from './bundle-files.js';
import { bundlesFor, bundlesNamedIn } from './bundle-use.js';
import { isolateMegabytes } from './memory.js';
import { type RealmPost, realmPost } from './realm-post.js';
import { RealmServices } from './realm-services.js';
import { SCRIPT_FILE } from './script-position.js';

/** Only our own code runs under it, before the script is there. */
const REALM_TIMEOUT_MS = 2_000;

/** What it takes to change to the thread of the process and back, which no clock of either counts. */
const THREAD_CHANGE_MS = 0.02;

export interface ScriptIsolateOptions {
  memoryBytes: number;
  platformApi: Record<string, readonly string[]>;
  bundles: BundleCompiler;
  /** V8 has lost control over the isolate: its thread hangs, and only the end of the process gives it back. */
  onCatastrophe: () => void;
}

/** What the process tells a realm, see `enter` in `realm/main.ts`. */
export type RealmEntry =
  | ['start', functionName: string, input: string, ctx: string, limits: string]
  | ['answer', call: number, ok: boolean, json: string, script?: ivm.Dereference<unknown>]
  | ['tick', timer: number]
  | ['provide', bundle: string, factory: ivm.Dereference<unknown>];

/** A context with the realm in it and nothing of the user yet. */
export interface RunContext {
  readonly context: ivm.Context;
  /** The realm's way in; its arguments are a `RealmEntry`. */
  readonly enter: ivm.Reference;
  /** Bundles that need not be asked for when the script reaches for them. */
  readonly bundles: Set<OptionalBundle>;
  /** CPU time that the process spent on answers to the realm; the isolate counts none while it waits for them. */
  servedMs: number;
  /** Receives what the realm posts; none before and after a run. */
  receive: ((post: RealmPost) => void) | undefined;
}

function releaseContext(run: RunContext): void {
  run.receive = undefined;
  run.enter.release();
  run.context.release();
}

export class ScriptIsolate {
  private readonly options: ScriptIsolateOptions;
  private readonly isolate: ivm.Isolate;
  private script: ivm.Script | undefined;
  private readonly scripts = new Map<OptionalBundle, Promise<ivm.Script>>();
  /** What the script was seen to use of what is made only for scripts that use it. */
  private readonly used = new Set<string>();
  /** Bundles that its contexts have from the beginning; undefined until a script is known. */
  private bundles: Set<OptionalBundle> | undefined;
  private spare: Promise<RunContext> | undefined;
  private readonly live = new Set<RunContext>();

  constructor(options: ScriptIsolateOptions) {
    this.options = options;
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

  /**
   * Heap and buffers; 0 when they cannot be told. Waits for the isolate, so only to be asked for when nothing executes in
   * it.
   */
  get memoryBytes(): number {
    if (this.isDisposed) return 0;
    try {
      const { used_heap_size: heap, externally_allocated_size: external } = this.isolate.getHeapStatisticsSync();
      return heap + external;
    } catch {
      // A rejection that the script left unhandled comes out of whatever enters the isolate next.
      return 0;
    }
  }

  /** Rejects with V8's SyntaxError. Compiling cannot be interrupted. */
  async compile(source: string): Promise<void> {
    this.script ??= await this.isolate.compileScript(source, { filename: SCRIPT_FILE });
  }

  /** Runs the top level of the compiled script. Rejects with a copy of what it throws. */
  async runTopLevel(run: RunContext, timeoutMs: number): Promise<void> {
    await this.script?.run(run.context, { timeout: timeoutMs });
  }

  /**
   * Another script as a function of the context, which runs its top level and gives its functions. It begins a line
   * above the source, so that positions are those of the source. Rejects with V8's SyntaxError.
   */
  async compileCalled(
    run: RunContext,
    called: { source: string; functions: readonly string[]; filename: string },
  ): Promise<ivm.Reference> {
    const { source, functions, filename } = called;
    const wrapped = `(function () {\n${source}\n;return { __proto__: null, ${functions.join(', ')} };})`;
    const script = await this.isolate.compileScript(wrapped, { filename, lineOffset: -1 });
    const factory: ivm.Reference = await script.run(run.context, { reference: true, timeout: REALM_TIMEOUT_MS });
    script.release();
    return factory;
  }

  /** The script uses this: the next context has it ready. */
  remember(name: string): void {
    this.used.add(name);
    for (const bundle of bundlesFor(name)) this.bundles?.add(bundle);
  }

  /** Makes the next context ready ahead of its run. */
  prepareContext(): void {
    if (this.isDisposed || this.spare !== undefined) return;
    this.spare = this.createContext();
    // Who takes it sees the rejection; nobody may come.
    this.spare.catch(() => undefined);
  }

  /** A context for the script of this isolate, with the bundles that its source names. */
  async takeContext(source: string): Promise<RunContext> {
    this.bundles ??= new Set(bundlesNamedIn(source));
    const spare = this.spare ?? this.createContext();
    this.spare = undefined;
    const run = await spare;
    for (const name of this.bundles) {
      if (run.bundles.has(name)) continue;
      run.bundles.add(name);
      const factory = await this.runBundle(run.context, name);
      await this.enter(run, ['provide', name, factory.derefInto({ release: true })], REALM_TIMEOUT_MS);
    }
    return run;
  }

  /** Enters a context. Resolves when what the entry began has come to a halt. */
  async enter(run: RunContext, entry: RealmEntry, timeoutMs: number): Promise<void> {
    await run.enter.apply(undefined, entry, { timeout: timeoutMs });
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
    let receive = (_post: RealmPost): void => undefined;
    const post = new ivm.Callback(
      (...values: unknown[]) => {
        const posted = realmPost(values);
        if (posted !== undefined) receive(posted);
      },
      { ignored: true },
    );
    const services = new RealmServices((name) => this.bundleText(name));
    let served = (_ms: number): void => undefined;
    const ask = new ivm.Callback(
      (kind: unknown, text: unknown, option: unknown) => {
        const startedAt = performance.now();
        const answer = services.ask(kind, text, option);
        served(performance.now() - startedAt + THREAD_CHANGE_MS);
        return answer;
      },
      { sync: true },
    );
    const bundles = new Set(this.bundles);
    const values: (ivm.Callback | ivm.Dereference<unknown> | string)[] = [
      post,
      ask,
      JSON.stringify({ services: this.options.platformApi, warm: [...this.used] }),
    ];
    for (const name of bundles) values.push(name, (await this.runBundle(context, name)).derefInto({ release: true }));
    const parameters = values.map((_, index) => `$${index}`).join(', ');
    // One entry into the isolate: each is a change of threads, which costs more than what is done there.
    const realm = `return ${this.options.bundles.text('realm')}(${parameters})`;
    const enter: ivm.Reference = await context.evalClosure(realm, values, {
      result: { reference: true },
      timeout: REALM_TIMEOUT_MS,
      filename: 'toolrack:realm',
    });
    const run: RunContext = { context, enter, bundles, servedMs: 0, receive: undefined };
    receive = (posted) => run.receive?.(posted);
    served = (ms) => {
      run.servedMs += ms;
    };
    this.live.add(run);
    return run;
  }

  /** A script reached for something that its source does not name. */
  private bundleText(name: string): string | undefined {
    return isOptionalBundle(name) ? this.options.bundles.text(name) : undefined;
  }

  /** The value of a bundle in a context. */
  private async runBundle(context: ivm.Context, name: OptionalBundle): Promise<ivm.Reference> {
    let script = this.scripts.get(name);
    if (script === undefined) {
      script = this.options.bundles.compile(this.isolate, name);
      this.scripts.set(name, script);
    }
    return (await script).run(context, { reference: true, timeout: REALM_TIMEOUT_MS });
  }
}
