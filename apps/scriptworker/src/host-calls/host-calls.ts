import type { JsonValue } from '#libs/contracts';
import type { HostCall } from '#libs/sandbox';
import type { HostCallContext, HostCalls } from '#libs/script-runner';
import type { FetchCalls } from './fetch-calls.js';
import type { PlatformCalls } from './platform-calls.js';
import type { ScriptCalls } from './script-calls.js';

export interface HostCallHandlers {
  platform: PlatformCalls;
  fetch: FetchCalls;
  script: ScriptCalls;
}

/** Sends what a script asks of the world to the one that answers it. */
export function hostCalls({ platform, fetch, script }: HostCallHandlers): HostCalls {
  return (call: HostCall, run: HostCallContext): Promise<JsonValue> => {
    switch (call.kind) {
      case 'platform':
        return platform.call(call, run);
      case 'fetch':
        return fetch.call(call, run);
      case 'script':
        return script.call(call, run);
    }
  };
}
