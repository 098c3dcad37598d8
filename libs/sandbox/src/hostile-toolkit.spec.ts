import type { RunErrorCode, RunOutcome } from '#libs/contracts';
import { SandboxPool } from './sandbox-pool.js';
import { SMALL_LIMITS, type TestRun, testRun } from './testing.js';

const cpu: RunErrorCode[] = ['CpuLimitExceeded'];
const failed: RunErrorCode[] = ['ScriptFailed'];
const memory: RunErrorCode[] = ['MemoryLimitExceeded', 'CpuLimitExceeded'];
const waits: RunErrorCode[] = ['CpuLimitExceeded', 'WallLimitExceeded'];

let pool: SandboxPool;

function run(request: TestRun): Promise<RunOutcome> {
  return pool.run(testRun({ host: () => new Promise(() => undefined), ...request }));
}

beforeAll(async () => {
  pool = new SandboxPool({ platformApi: { Test: ['call'] }, minChildren: 2, childRssBytes: 400 * 1024 * 1024 });
  await pool.ready();
});

afterAll(async () => {
  await pool.close();
});

/** Bodies of `async function main(input, libraries)`, the codes of which one is the answer, and what the message says. */
const BODIES: [name: string, body: string, codes: RunErrorCode[], message?: RegExp][] = [
  ['flood of timers', 'for (;;) setTimeout(() => {}, 0)', failed, /At most 1000 timers/],
  ['timers set and cleared without end', 'for (;;) clearTimeout(setTimeout(() => {}, 0))', memory],
  ['timers that set each other', 'const next = () => setTimeout(next, 0); next(); await new Promise(() => {})', waits],
  ['endless loop in a timer', 'setTimeout(() => { for (;;); }, 1); await new Promise(() => {})', cpu],
  [
    'CPU time in many ticks',
    'setInterval(() => { const end = Date.now() + 15; while (Date.now() < end); }, 1); await new Promise(() => {})',
    cpu,
  ],
  ['endless loop in a microtask', 'queueMicrotask(() => { for (;;); }); return 1', cpu],
  ['endless microtasks', 'const f = () => queueMicrotask(f); f(); return 1', cpu],
  ['questions to the process without end', "for (let i = 0; ; i++) new URL('http://a/' + i)", cpu],
  ['random numbers without end', 'for (;;) crypto.getRandomValues(new Uint8Array(65536))', memory],
  ['identifiers without end', 'for (;;) crypto.randomUUID()', cpu],
  ['giant URL', "new URL('http://a/' + 'x'.repeat(5e7))", failed, /too long/],
  ['giant query', "new URLSearchParams('a=' + 'x'.repeat(5e7))", failed, /too long/],
  ['giant text to encode', "new TextEncoder().encode('é'.repeat(5e7))", [...failed, ...memory]],
  ['giant bytes to decode', 'new TextDecoder().decode(new Uint8Array(3e7))', [...failed, ...memory]],
  [
    'decoders without end',
    'for (;;) new TextDecoder().decode(new Uint8Array([0xe2]), { stream: true })',
    failed,
    /too many decoders/,
  ],
  ['parameters without end', "const p = new URLSearchParams(); for (;;) p.append('a', 'b'.repeat(1000))", memory],
  ['headers without end', "const h = new Headers(); for (;;) h.append('a', 'b')", memory],
  ['clone of what never ends', 'structuredClone({ get a() { for (;;); } })', cpu],
  ['clone of a hostile Proxy', 'structuredClone(new Proxy({}, { ownKeys() { for (;;); } }))', cpu],
  ['clones without end', 'const a = [Array(1000).fill({})]; for (;;) a.push(structuredClone(a[0]))', memory],
  ['console with an endless getter', 'console.log({ get a() { for (;;); } })', cpu],
  ['console with an endless toJSON', 'console.log({ toJSON() { for (;;); } })', cpu],
  [
    'console with an endless iterable',
    "console.log('%s'.repeat(1e6), ...Array(1e4).fill('x')); for (;;) console.log()",
    memory,
  ],
  [
    'console with giant collections',
    'const m = new Map(); for (let i = 0; ; i++) { m.set(i, i); console.log(m) }',
    memory,
  ],
  [
    'listener that dispatches again',
    "const t = new EventTarget(); t.addEventListener('a', () => t.dispatchEvent(new Event('a'))); t.dispatchEvent(new Event('a')); for (;;);",
    cpu,
  ],
  ['listeners without end', "const t = new EventTarget(); for (;;) t.addEventListener('a', () => {})", memory],
  ['flood of requests', "for (;;) fetch('http://a')", ['HostCallLimitExceeded'], /100 host calls/],
  [
    'request with a body that never ends',
    "fetch('http://a', { method: 'POST', body: { toString() { for (;;); } } }); for (;;);",
    cpu,
  ],
  ['pages without end', 'await libraries.CoreUtils.allPages(() => ({ _list: [1], _total: Infinity }))', memory],
  ['retries without end', 'await libraries.CoreUtils.retry(() => { throw 1 }, { attempts: 1e9, delayMs: 0 })', waits],
  [
    'template that looks for the process',
    "return libraries.lodash.template('<%= process.pid %>')()",
    failed,
    /process is not defined/,
  ],
  [
    'catastrophic parse of a date',
    "libraries.moment('('.repeat(1e6) + 'x', libraries.moment.RFC_2822); for (;;);",
    cpu,
  ],
  ['schema without end', 'let s = libraries.zod.string(); for (;;) s = s.optional()', memory],
];

