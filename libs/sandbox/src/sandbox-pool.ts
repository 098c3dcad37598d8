/**
 * The pool of children that run scripts. It decides which run is next, which child takes it, how many children there
 * are, and when one has to go; a standby is kept ready, so that the run after a killed one does not wait for a process
 * to start. Namespaces share the children (`FairLine`): the next free one is for the namespace that has the fewest.
 * It never loads isolated-vm: nothing that a script does can reach this process but a message or the end of a child.
 */
import { availableParallelism } from 'node:os';
import { DEFAULT_RUN_LIMITS, type RunOutcome } from '#libs/contracts';
import { FairLine } from '#libs/fair-line';
import { ActiveRun } from './active-run.js';
import { residentBytes } from './memory.js';
import type { ConfigureMessage } from './messages.js';
import {
  memoryLimitExceeded,
  notStartedInTime,
  runCancelled,
  sandboxCrashed,
  sandboxUnavailable,
  wallLimitExceeded,
} from './run-errors.js';
import { type EndReason, SandboxChild } from './sandbox-child.js';
import type { Sandbox, SandboxRun } from './sandbox.types.js';

export interface SandboxPoolOptions {
  /** Services and their methods that scripts find under `libraries.PlatformApi`. */
  platformApi: Record<string, readonly string[]>;
  /** Children that are always there; as many runs compute at one time. A standby comes on top. */
  minChildren?: number;
  /** Most children, when runs wait for host calls and others could compute. */
  maxChildren?: number;
  /** Children that runs of one namespace have at a time; without it, as many as there are. */
  maxChildrenOfNamespace?: number;
  /** Resident set above which a child is ended, with the run that it has. */
  childRssBytes?: number;
  /** Runs after which a child is replaced. */
  runsPerChild?: number;
  isolatesPerChild?: number;
  /** Heap of the isolates that are made ahead of need. */
  memoryBytes?: number;
  logger?: { warn(message: string): void };
}

/** Gauges of a pool. */
export interface SandboxStats {
  /** Processes that are ready, the standby included. */
  children: number;
  busy: number;
  /** Isolates in all children, as each last said. */
  isolates: number;
  /** Runs that no child has taken yet. */
  waiting: number;
  /** Children that ended, by reason. */
  restarts: Partial<Record<EndReason, number>>;
}

const MEMORY_INTERVAL_MS = 50;
const SWEEP_INTERVAL_MS = 10_000;
const CHILD_IDLE_MS = 60_000;
/**
 * Part of `childRssBytes` above which a child is replaced when it has answered. What a run has taken that was cut off is
 * of no use to others, and an allocator gives little of it back.
 */
const RECYCLE_RSS_PART = { cutOff: 0.4, otherwise: 0.75 };
const MAX_ATTEMPTS = 3;
const STANDBY_DELAY_MS = 25;
/** After this time a run of a namespace that has no child gets one beside those that compute. */
const PATIENCE_MS = 25;
const START_RETRY_MS = { first: 100, most: 5_000 };
const START_FAILURES_BEFORE_REFUSAL = 3;

export class SandboxPool implements Sandbox {
  private readonly options: Required<Omit<SandboxPoolOptions, 'platformApi' | 'logger'>>;
  private readonly logger: SandboxPoolOptions['logger'];
  private readonly configure: ConfigureMessage;
  private readonly waiting: FairLine<ActiveRun>;
  /** Which namespace has which child. */
  private readonly turns = new Map<SandboxChild, string>();
  /** The run that is next and whose namespace has no child, and what ends its patience. */
  private patience: { run: ActiveRun; timer: NodeJS.Timeout; isOver: boolean } | undefined;
  private readonly active = new Set<SandboxChild>();
  private standby: SandboxChild | undefined;
  private starting: SandboxChild | undefined;
  private readonly leaving = new Set<SandboxChild>();
  private readonly restarts = new Map<EndReason, number>();
  private memoryTimer: NodeJS.Timeout | undefined;
  private startTimer: NodeJS.Timeout | undefined;
  private readonly sweepTimer: NodeJS.Timeout;
  private startFailures = 0;
  private readonly firstReady = Promise.withResolvers<undefined>();
  private closed = false;

  constructor({ platformApi, logger, ...options }: SandboxPoolOptions) {
    const minChildren = options.minChildren ?? availableParallelism();
    this.options = {
      minChildren,
      maxChildren: Math.max(minChildren, options.maxChildren ?? minChildren * 4),
      maxChildrenOfNamespace: options.maxChildrenOfNamespace ?? Infinity,
      childRssBytes: options.childRssBytes ?? 512 * 1024 * 1024,
      runsPerChild: options.runsPerChild ?? 10_000,
      isolatesPerChild: options.isolatesPerChild ?? 16,
      memoryBytes: options.memoryBytes ?? DEFAULT_RUN_LIMITS.memoryBytes,
    };
    this.waiting = new FairLine(this.options.maxChildrenOfNamespace);
    this.logger = logger;
    const { childRssBytes, isolatesPerChild, memoryBytes } = this.options;
    this.configure = { type: 'configure', childRssBytes, isolatesPerChild, memoryBytes, platformApi };
    this.sweepTimer = setInterval(() => {
      this.endIdle();
    }, SWEEP_INTERVAL_MS).unref();
    // Rejected by close() when nobody may be listening.
    this.firstReady.promise.catch(() => undefined);
    this.refill();
  }

