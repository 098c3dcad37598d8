import type { JsonValue } from '#libs/contracts';
import type { HostCall } from '#libs/sandbox';
import type { HostCallContext, HostCalls } from '#libs/script-runner';
import type { FetchCalls } from './fetch-calls.js';
import type { PlatformCalls } from './platform-calls.js';

/** Sends what a script asks of the world to the one that answers it. */
export function hostCalls({ platform, fetch }: { platform: PlatformCalls; fetch: FetchCalls }): HostCalls {
  return (call: HostCall, run: HostCallContext): Promise<JsonValue> => {
    switch (call.kind) {
      case 'platform':
        return platform.call(call, run);
      case 'fetch':
        return fetch.call(call, run);
      case 'script':
        return Promise.reject(new Error('This is not available.'));
    }
  };
}
