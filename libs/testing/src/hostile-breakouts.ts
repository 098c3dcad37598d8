/**
 * Scripts that look for a way out of their context: they change what is built in, walk what they find and try whatever
 * they catch. Each answers what it found. The sandbox's own spec runs them, and so do the tests of the whole path; both
 * give them `PlatformApi.IafFileSvc.getFiles`.
 */
import type { JsonObject } from '#libs/contracts';

export interface BreakoutScript {
  /** The function to call is `main`. */
  source: string;
  /** What it answers when there is no way out. */
  result: JsonObject;
  /** All that it prints, where it prints anything that matters. */
  prints?: readonly string[];
}

/** Names of what a script finds, reached by `at`, so that no word of the source brings it in before the script runs. */
const REACH = `
  'use strict';
  const at = (text) => globalThis[text.split('').reverse().join('')];
  const NAMES = ['elosnoc', 'tuoemiTtes', 'LRU', 'smaraPhcraeSLRU', 'redocnEtxeT', 'redoceDtxeT', 'bota', 'aotb',
    'enolCderutcurts', 'otpyrc', 'ecnamrofrep', 'tnevE', 'tegraTtnevE', 'rellortnoCtrobA', 'langiStrobA',
    'noitpecxEMOD', 'hctef', 'sredaeH', 'tseuqeR', 'esnopseR'];
  const { getPrototypeOf, hasOwn, prototype: objectPrototype } = Object;
  const isObject = (value) => typeof value === 'function' || (typeof value === 'object' && value !== null);
  /** Its prototypes lead to the \`Object.prototype\` of another realm. */
  const isForeign = (value) => {
    let last = value;
    for (let next = value; next !== null; next = getPrototypeOf(next)) last = next;
    return last !== objectPrototype && hasOwn(last, 'hasOwnProperty');
  };
  const attempt = (work) => { try { return work() } catch {} };
  const exercise = (libraries) => {
    for (const name of NAMES) attempt(() => at(name));
    attempt(() => new (at('LRU'))('http://a/?b=1').searchParams.append('c', 'd'));
    attempt(() => new (at('redocnEtxeT'))().encode('é'.repeat(200)));
    attempt(() => new (at('redoceDtxeT'))().decode(new Uint8Array([195, 169])));
    attempt(() => at('otpyrc').randomUUID() + at('otpyrc').getRandomValues(new Uint8Array(9)));
    attempt(() => at('enolCderutcurts')({ a: new Map() }));
    attempt(() => at('elosnoc').log('%s', 'x', { a: new Set([1]) }));
    attempt(() => at('tuoemiTtes')(() => {}, 1));
    attempt(() => at('hctef')('http://a').catch(() => {}));
    attempt(() => new (at('rellortnoCtrobA'))().abort());
    for (const name of ['CoreUtils', 'IafScriptEngine', 'lodash', 'moment', 'zod']) attempt(() => libraries[name]);
    attempt(() => libraries.IafScriptEngine.callFunction('a', 'b').catch(() => {}));
    attempt(() => libraries.PlatformApi.IafFileSvc.getFiles().catch(() => {}));
  };`;

/** Whatever was caught is tried as the two ways out of the context: one would answer for it, the other give an identifier. */
const TRY_CAUGHT = `
  const leaks = [], tried = [...caught];
  for (const value of tried) {
    if (isObject(value) && isForeign(value)) leaks.push('realm');
    if (typeof value !== 'function') continue;
    try { if (/^[0-9a-f]{8}-/.test(value('uuid', '', ''))) leaks.push('ask') } catch {}
    try { value('result', '{"leaks":["post"]}') } catch {}
  }`;

/** @param method of a call site, by which V8 would give a function or an object of the frames below the script's */
const overStackFrames = (method: 'getFunction' | 'getThis'): BreakoutScript => ({
  source: `${REACH}
    const caught = [];
    Error.prepareStackTrace = (error, sites) => { for (const site of sites) caught.push(site.${method}()); return '' };
    async function main(input, libraries) {
      const probe = { toJSON() { new Error().stack }, toString() { new Error().stack; return 'x' }, get a() { new Error().stack } };
      exercise(libraries);
      attempt(() => at('elosnoc').log(probe)); attempt(() => new (at('LRU'))(probe));
      await libraries.CoreUtils.sleep(1).then(() => new Error().stack);
      await new Promise((resolve) => at('tuoemiTtes')(() => { new Error().stack; resolve() }, 1));
      attempt(() => libraries.PlatformApi.IafFileSvc.getFiles(probe).catch(() => {}));
      ${TRY_CAUGHT}
      return { leaks, caught: tried.length > 0 };
    }`,
  result: { leaks: [], caught: true },
});

