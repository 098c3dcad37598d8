/**
 * Entry of a sandbox child: a process without secrets, environment or rights, which holds isolates and runs one script
 * at a time for its parent. It looks at its own rights before it loads anything that runs scripts. Deadlines, routing
 * and everything that a script asks of the world are the parent's.
 */
import { unfitReason } from './child-guard.js';
import type { ChildMessage, ConfigureMessage, ParentMessage } from './messages.js';

function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

function isParentMessage(message: unknown): message is ParentMessage {
  return typeof message === 'object' && message !== null && 'type' in message;
}

async function serve(configure: ConfigureMessage): Promise<void> {
  const { IsolateHost } = await import('./isolate-host.js');
  const host = new IsolateHost(configure, endProcess);
  process.on('message', (message: unknown) => {
    if (isParentMessage(message)) host.receive(message);
  });
  await host.warmUp();
}

process.on('disconnect', endProcess);
// A Ctrl-C reaches the whole group of processes; the parent ends its children when its runs are over.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const reason = unfitReason();
if (reason !== undefined) {
  process.send?.({ type: 'unfit', reason } satisfies ChildMessage, endProcess);
} else {
  process.once('message', (message: unknown) => {
    if (isParentMessage(message) && message.type === 'configure') void serve(message);
  });
}