describe('hostile use of what a script finds', () => {
  it.each(BODIES)('%s: a clear error in time, and harm to nobody else', async (...[, body, codes, message]) => {
    const startedAt = performance.now();
    const outcome = await run({ source: `async function main(input, libraries) { ${body} }` });
    const tookMs = performance.now() - startedAt;
    if (outcome.status === 'succeeded') throw new Error(`It answered ${JSON.stringify(outcome.result)}.`);
    expect(codes).toContain(outcome.error.code);
    if (message !== undefined) expect(outcome.error.message).toMatch(message);
    expect(tookMs).toBeLessThan(SMALL_LIMITS.wallMs + 1_000);
    const after = await run({ source: 'function main() { return 1 }', limits: { wallMs: 10_000 } });
    expect(after).toMatchObject({ status: 'succeeded', result: 1 });
  });

  it('crashed no child', () => {
    expect(pool.stats().restarts).not.toHaveProperty('crash');
  });
});

/** Names of what a script finds, reached by `at`, so that no word of the source brings it in before the script runs. */
const REACH = `
  'use strict';
  const at = (text) => globalThis[text.split('').reverse().join('')];
  const NAMES = ['elosnoc', 'tuoemiTtes', 'LRU', 'smaraPhcraeSLRU', 'redocnEtxeT', 'redoceDtxeT', 'bota', 'aotb',
    'enolCderutcurts', 'otpyrc', 'ecnamrofrep', 'tnevE', 'tegraTtnevE', 'rellortnoCtrobA', 'langiStrobA',
    'noitpecxEMOD', 'hctef', 'sredaeH', 'tseuqeR', 'esnopseR'];
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
    attempt(() => libraries.PlatformApi.Test.call().catch(() => {}));
  };`;

/** Whatever was caught is tried as the two ways out of the context: one would print LEAK, the other give an identifier. */
const TRY_CAUGHT = `
  const leaks = [];
  for (const value of caught) {
    if (typeof value !== 'function') continue;
    try { if (typeof value('uuid', '', '') === 'string') leaks.push('ask') } catch {}
    try { value('console', 'error', 'LEAK') } catch {}
    try { if (value.constructor('return globalThis')() !== globalThis) leaks.push('realm') } catch {}
  }`;