export const HOSTILE_BREAKOUTS: Record<string, BreakoutScript> = {
  'spies in the place of built-ins': {
    source: `${REACH}
      const caught = new Set();
      let isTrying = false;
      const { apply } = Reflect, { defineProperty } = Object, { add } = Set.prototype;
      const keep = (value) => { if (!isTrying) apply(add, caught, [value]) };
      const spy = (target, name) => {
        const native = target[name];
        if (typeof native !== 'function' || name === 'constructor') return;
        defineProperty(target, name, { writable: true, configurable: true, value: function (...args) {
          keep(this);
          for (let i = 0; i < args.length; i++) {
            keep(args[i]);
            if (typeof args[i] === 'object' && args[i] !== null) for (const key in args[i]) keep(args[i][key]);
          }
          return apply(native, this, args);
        } });
      };
      const prototypes = [Array, String, Map, Set, WeakMap, Promise, RegExp, Uint8Array, Date, Function, Object, Error].map((f) => f.prototype);
      function main(input, libraries) {
        if (isTrying) return;
        for (const target of [Reflect, Object, JSON, Array, Promise, ...prototypes])
          for (const name of Object.getOwnPropertyNames(target)) try { spy(target, name) } catch {}
        exercise(libraries);
        isTrying = true;
        ${TRY_CAUGHT}
        return { leaks, caught: tried.length > 0 };
      }`,
    result: { leaks: [], caught: true },
  },
  'setters on the prototype of all objects': {
    source: `${REACH}
      const caught = new Set();
      const keep = (value) => { caught.add(value) };
      function main(input, libraries) {
        for (const name of ['post', 'ask', 'resolve', 'reject', 'error', 'factory', 'then', 'callback', 'kind', 'json', 'id', 'result', '0', '1'])
          Object.defineProperty(Object.prototype, name, { set(value) { keep(value); keep(this) }, get() { keep(this) }, configurable: true });
        exercise(libraries);
        Object.prototype.error = () => {};
        ${TRY_CAUGHT}
        return { leaks, caught: tried.length > 0 };
      }`,
    result: { leaks: [], caught: true },
  },
  'functions of the frames of a stack': overStackFrames('getFunction'),
  'objects of the frames of a stack': overStackFrames('getThis'),
  'callers of sloppy functions': {
    source: `${REACH.replace("'use strict';", '')}
      const seen = [];
      function sloppy() { seen.push(sloppy.caller === null, sloppy.arguments.callee.caller === null) }
      async function main(input, libraries) {
        at('tuoemiTtes')(sloppy, 1); await libraries.CoreUtils.sleep(10);
        at('elosnoc').log({ toJSON: sloppy });
        const target = new (at('tegraTtnevE'))(); target.addEventListener('x', sloppy); target.dispatchEvent(new (at('tnevE'))('x'));
        return { times: seen.length / 2, callers: seen.filter((isNull) => !isNull).length };
      }`,
    result: { times: 3, callers: 0 },
  },
  'built-ins that throw': {
    source: `
      const map = new Map([['k', 1]]);
      const boom = () => { throw new Error('patched') };
      for (const target of [JSON, Reflect, Promise, Array, Object]) for (const name of Object.getOwnPropertyNames(target))
        if (typeof target[name] === 'function') try { target[name] = boom } catch {}
      for (const prototype of [Array.prototype, String.prototype, Map.prototype, Promise.prototype, RegExp.prototype, Function.prototype])
        for (const name of ['push', 'slice', 'indexOf', 'get', 'set', 'call', 'apply', 'then', 'exec', 'forEach', 'charCodeAt'])
          if (name in prototype) prototype[name] = boom;
      Array.prototype[Symbol.iterator] = boom;
      globalThis.Promise = globalThis.Error = globalThis.String = boom;
      async function main(input, libraries, ctx) {
        console.log('%s', 'a', map, { b: [1] });
        await libraries.CoreUtils.sleep(1);
        await libraries.PlatformApi.IafFileSvc.getFiles({}, ctx);
        return { characters: crypto.randomUUID().length };
      }`,
    result: { characters: 36 },
    prints: ['a Map(1) {"k" => 1} {"b":[1]}'],
  },
  'walk over everything that a script finds': {
    source: `${REACH}
      function main(input, libraries, ctx, callback) {
        exercise(libraries);
        const seen = new Set(), found = [];
        const walk = (value, path) => {
          if (!isObject(value) || seen.has(value)) return;
          seen.add(value);
          if (isForeign(value)) found.push(path);
          walk(getPrototypeOf(value), path + '.[[Prototype]]');
          for (const key of Reflect.ownKeys(value)) {
            const at = path + '.' + String(key);
            if (/^(ivm|Reference|ExternalCopy|Callback|Isolate|require|applySync|derefInto|copySync|post|ask|kit|toolrack.*|core-js.*|__core-js.*)$/.test(String(key))) found.push(at);
            const descriptor = Object.getOwnPropertyDescriptor(value, key);
            for (const part of [descriptor.value, descriptor.get, descriptor.set]) walk(part, at);
          }
        };
        const { PlatformApi, CoreUtils, IafScriptEngine, lodash, moment, zod } = libraries;
        const made = [
          new (at('LRU'))('http://a/?b').searchParams, new (at('redocnEtxeT'))(), new (at('redoceDtxeT'))(),
          new (at('rellortnoCtrobA'))().signal, new (at('noitpecxEMOD'))('x'), new (at('sredaeH'))({ a: 'b' }),
          new (at('tseuqeR'))('http://a'), new (at('esnopseR'))('x'), new (at('tnevE'))('x'), at('enolCderutcurts')({ a: [1] }),
          moment(), zod.object({ a: zod.string() }), lodash.chain([1]), CoreUtils.sleep(1), PlatformApi.IafFileSvc,
        ];
        for (const value of [globalThis, libraries, callback, ctx, CoreUtils, IafScriptEngine, lodash, moment, zod, ...made]) walk(value, '');
        return { found, walked: seen.size > 2000, lists: Object.keys(globalThis).filter((name) => typeof globalThis[name] !== 'function') };
      }`,
    result: { found: [], walked: true, lists: [] },
  },
};
