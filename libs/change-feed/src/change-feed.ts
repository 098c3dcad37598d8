import { EventEmitter } from 'node:events';
import { z } from 'zod';

/**
 * Something of a namespace was stored, changed or deleted. It carries no data: who cares reads again. Runs and calls that
 * are to end are named, because whoever has one does not read it, and things that are there no more by their resource
 * names. Tools are named as well, where they are not too many: who has read a hundred thousand reads one again.
 */
export const changeSchema = z.object({
  topic: z.enum([
    'items',
    'scripts',
    'files',
    'tools',
    'filters',
    'settings',
    'secrets',
    'permissions',
    'notifications',
    'accessTokens',
    'deletedThings',
    'cancelledRuns',
    'cancelledCalls',
  ]),
  namespaces: z.array(z.string()),
  ids: z.array(z.string()).optional(),
});
export type Change = z.infer<typeof changeSchema>;
export type ChangeTopic = Change['topic'];

/**
 * Tells every process of the product that something changed, so that caches can be exact instead of old.
 * A feed may miss changes while it is not `live`; it then announces a gap, and what was cached is worth nothing.
 */
export interface ChangeFeed {
  /** False while changes of other processes may be missed. */
  readonly live: boolean;
  /** True when no publisher can ever fail to be heard, because all are in this process. */
  readonly missesNothing: boolean;
  /** Reaches the subscribers of this process before it returns; those of others soon after. Never throws. */
  publish(change: Change): Promise<void>;
  /**
   * Resolves when the subscribers of this process were told of every change that any process had published before this
   * was called, or of a gap. A request hears before it reads what is cached (`Authenticator`): what another process
   * answered for is then never missed by the next request. Never rejects.
   */
  heard(): Promise<void>;
  onChange(listener: (change: Change) => void): void;
  onGap(listener: () => void): void;
  close(): Promise<void>;
}

/** The feed of a product that is one process. */
export class LocalChangeFeed implements ChangeFeed {
  readonly live: boolean = true;
  readonly missesNothing: boolean = true;
  readonly #events = new EventEmitter<{ change: [Change]; gap: [] }>().setMaxListeners(0);

  publish(change: Change): Promise<void> {
    this.#events.emit('change', change);
    return Promise.resolve();
  }

  heard(): Promise<void> {
    return Promise.resolve();
  }

  onChange(listener: (change: Change) => void): void {
    this.#events.on('change', listener);
  }

  onGap(listener: () => void): void {
    this.#events.on('gap', listener);
  }

  close(): Promise<void> {
    this.#events.removeAllListeners();
    return Promise.resolve();
  }
}