describe('a script that changes built-ins before it reaches for anything', () => {
  it('catches nothing that leads out, and what it breaks is its own', async () => {
    const source = `${REACH}
      const caught = new Set();
      const { apply } = Reflect, { defineProperty } = Object, add = Set.prototype.add;
      const keep = (value) => { apply(add, caught, [value]) };
      const spy = (target, name) => {
        const native = target[name];
        if (typeof native !== 'function' || name === 'constructor') return;
        defineProperty(target, name, { value: function (...args) {
          keep(this); for (let i = 0; i < args.length; i++) { keep(args[i]); if (typeof args[i] === 'object' && args[i] !== null) for (const key in args[i]) keep(args[i][key]) }
          return apply(native, this, args);
        }, writable: true, configurable: true });
      };
      const prototypes = [Array, String, Map, Set, WeakMap, Promise, RegExp, Uint8Array, Date, Function, Object, Error].map((f) => f.prototype);
      function main(input, libraries) {
        for (const target of [Reflect, Object, JSON, Array, Promise, ...prototypes]) for (const name of Object.getOwnPropertyNames(target)) try { spy(target, name) } catch {}
        for (const name of ['post', 'ask', 'resolve', 'reject', 'error', 'value', 'factory', 'get', 'set', 'then', 'callback', '0', '1'])
          defineProperty(Object.prototype, name, { set(value) { keep(value); keep(this) }, get() { return undefined }, configurable: true });
        exercise(libraries);
        ${TRY_CAUGHT}
        return leaks.length + ':' + (caught.size > 0);
      }`;
    const outcome = await run({ source, limits: { cpuMs: 5_000, wallMs: 20_000 } });
    expect(outcome.report.console.filter(({ text }) => text === 'LEAK')).toEqual([]);
    if (outcome.status === 'succeeded') expect(outcome.result).toBe('0:true');
  });

  it.each(['getFunction', 'getThis'])('finds no frame that leads out by %s', async (method) => {
    const source = `${REACH}
      const caught = [];
      Error.prepareStackTrace = (error, sites) => { for (const site of sites) caught.push(site.${method}()); return '' };
      async function main(input, libraries) {
        const probe = { toJSON() { new Error().stack }, toString() { new Error().stack; return 'x' }, get a() { new Error().stack } };
        exercise(libraries);
        attempt(() => at('elosnoc').log(probe)); attempt(() => new (at('LRU'))(probe));
        await libraries.CoreUtils.sleep(1).then(() => new Error().stack);
        await new Promise((resolve) => at('tuoemiTtes')(() => { new Error().stack; resolve() }, 1));
        attempt(() => libraries.PlatformApi.Test.call(probe));
        ${TRY_CAUGHT}
        return [leaks, caught.length > 0];
      }`;
    const outcome = await run({ source, limits: { cpuMs: 5_000, wallMs: 20_000 } });
    expect(outcome.status === 'failed' ? outcome.error : outcome.result).toEqual([[], true]);
    expect(outcome.report.console.filter(({ text }) => text === 'LEAK')).toEqual([]);
  });

  it('sees no caller of its functions', async () => {
    const source = `${REACH.replace("'use strict';", '')}
      const seen = [];
      function sloppy() { seen.push(sloppy.caller === null, sloppy.arguments.callee.caller === null) }
      async function main(input, libraries) {
        at('tuoemiTtes')(sloppy, 1); await libraries.CoreUtils.sleep(10);
        attempt(() => JSON.stringify({ toJSON: sloppy }));
        const target = new (at('tegraTtnevE'))(); target.addEventListener('x', sloppy); target.dispatchEvent(new (at('tnevE'))('x'));
        return seen.slice(0, 2).concat(seen.slice(-2));
      }`;
    expect(await run({ source })).toMatchObject({ result: [true, true, true, true] });
  });

  it('cannot stop its own host calls, timers and result', async () => {
    const source = `
      const map = new Map([['k', 1]]);
      const boom = () => { throw new Error('patched') };
      for (const target of [JSON, Reflect, Promise, Array, Object]) for (const name of Object.getOwnPropertyNames(target))
        if (typeof target[name] === 'function') try { target[name] = boom } catch {}
      for (const prototype of [Array.prototype, String.prototype, Map.prototype, Promise.prototype, RegExp.prototype, Function.prototype])
        for (const name of ['push', 'slice', 'indexOf', 'get', 'set', 'call', 'apply', 'then', 'exec', 'forEach', 'charCodeAt'])
          if (name in prototype) prototype[name] = boom;
      Array.prototype[Symbol.iterator] = boom;
      globalThis.Promise = globalThis.Error = globalThis.String = boom;
      async function main(input, libraries) {
        console.log('%s', 'a', map, { b: [1] });
        await libraries.CoreUtils.sleep(1);
        return crypto.randomUUID().length;
      }`;
    const outcome = await run({ source });
    expect(outcome.status === 'failed' ? outcome.error : outcome.result).toBe(36);
    expect(outcome.report.console.map(({ text }) => text)).toEqual(['a Map(1) {"k" => 1} {"b":[1]}']);
  });
});

describe('what a script finds', () => {
  it('leads to nothing of the process, wherever a script walks', async () => {
    const source = `${REACH}
      function main(input, libraries, ctx, callback) {
        exercise(libraries);
        const seen = new Set(), found = [];
        const walk = (value, path) => {
          if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
          seen.add(value);
          if (typeof value === 'function') {
            let realm;
            try { realm = value.constructor('return globalThis')() } catch { realm = globalThis }
            if (realm !== globalThis && Object.getPrototypeOf(value) === Function.prototype) found.push(path);
          }
          walk(Object.getPrototypeOf(value), path + '.[[Prototype]]');
          for (const key of Reflect.ownKeys(value)) {
            const at = path + '.' + String(key);
            if (/^(ivm|Reference|ExternalCopy|Callback|Isolate|require|post|ask|kit|toolrack.*|core-js.*|__core-js.*)$/.test(String(key))) found.push(at);
            const descriptor = Object.getOwnPropertyDescriptor(value, key);
            for (const part of [descriptor.value, descriptor.get, descriptor.set]) walk(part, at);
          }
        };
        const { PlatformApi, CoreUtils, IafScriptEngine, lodash, moment, zod } = libraries;
        const made = [
          new (at('LRU'))('http://a/?b').searchParams, new (at('redocnEtxeT'))(), new (at('redoceDtxeT'))(),
          new (at('rellortnoCtrobA'))().signal, new (at('noitpecxEMOD'))('x'), new (at('sredaeH'))({ a: 'b' }),
          new (at('tseuqeR'))('http://a'), new (at('esnopseR'))('x'), new (at('tnevE'))('x'), at('enolCderutcurts')({ a: [1] }),
          moment(), zod.object({ a: zod.string() }), lodash.chain([1]), CoreUtils.sleep(1), PlatformApi.Test,
        ];
        for (const value of [globalThis, libraries, callback, ctx, CoreUtils, IafScriptEngine, lodash, moment, zod, ...made]) walk(value, '');
        return { found, walked: seen.size > 2000, lists: Object.keys(globalThis).filter((name) => typeof globalThis[name] !== 'function') };
      }`;
    const outcome = await run({ source, limits: { cpuMs: 5_000, wallMs: 20_000 } });
    expect(outcome.status === 'failed' ? outcome.error : outcome.result).toEqual({
      found: [],
      walked: true,
      lists: [],
    });
  });
});
