/** What `GET /metrics` tells of the sandboxes of this process, all together; read from them when it is asked for. */
import { Counter, Gauge } from 'prom-client';
import type { SandboxPool, SandboxStats } from '#libs/sandbox';

const observed = new Set<SandboxPool>();

function gauge(name: string, help: string, value: (stats: SandboxStats) => number): void {
  new Gauge({
    name,
    help,
    collect() {
      this.set([...observed].reduce((sum, sandbox) => sum + value(sandbox.stats()), 0));
    },
  });
}

gauge('toolrack_sandbox_children', 'Processes that are ready, the standby included', ({ children }) => children);
gauge('toolrack_sandbox_busy', 'Processes that have a run', ({ busy }) => busy);
gauge('toolrack_sandbox_isolates', 'Isolates in all processes', ({ isolates }) => isolates);
gauge('toolrack_sandbox_waiting', 'Runs that no process has taken yet', ({ waiting }) => waiting);
new Counter({
  name: 'toolrack_sandbox_ended_total',
  help: 'Processes that ended, by reason',
  labelNames: ['reason'],
  collect() {
    this.reset();
    for (const sandbox of observed) {
      for (const [reason, count] of Object.entries(sandbox.stats().restarts)) this.inc({ reason }, count);
    }
  },
});

/** Counts a sandbox among those that the metrics tell of, until it is disposed of. */
export function observeSandbox(sandbox: SandboxPool): Disposable {
  observed.add(sandbox);
  return {
    [Symbol.dispose]: () => {
      observed.delete(sandbox);
    },
  };
}
