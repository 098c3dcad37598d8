import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** The log of one process: JSON lines on standard error, so that standard output stays the product's own. */
export function createLogger(options: { service: string; level: string }): Logger {
  return pino({ level: options.level, base: { service: options.service } }, pino.destination({ dest: 2, sync: true }));
}

/** Nest's own lines in the same log. Its banner of routes and modules is debug detail. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, context?: unknown): void {
    this.#logger.debug({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#logger.error({ err: message instanceof Error ? message : undefined, rest }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.#logger.warn({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.#logger.trace({ context }, String(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.#logger.trace({ context }, String(message));
  }
}
