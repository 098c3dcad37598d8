import { Inject, Injectable } from '@nestjs/common';
import type { ChangeFeed } from '#libs/change-feed';
import { CHANGE_FEED } from './runtime.js';

export type ReadinessCheck = () => Promise<void>;

/** Everything that must be reachable before the process is of use. */
@Injectable()
export class Readiness {
  readonly #checks = new Map<string, ReadinessCheck>();

  constructor(@Inject(CHANGE_FEED) feed: ChangeFeed) {
    this.add('changeFeed', () => (feed.live ? Promise.resolve() : Promise.reject(new Error('not connected'))));
  }

  add(name: string, check: ReadinessCheck): void {
    this.#checks.set(name, check);
  }

  /** Name of each check, with `ok` or what is wrong. */
  async report(): Promise<{ ready: boolean; checks: Record<string, string> }> {
    const entries = await Promise.all(
      [...this.#checks].map(async ([name, check]) => {
        try {
          await check();
          return [name, 'ok'] as const;
        } catch (error) {
          return [name, error instanceof Error ? error.message : String(error)] as const;
        }
      }),
    );
    return { ready: entries.every(([, state]) => state === 'ok'), checks: Object.fromEntries(entries) };
  }
}
