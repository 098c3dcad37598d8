/**
 * The toolkit: web globals, `CoreUtils` and `IafScriptEngine`. It follows the rules of the realm (`realm/primordials.ts`)
 * where its code stands between a script and the process; elsewhere a script that changes built-ins harms only itself.
 */
import { now } from '../realm/primordials.js';
import type { Kit, Toolkit } from '../realm/toolkit.js';
import { createConsole } from './console.js';
import { coreUtils } from './core-utils.js';
import { crypto } from './crypto.js';
import { domException } from './dom-exception.js';
import { encoding } from './encoding.js';
import { abort, events } from './events.js';
import { fetch, requests, responses } from './fetch.js';
import { headers } from './headers.js';
import { bundle, connectKit } from './kit.js';
import { scriptEngine } from './script-engine.js';
import { clearTimer, queueMicrotask, setInterval, setTimeout, tick } from './timers.js';
import { urls } from './url.js';
import { lazily } from './natives.js';

export function makeToolkit(kit: Kit): Toolkit {
  connectKit(kit);
  const timeOrigin = now();
  return {
    globals: {
      console: createConsole,
      setTimeout: () => setTimeout,
      setInterval: () => setInterval,
      clearTimeout: () => clearTimer,
      clearInterval: () => clearTimer,
      queueMicrotask: () => queueMicrotask,
      URL: () => urls().URL,
      URLSearchParams: () => urls().URLSearchParams,
      TextEncoder: () => encoding().TextEncoder,
      TextDecoder: () => encoding().TextDecoder,
      atob: () => encoding().atob,
      btoa: () => encoding().btoa,
      structuredClone: () => bundle('structured-clone'),
      crypto,
      performance: () => ({ timeOrigin, now: (): number => now() - timeOrigin }),
      Event: () => events().Event,
      EventTarget: () => events().EventTarget,
      AbortController: () => abort().AbortController,
      AbortSignal: () => abort().AbortSignal,
      DOMException: domException,
      fetch: () => fetch,
      Headers: headers,
      Request: requests,
      Response: () => responses().Response,
    },
    coreUtils: lazily(coreUtils),
    scriptEngine,
    tick,
  };
}
