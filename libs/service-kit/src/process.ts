import { ConfigError, type Environment, HttpConfig } from '#libs/config';

/** A running program and how it ends. */
export interface Running {
  close(): Promise<void>;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A program cannot start for a reason that whoever starts it can change; the message says what to change. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof StartError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `The port ${String(error.port)} is taken by another program. Stop that program, or choose another port (PORT).`;
  }
  return undefined;
}

function complain(error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${reasonOf(error) ?? detail}\n`);
}

/**
 * Runs a program until SIGTERM or SIGINT, then lets it finish what it has begun. A second signal, or the end of
 * SHUTDOWN_MS, ends it at once. A program that cannot start says why and exits with 1.
 */
export async function runUntilSignal(start: (environment: Environment) => Promise<Running>): Promise<void> {
  let running: Running;
  let shutdownMs: number;
  try {
    ({ shutdownMs } = new HttpConfig(process.env));
    running = await start(process.env);
  } catch (error) {
    complain(error);
    process.exit(1);
  }
  let ending = false;
  const end = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (ending) process.exit(EXIT_CODES[signal]);
    ending = true;
    setTimeout(() => process.exit(EXIT_CODES[signal]), shutdownMs).unref();
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