  /** Resolves when the first child can take a run; rejects when the pool is closed before. */
  async ready(): Promise<void> {
    await this.firstReady.promise;
  }

  /** The wall time of the run counts from here, the wait for a child included. Rejects only for input that is not JSON. */
  async run(request: SandboxRun): Promise<RunOutcome> {
    const run: ActiveRun = new ActiveRun(
      request,
      () => {
        this.expire(run);
      },
      () => {
        run.cancel();
        this.leave(run)?.cancelRun();
      },
    );
    if (this.closed) run.fail(runCancelled('The sandbox is closed.'));
    else if (request.signal?.aborted === true) run.cancel();
    else {
      this.waiting.add(namespaceOf(run), run);
      this.dispatch();
    }
    return run.outcome;
  }

  stats(): SandboxStats {
    const children = [...this.active, ...(this.standby === undefined ? [] : [this.standby])];
    return {
      children: children.length,
      busy: children.filter((child) => child.isBusy).length,
      isolates: children.reduce((sum, child) => sum + child.isolates, 0),
      waiting: this.waiting.size,
      restarts: Object.fromEntries(this.restarts),
    };
  }

  /** Ends all children and resolves when their processes are gone. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.sweepTimer);
    clearInterval(this.memoryTimer);
    clearTimeout(this.startTimer);
    clearTimeout(this.patience?.timer);
    const closing = runCancelled('The sandbox was closed.');
    for (const run of this.waiting.clear()) run.fail(closing);
    for (const child of [...this.active, this.standby, this.starting]) {
      child?.activeRun?.fail(closing);
      child?.end('closed');
    }
    this.firstReady.reject(new Error('The sandbox was closed.'));
    await Promise.all([...this.leaving].map(async (child) => child.exited));
  }

  /** Gives waiting runs to free children. */
  private dispatch(): void {
    for (let run = this.waiting.next; run !== undefined; run = this.waiting.next) {
      const child = this.freeChild(run);
      if (child === undefined) break;
      this.waiting.take();
      this.turns.set(child, namespaceOf(run));
      child.start(run);
    }
    this.watchPatience();
    this.watchMemory();
    this.refill();
  }

  /**
   * As many runs compute at one time as there are children that are always there; one that waits leaves its place to
   * another. Children beside those are for namespaces that have none: at once when one is idle, and a new one when the
   * run's patience is over.
   */
  private freeChild(run: ActiveRun): SandboxChild | undefined {
    const hasPlace = this.turns.size < this.options.minChildren + this.childrenOutside();
    if (!hasPlace && this.waiting.turnsOf(namespaceOf(run)) > 0) return undefined;
    const isImpatient = this.patience?.run === run && this.patience.isOver;
    return this.idleChild(run.key) ?? (hasPlace || isImpatient ? this.promoteStandby() : undefined);
  }

  /** One that knows the key, or else the one that knows the fewest. */
  private idleChild(key: string): SandboxChild | undefined {
    let idle: SandboxChild | undefined;
    for (const child of this.active) {
      if (child.isBusy) continue;
      if (child.knows(key)) return child;
      if (idle === undefined || child.keysKnown < idle.keysKnown) idle = child;
    }
    return idle;
  }

  private promoteStandby(): SandboxChild | undefined {
    const child = this.standby;
    if (child === undefined || this.active.size >= this.options.maxChildren) return undefined;
    this.standby = undefined;
    this.active.add(child);
    return child;
  }

  /** Children whose run waits for something else than the processor. */
  private childrenOutside(): number {
    if (this.turns.size < this.options.minChildren) return 0;
    let outside = 0;
    for (const child of this.turns.keys()) if (child.activeRun?.isOutside === true) outside++;
    return outside;
  }

  /** Scripts of one namespace that compute for long must not keep every place from a namespace that has none. */
  private watchPatience(): void {
    const run = this.waiting.next;
    if (run === this.patience?.run) return;
    clearTimeout(this.patience?.timer);
    this.patience = undefined;
    if (run === undefined || this.waiting.turnsOf(namespaceOf(run)) > 0) return;
    const timer = setTimeout(() => {
      patience.isOver = true;
      this.dispatch();
    }, PATIENCE_MS);
    const patience = { run, timer, isOver: false };
    this.patience = patience;
  }

