/**
 * Finds the call that a `notifications/cancelled` means (to 2025-11-25, Cancellation). There are no sessions, so that it
 * is known by who asks and where, by the client's name and version of the protocol, and by the id of the request. Where
 * two calls look the same, neither is ended: a client that counts its requests from 0 has the same ids as its twin.
 */
import type { RpcId } from './json-rpc.js';
import { headerValue, type McpHttpRequest } from './transport.js';

/** Longer ones are not kept: their calls cannot be cancelled in this way. */
const MAX_KEY_LENGTH = 4_000;

/** A call that can be ended. */
export interface CallInFlight {
  /** Whether its client has asked for its end. */
  cancelled: boolean;
}

type Entry = CallInFlight & { readonly end: () => void };

/** What tells a call from all others; undefined when the HTTP layer does not say who calls. */
export function callKey({ caller, headers }: McpHttpRequest, id: RpcId): string | undefined {
  if (caller === undefined) return undefined;
  const agent = headerValue(headers, 'user-agent') ?? '';
  const version = headerValue(headers, 'mcp-protocol-version') ?? '';
  const key = `${JSON.stringify(id)} ${version} ${agent}\n${caller}`;
  return key.length > MAX_KEY_LENGTH ? undefined : key;
}

export class CallsInFlight {
  readonly #calls = new Map<string, Set<Entry>>();

  /** Does the work as a call that `cancel` finds for as long as it lasts. */
  async during<T>(key: string, end: () => void, work: (call: CallInFlight) => Promise<T>): Promise<T> {
    const entry: Entry = { cancelled: false, end };
    const alike = this.#calls.get(key);
    if (alike === undefined) this.#calls.set(key, new Set([entry]));
    else alike.add(entry);
    try {
      return await work(entry);
    } finally {
      this.#leave(key, entry);
    }
  }

  /** Ends the call of the key when it is the only one. @returns how many there were */
  cancel(key: string): number {
    const alike = this.#calls.get(key);
    if (alike === undefined) return 0;
    const [entry] = alike;
    if (alike.size === 1 && entry !== undefined) {
      entry.cancelled = true;
      entry.end();
    }
    return alike.size;
  }

  #leave(key: string, entry: Entry): void {
    const alike = this.#calls.get(key);
    alike?.delete(entry);
    if (alike?.size === 0) this.#calls.delete(key);
  }
}
