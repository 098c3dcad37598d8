/**
 * The code that stands between a script and its child process. It runs in every context before the script does, keeps
 * the built-ins it needs before a script can change them, takes away what the memory limit of an isolate does not count,
 * and gives the script what it may use. A script reaches only what is defined here; what crosses to the process, and
 * when, is in `host.ts`. The folder is bundled into one expression
 * (tools/bundle-sandbox.ts), the function `connect`.
 */
import { provideBundle } from './bundles.js';
import { defineGlobals } from './globals.js';
import { answer } from './host-calls.js';
import { type Ask, connectHost, type Post } from './host.js';
import { boundMemory } from './memory-bounds.js';
import type { Services } from './platform-api.js';
import { isArray, isFunction, isObject, parse, toNumber, toText } from './primordials.js';
import { hasSettled, setServices, start, warm } from './run.js';
import { toolkit } from './toolkit.js';

/** The process's way in. The values are those of `RealmEntry`. */
function enter(what: string, ...values: unknown[]): void {
  switch (what) {
    case 'start':
      start(toText(values[0]), { input: toText(values[1]), ctx: toText(values[2]), limits: toText(values[3]) });
      return;
    case 'answer': {
      const factory = values[3];
      answer(toNumber(values[0]), values[1] === true, {
        json: toText(values[2]),
        factory: isFunction(factory) ? factory : undefined,
      });
      return;
    }
    case 'tick':
      if (!hasSettled()) toolkit().tick(toNumber(values[0]));
      return;
    case 'provide':
      if (isFunction(values[1])) provideBundle(toText(values[0]), values[1]);
  }
}

/** What the process knows. */
interface Configuration {
  services: Services;
  /** What the last run of the script used. */
  warm: string[];
}

function isConfiguration(value: unknown): value is Configuration {
  return isObject(value) && isObject(value.services) && isArray(value.warm);
}

/**
 * Makes the context ready for a script, and answers with the way in.
 *
 * @param values JSON of `Configuration`, then names and factories of bundles in turn
 */
export function connect(post: Post, ask: Ask, ...values: unknown[]): typeof enter {
  connectHost({ post, ask });
  const configuration = parse(toText(values[0]));
  if (!isConfiguration(configuration)) throw new TypeError('This is no configuration.');
  setServices(configuration.services);
  boundMemory();
  defineGlobals();
  for (let index = 1; index + 1 < values.length; index += 2) enter('provide', values[index], values[index + 1]);
  warm(configuration.warm);
  return enter;
}
