import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { drain } from './drain.js';

/** Says that the process is about to end, to whatever would go on by itself, such as a stream of events. */
@Injectable()
export class Ending {
  readonly #begun = new AbortController();

  get signal(): AbortSignal {
    return this.#begun.signal;
  }

  begin(): void {
    this.#begun.abort();
  }
}

/**
 * Takes no new request, and resolves when those that were taken are answered. Everything behind them goes on meanwhile,
 * so that this comes first when a service ends.
 */
export async function stopServing(app: NestFastifyApplication): Promise<void> {
  app.get(Ending).begin();
  await drain(app.getHttpAdapter().getInstance().server);
}