  /**
   * Starts one child at a time: starting takes the processor from the runs that are there. For the same reason a standby
   * that nobody waits for is started a moment later.
   */
  private refill(): void {
    if (this.active.size < this.options.minChildren) this.promoteStandby();
    if (this.closed || this.standby !== undefined || this.starting !== undefined || this.startTimer !== undefined) {
      return;
    }
    if (this.active.size > 0 && this.waiting.size === 0) this.startLater(STANDBY_DELAY_MS);
    else this.start();
  }

  private startLater(delayMs: number): void {
    this.startTimer = setTimeout(() => {
      this.startTimer = undefined;
      this.start();
    }, delayMs);
  }

  private start(): void {
    try {
      this.starting = this.newChild();
    } catch (error) {
      // The build is not whole, or the system has nothing left to start a process with.
      this.retryStart(error instanceof Error ? error.message : String(error));
    }
  }

  private newChild(): SandboxChild {
    return new SandboxChild({
      configure: this.configure,
      onReady: (child) => {
        this.starting = undefined;
        this.standby = child;
        this.startFailures = 0;
        this.firstReady.resolve(undefined);
        this.dispatch();
      },
      onFree: (child) => {
        this.endTurn(child);
        this.recycle(child);
        this.dispatch();
      },
      onWaiting: () => {
        if (this.waiting.size > 0) this.dispatch();
      },
      onEnd: (child, { reason, detail, run }) => {
        this.remove(child, reason);
        if (reason === 'start') this.retryStart(detail);
        if (run !== undefined) this.again(run, detail);
        if (!this.closed) this.dispatch();
      },
    });
  }

  private endTurn(child: SandboxChild): void {
    const namespace = this.turns.get(child);
    if (namespace === undefined) return;
    this.turns.delete(child);
    this.waiting.end(namespace);
  }

  private remove(child: SandboxChild, reason: EndReason): void {
    this.endTurn(child);
    this.active.delete(child);
    if (this.standby === child) this.standby = undefined;
    if (this.starting === child) this.starting = undefined;
    this.leaving.add(child);
    void child.exited.then(() => this.leaving.delete(child));
    if (reason !== 'closed') this.restarts.set(reason, (this.restarts.get(reason) ?? 0) + 1);
  }

  private retryStart(detail: string): void {
    this.startFailures++;
    this.logger?.warn(`A sandbox child could not be started: ${detail}`);
    if (this.startFailures >= START_FAILURES_BEFORE_REFUSAL && this.active.size === 0 && this.standby === undefined) {
      for (const run of this.waiting.clear()) run.fail(sandboxUnavailable(detail));
    }
    const delayMs = Math.min(START_RETRY_MS.first * 2 ** (this.startFailures - 1), START_RETRY_MS.most);
    this.startLater(delayMs);
  }

  /** A run whose child ended before it had begun goes to the head of its namespace's line. */
  private again(run: ActiveRun, detail: string): void {
    if (run.attempts >= MAX_ATTEMPTS) {
      run.fail(sandboxCrashed(detail));
      return;
    }
    this.waiting.addFirst(namespaceOf(run), run);
  }

  private expire(run: ActiveRun): void {
    const { limits } = run.request;
    run.fail(
      this.waiting.has(namespaceOf(run), run) ? notStartedInTime(limits) : wallLimitExceeded(limits, run.occupation),
    );
    this.leave(run)?.end('wall');
  }

  /**
   * Takes an answered run out of the line, or finds the child that still has it. The turn of its namespace lasts until
   * that child is free or gone.
   */
  private leave(run: ActiveRun): SandboxChild | undefined {
    if (this.waiting.delete(namespaceOf(run), run)) return undefined;
    return [...this.active].find((child) => child.activeRun === run);
  }

  private recycle(child: SandboxChild): void {
    const { runsPerChild, childRssBytes } = this.options;
    if (child.runs >= runsPerChild) child.end('runs');
    else if (child.rssBytes > childRssBytes * RECYCLE_RSS_PART[child.lastWasCutOff ? 'cutOff' : 'otherwise']) {
      child.end('rss');
    }
  }

  private endIdle(): void {
    const longAgo = performance.now() - CHILD_IDLE_MS;
    for (const child of this.active) {
      if (this.active.size <= this.options.minChildren) return;
      if (!child.isBusy && child.idleSince < longAgo) child.end('idle');
    }
  }

  /** A child that is busy outside its event loop cannot watch itself. */
  private watchMemory(): void {
    if (this.memoryTimer !== undefined) return;
    this.memoryTimer = setInterval(() => {
      let busy = 0;
      for (const child of this.active) {
        const { activeRun: run, pid } = child;
        if (run === undefined || pid === undefined) continue;
        busy++;
        if ((residentBytes(pid) ?? 0) <= this.options.childRssBytes) continue;
        run.fail(memoryLimitExceeded(run.request.limits));
        child.end('memory');
      }
      if (busy > 0) return;
      clearInterval(this.memoryTimer);
      this.memoryTimer = undefined;
    }, MEMORY_INTERVAL_MS).unref();
  }
}

function namespaceOf({ request }: ActiveRun): string {
  return request.script.namespace;
}
