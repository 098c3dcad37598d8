import { ConfigError } from '#libs/config';

/** A running program and how it ends. */
export interface Running {
  close(): Promise<void>;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

function complain(error: unknown): void {
  const known = error instanceof ConfigError || (error instanceof Error && 'userMessage' in error);
  const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a program until SIGTERM or SIGINT, then lets it finish what it has begun. A second signal, or `shutdownMs`,
 * ends it at once. A program that cannot start says why and exits with 1.
 */
export async function runUntilSignal(start: () => Promise<Running>, shutdownMs: number): Promise<void> {
  let running: Running;
  try {
    running = await start();
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
