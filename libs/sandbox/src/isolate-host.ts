/**
 * What a child does with the messages of its parent: one run at a time, in the isolate of its script. It guards the
 * resident set of its process, and ends it when only that helps.
 */
import { BundleCompiler } from './bundle-compiler.js';
import { IsolateCache } from './isolate-cache.js';
import type { ChildMessage, ConfigureMessage, ParentMessage, RunMessage, RunOutput } from './messages.js';
import { ScriptRun } from './script-run.js';

const MEMORY_INTERVAL_MS = 20;
/** A blank isolate is made when the child has had nothing to do for so long. */
const IDLE_MS = 50;
/** Handles and fragments gather in an isolate; a new one costs less than they do. */
const RUNS_PER_ISOLATE = 1_000;

const NO_OUTPUT: RunOutput = { lines: [], consoleTruncated: false, cpuMs: 0, peakMemoryBytes: 0, preparedMs: 0 };

function send(message: ChildMessage): void {
  process.send?.(message);
}

export class IsolateHost {
  private readonly cache: IsolateCache;
  private readonly runsOf = new WeakMap<object, number>();
  private run: ScriptRun | undefined;
  private runId: number | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private dying = false;

  /** @param endProcess ends this process at once */
  constructor(
    private readonly settings: ConfigureMessage,
    private readonly endProcess: () => void,
  ) {
    this.cache = new IsolateCache(settings.isolatesPerChild, {
      memoryBytes: settings.memoryBytes,
      platformApi: settings.platformApi,
      bundles: new BundleCompiler(),
      onCatastrophe: () => {
        this.die('memory');
      },
    });
  }

  async warmUp(): Promise<void> {
    await this.cache.prepareBlank();
    send({ type: 'ready' });
  }

  receive(message: ParentMessage): void {
    switch (message.type) {
      case 'run':
        void this.execute(message);
        return;
      case 'answer':
        if (message.run === this.runId) this.run?.answer(message.call, message.ok, message.json);
        return;
      case 'cancel':
        if (message.run === this.runId) this.run?.cancel();
        return;
      case 'configure':
        return;
    }
  }

  private async execute(message: RunMessage): Promise<void> {
    clearTimeout(this.idleTimer);
    send({ type: 'began', run: message.run });
    const watchdog = setInterval(() => {
      if (process.memoryUsage.rss() > this.settings.childRssBytes) this.die('memory');
    }, MEMORY_INTERVAL_MS);
    try {
      const { script, forgotten } = this.cache.script(message.key, message.source);
      if (script === undefined) throw new Error('The source of the script was not sent.');
      const isolate = this.cache.isolate(script, message.limits.memoryBytes);
      const run = new ScriptRun({
        message,
        source: script.source,
        isolate,
        send,
        onStuck: () => {
          this.die('cpu');
        },
      });
      this.run = run;
      this.runId = message.run;
      const ending = await run.execute();
      this.run = undefined;
      if (this.dying) return;
      const runs = (this.runsOf.get(isolate) ?? 0) + 1;
      this.runsOf.set(isolate, runs);
      if (!run.isReusable || runs >= RUNS_PER_ISOLATE) isolate.dispose();
      send({
        type: 'done',
        run: message.run,
        ...ending,
        ...run.takeOutput(),
        forgotten,
        isolates: this.cache.isolates,
        rssBytes: process.memoryUsage.rss(),
      });
      isolate.prepareContext();
      this.idleTimer = setTimeout(() => {
        void this.cache.prepareBlank();
      }, IDLE_MS);
    } finally {
      clearInterval(watchdog);
    }
  }

  private die(reason: 'cpu' | 'memory'): void {
    if (this.dying) return;
    this.dying = true;
    const output = this.run?.takeOutput() ?? NO_OUTPUT;
    process.send?.({ type: 'dying', reason, ...output } satisfies ChildMessage, this.endProcess);
    setTimeout(this.endProcess, 50);
  }
}
