/**
 * Scripts that would take down, drain or break out of a process which ran them without care, and what has to become of
 * each. The sandbox's own spec runs them, and so do the tests of the whole path from an MCP call to its answer.
 */
import type { RunErrorCode, RunLimits } from '#libs/contracts';

const cpu: RunErrorCode[] = ['CpuLimitExceeded'];
const wall: RunErrorCode[] = ['WallLimitExceeded'];
const failed: RunErrorCode[] = ['ScriptFailed'];
const unserializable: RunErrorCode[] = ['ResultNotSerializable'];
/** What grows meets the clock, the heap of the isolate or the resident set first, as the machine is busy. */
const memory: RunErrorCode[] = ['MemoryLimitExceeded', 'CpuLimitExceeded'];
/** The same, or a built-in that refuses what is asked of it. */
const memoryOrRefused: RunErrorCode[] = [...memory, 'ScriptFailed'];
const memoryOrTooLarge: RunErrorCode[] = [...memory, 'ResultTooLarge'];
/** What nothing but the wall ends is ended soon, so that a test need not wait for it. */
const soon = { wallMs: 1_000 };

export interface HostileScript {
  body: string;
  /** One of these is the answer. */
  codes: readonly RunErrorCode[];
  message?: RegExp;
  /** Beside those under which all are run. */
  limits?: Partial<RunLimits>;
}

/** Enough to tell an endless loop from a slow machine, and a wall that a test can wait for. */
export const HOSTILE_LIMITS = { cpuMs: 250, wallMs: 3_000 } satisfies Partial<RunLimits>;

/**
 * Bodies of `async function main(input, libraries, ctx, callback)`. They find `call`, which calls the host and is
 * answered, `hang`, which is never answered, and `hostFunction`, a function that the sandbox gave to the script.
 */
export const HOSTILE_BODIES: Record<string, HostileScript> = {
  'endless loop': { body: 'while (true) {}', codes: cpu, message: /\d+ ms of CPU/ },
  'endless loop after a host call': { body: 'await call(); while (true) {}', codes: cpu },
  'endless loop in a continuation': { body: 'return call().then(() => { while (true) {} })', codes: cpu },
  'CPU time in many host calls': {
    body: 'for (;;) { await call(); const until = Date.now() + 20; while (Date.now() < until); }',
    codes: cpu,
  },
  'endless microtask chain': { body: 'while (true) await null', codes: cpu },
  'endless thenable': { body: 'const t = { then(r) { Promise.resolve().then(() => r(t)) } }; await t', codes: cpu },
  'endless microtasks left behind a result': { body: '(async () => { for (;;) await null })(); return 1', codes: cpu },
  'promise that never settles': {
    body: 'await new Promise(() => {})',
    codes: wall,
    message: /after \d+ ms.*waited for a timer, or for a promise/,
    limits: soon,
  },
  'host call that is never answered': { body: 'await hang()', codes: wall, message: /1 host call\b/, limits: soon },
  'catastrophic regular expression': { body: "return /^(a+)+$/.test('a'.repeat(60) + 'b')", codes: cpu },
  'spread of a giant string': { body: "return [...'.'.repeat(5e8)].length", codes: memoryOrRefused },
  'array growth': { body: 'const a = []; while (true) a.push(new Array(1000).fill(1.5))', codes: memory },
  'growth of large arrays': {
    body: 'const a = []; for (;;) a.push(new Array(2 ** 24).fill(0.5))',
    codes: memoryOrRefused,
  },
  'one giant array': { body: 'return new Array(2 ** 27).fill(0.5).length', codes: memoryOrRefused },
  'map growth': { body: "const m = new Map(); for (let i = 0; ; i++) m.set('k' + i, { a: i })", codes: memory },
  'string doubling': { body: "let s = 'x'; while (true) s += s", codes: failed, message: /Invalid string length/ },
  'growth of flat strings': {
    body: "const a = []; for (let i = 0; ; i++) { const s = 'ab'.repeat(1 << 26) + i; JSON.stringify(s); a.push(s) }",
    codes: memoryOrRefused,
  },
  'ArrayBuffer growth': {
    body: 'const a = []; while (true) { const b = new Uint8Array(10 << 20); b.fill(1); a.push(b) }',
    codes: memory,
  },
  'one giant typed array': { body: 'new Uint8Array(1.5e9).fill(1)', codes: memory, message: /64 MB/ },
  'many small typed arrays': { body: 'const a = []; while (true) a.push(new Uint8Array(65))', codes: memory },
  'resizable ArrayBuffer': {
    body: 'const b = new ArrayBuffer(1, { maxByteLength: 5e8 }); b.resize(5e8)',
    codes: failed,
    message: /resize is not a function/,
  },
  'WebAssembly memory': { body: 'new WebAssembly.Memory({ initial: 8000 })', codes: failed, message: /not defined/ },
  'shared memory': { body: 'new SharedArrayBuffer(5e8)', codes: failed, message: /not defined/ },
  'Atomics.wait': { body: 'Atomics.wait(new Int32Array(4), 0, 0)', codes: failed, message: /not defined/ },
  'work in finalizers': { body: 'new FinalizationRegistry(() => {})', codes: failed, message: /not defined/ },
  'deep recursion': { body: 'const f = (n) => f(n + 1) + 1; f(0)', codes: failed, message: /call stack/ },
  'deep JSON': { body: "return JSON.parse('['.repeat(2e7))", codes: [...memory, 'ScriptFailed'] },
  'wide JSON': { body: "return JSON.parse('[' + '[],'.repeat(2e7) + '0]').length", codes: memory },
  'result of 100 MB': { body: "return 'x'.repeat(1e8)", codes: ['ResultTooLarge'], message: /1 MB/ },
  'result of many strings': { body: "return new Array(3e6).fill('y'.repeat(20))", codes: memoryOrTooLarge },
  'result one byte too large': {
    body: "return 'é'.repeat(511) + 'x'",
    codes: ['ResultTooLarge'],
    limits: { resultBytes: 1_024 },
  },
  'result nested deeply': {
    body: 'let a = []; for (let i = 0; i < 2000; i++) a = [a]; return a',
    codes: unserializable,
  },
  'result with a throwing getter': {
    body: "return { get a() { throw new Error('no') } }",
    codes: unserializable,
    message: /\bno\b/,
  },
  'result with an endless getter': { body: 'return { get a() { for (;;); } }', codes: cpu },
  'result that is a hostile Proxy': { body: 'return new Proxy({}, { ownKeys() { for (;;); } })', codes: cpu },
  'result whose toJSON is endless': { body: 'return { toJSON() { for (;;); } }', codes: cpu },
  'result whose toJSON gives nothing': { body: 'return { toJSON() {} }', codes: unserializable },
  'result with a cycle': { body: 'const a = {}; a.a = a; return a', codes: unserializable, message: /circular/ },
  'result with a BigInt': { body: 'return { n: 1n }', codes: unserializable, message: /BigInt/ },
  'result that is a function': { body: 'return () => 1', codes: unserializable, message: /function/ },
  'result that is a symbol': { body: 'return Symbol.iterator', codes: unserializable, message: /symbol/ },
  'console flood': { body: "for (;;) console.log('x'.repeat(1e6))", codes: memory },
  'console flood of short lines': { body: "for (;;) console.error('x')", codes: cpu },
  'progress flood': { body: 'for (let i = 0; ; i++) callback(i)', codes: cpu },
  'flood of host calls': {
    body: 'for (;;) call()',
    codes: ['HostCallLimitExceeded'],
    message: /100 host calls waiting/,
  },
  'too many host calls': {
    body: 'for (;;) await call()',
    codes: ['HostCallLimitExceeded'],
    message: /more than 20 host calls/,
    limits: { hostCalls: 20 },
  },
  'host call with giant arguments': { body: "await call('x'.repeat(5e6))", codes: failed, message: /limit is/ },
  'host call with nested arguments': {
    body: 'let a = []; for (let i = 0; i < 2000; i++) a = [a]; await call(a)',
    codes: failed,
    message: /nest too deeply/,
  },
  'promise flood': { body: 'while (true) Promise.resolve().then(() => {})', codes: memory },
  'flood of rejections': { body: 'for (;;) Promise.reject(new Error())', codes: memory },
  'BigInt squaring': { body: 'let b = 7n; for (;;) b = b * b', codes: memoryOrRefused },
  'BigInt to text': { body: 'return ((1n << (1n << 29n)) - 1n).toString().length', codes: memoryOrRefused },
  'indexOf on a sparse giant': { body: 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)', codes: cpu },
  'join of a sparse giant': { body: 'Array(2 ** 32 - 2).join()', codes: memoryOrRefused },
  'sort of a giant typed array': {
    body: 'const a = new Float64Array(3e6).map(Math.random); for (;;) a.slice().sort()',
    codes: memory,
  },
  'sort with an endless comparison': { body: '[3, 2, 1].sort(() => { for (;;); })', codes: cpu },
  'search in long strings': { body: "const s = 'a'.repeat(2 ** 20); for (;;) s.lastIndexOf('b' + s)", codes: memory },
  'generated code': { body: "for (let i = 0; ; i++) new Function('//' + i + 'x'.repeat(1e5))()", codes: memory },
  'Intl objects': { body: "for (;;) new Intl.DateTimeFormat('ar-EG', { dateStyle: 'full' }).format()", codes: memory },
  'string normalization': {
    body: "const s = '\\u1e9b\\u0323'.repeat(2 ** 22); for (;;) s.normalize('NFKC')",
    codes: memory,
  },
  'error with an endless message': { body: 'throw { get message() { for (;;); } }', codes: cpu },
  'error with an endless stack': {
    body: "const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { for (;;); } }); throw e",
    codes: cpu,
  },
  'error with throwing properties': {
    body: "throw new Proxy(new Error('x'), { get() { throw new Error('trap') } })",
    codes: failed,
  },
  'error with a giant message': { body: "throw new Error('x'.repeat(1e7))", codes: failed, message: /^x{4096}$/ },
  'error whose parts are objects': {
    body: "const e = new Error('x'); e.name = {}; e.message = { toString() { for (;;); } }; e.stack = 5; e.cause = e; throw e",
    codes: failed,
  },
  'error with a cause that bites': {
    body: "throw new Error('x', { cause: new Proxy({}, { get() { for (;;); } }) })",
    codes: failed,
    message: /^x$/,
  },
  'thrown thing with an endless toString': {
    body: 'throw { toString() { for (;;); }, [Symbol.toPrimitive]() { for (;;); } }',
    codes: failed,
  },
  'stray rejection with an endless message': {
    body: "const e = new Error(); Object.defineProperty(e, 'message', { get() { for (;;); } }); Promise.reject(e); return 1",
    codes: [...cpu, 'SandboxCrashed'],
  },
  'dynamic import': { body: "await import('fs')", codes: failed },
  'walk to the process over constructors': {
    body: "return this.constructor.constructor('return process')().pid",
    codes: failed,
    message: /process is not defined|undefined/,
  },
  'walk over a host function': {
    body: "return hostFunction.constructor('return require')()('fs')",
    codes: failed,
    message: /require is not defined/,
  },
  'walk over prepareStackTrace': {
    body: `Error.prepareStackTrace = (e, sites) => sites.map((s) => String(s.getThis()) + String(s.getFunction()));
      const all = [];
      await call({ toJSON() { all.push(...new Error().stack); } });
      throw new Error(all.some((text) => /post|native code/.test(text)) ? 'leak' : 'nothing found');`,
    codes: failed,
    message: /^nothing found$/,
  },
  'end of the realm': {
    body: `for (const name of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[name] } catch {}
      Object.setPrototypeOf(globalThis, null); null.x`,
    codes: failed,
  },
  'timer flood': { body: 'for (;;) setTimeout(() => {}, 0)', codes: failed, message: /At most 1000 timers/ },
  'timers set and cleared without end': { body: 'for (;;) clearTimeout(setTimeout(() => {}, 0))', codes: memory },
  'endless timer': { body: 'setInterval(() => { for (;;); }, 0); await new Promise(() => {})', codes: cpu },
  'timers that never end': {
    body: 'const again = () => setTimeout(again, 0); again(); await new Promise(() => {})',
    codes: [...wall, ...cpu],
    limits: soon,
  },
  'CPU time in many ticks': {
    body: 'setInterval(() => { const end = Date.now() + 15; while (Date.now() < end); }, 1); await new Promise(() => {})',
    codes: cpu,
  },
  'endless loop in a microtask': { body: 'queueMicrotask(() => { for (;;); }); return 1', codes: cpu },
  'endless queueMicrotask': { body: 'const f = () => queueMicrotask(f); f(); return 1', codes: cpu },
  'structuredClone of what nests deeply': {
    body: 'let a = []; for (let i = 0; i < 2e5; i++) a = [a]; return structuredClone(a)',
    codes: memoryOrRefused,
  },
  'structuredClone of an endless getter': { body: 'structuredClone({ get a() { for (;;); } })', codes: cpu },
  'structuredClone of a hostile Proxy': {
    body: 'structuredClone(new Proxy({}, { ownKeys() { for (;;); } }))',
    codes: cpu,
  },
  'growth by structuredClone': {
    body: "let a = ['x'.repeat(1e5)]; for (;;) a = [structuredClone(a), structuredClone(a)]",
    codes: memoryOrRefused,
  },
  'growth by TextEncoder': {
    body: "const a = []; for (;;) a.push(new TextEncoder().encode('é'.repeat(1e6)))",
    codes: memory,
  },
  'giant text to encode': { body: "new TextEncoder().encode('é'.repeat(5e7))", codes: memoryOrRefused },
  'giant bytes to decode': { body: 'new TextDecoder().decode(new Uint8Array(3e7))', codes: memoryOrRefused },
  'flood of decoders': {
    body: 'for (;;) new TextDecoder().decode(new Uint8Array([0xe2]), { stream: true })',
    codes: failed,
    message: /too many decoders/,
  },
  'URL that is too long': { body: "new URL('http://a/' + 'x'.repeat(2e7))", codes: failed, message: /too long/ },
  'query that is too long': { body: "new URLSearchParams('a=' + 'x'.repeat(2e7))", codes: failed, message: /too long/ },
  'parameters without end': {
    body: "const p = new URLSearchParams(); for (;;) p.append('a', 'b'.repeat(1000))",
    codes: memory,
  },
  'headers without end': { body: "const h = new Headers(); for (;;) h.append('a', 'b')", codes: memory },
  'giant URL': { body: "return new URL('http://a/' + 'x'.repeat(1e8)).href.length", codes: memoryOrRefused },
  'flood of URLs': { body: "for (let i = 0; ; i++) new URL('http://a/' + i)", codes: memory },
  'flood of random values': { body: 'for (;;) crypto.getRandomValues(new Uint8Array(65536))', codes: memory },
  'flood of identifiers': { body: 'for (;;) crypto.randomUUID()', codes: cpu },
  'base64 growth': { body: "let s = 'x'.repeat(1e6); for (;;) s = btoa(s)", codes: memoryOrRefused },
  'console of a giant object': {
    body: "const o = {}; for (let i = 0; i < 1e5; i++) o['k' + i] = i; for (;;) console.log(o)",
    codes: memory,
  },
  'console of an object with an endless getter': { body: 'console.log({ get a() { for (;;); } })', codes: cpu },
  'console of an object with an endless toJSON': { body: 'console.log({ toJSON() { for (;;); } })', codes: cpu },
  'console of a hostile Proxy': { body: 'console.log(new Proxy({}, { ownKeys() { for (;;); } }))', codes: cpu },
  'console of a growing collection': {
    body: 'const m = new Map(); for (let i = 0; ; i++) { m.set(i, i); console.log(m) }',
    codes: memory,
  },
  'console with a giant format': {
    body: "const texts = Array(1e4).fill('x'); for (;;) console.log('%s'.repeat(1e6), ...texts)",
    codes: memory,
  },
  'abort listeners without end': {
    body: "const { signal } = new AbortController(); for (;;) signal.addEventListener('abort', () => {})",
    codes: memory,
  },
  'listener that dispatches again': {
    body: "const t = new EventTarget(); t.addEventListener('a', () => t.dispatchEvent(new Event('a'))); for (;;) t.dispatchEvent(new Event('a'))",
    codes: memory,
  },
  'flood of requests': {
    body: "for (;;) fetch('http://a')",
    codes: ['HostCallLimitExceeded'],
    message: /100 host calls/,
  },
  'request with endless headers': {
    body: "await fetch('http://a', { headers: { get a() { for (;;); } } })",
    codes: cpu,
  },
  'request with a body that is endless as text': {
    body: "await fetch('http://a', { method: 'POST', body: { toString() { for (;;); } } })",
    codes: failed,
    message: /body/,
  },
  'pages without end': {
    body: 'await libraries.CoreUtils.allPages(() => ({ _list: [1], _total: Infinity }))',
    codes: memory,
  },
  'retries without end': {
    body: 'await libraries.CoreUtils.retry(() => { throw 1 }, { attempts: 1e9, delayMs: 0 })',
    codes: [...wall, ...cpu],
    limits: soon,
  },
  'parse of a date that cannot be parsed': {
    body: "for (;;) libraries.moment('('.repeat(1e6) + 'x', libraries.moment.RFC_2822)",
    codes: memory,
  },
  'schema without end': { body: 'let s = libraries.zod.string(); for (;;) s = s.optional()', codes: memory },
  'template of lodash that looks for the process': {
    body: "return libraries.lodash.template('<%= process.pid %>')()",
    codes: failed,
    message: /process is not defined/,
  },
  'walk over a web global': {
    body: "return [URL, TextDecoder, setTimeout, crypto.randomUUID, fetch].map((f) => f.constructor('return process')().pid)",
    codes: failed,
    message: /process is not defined/,
  },
  'host names in the errors of web globals': {
    body: "try { new URL('::') } catch (e) { return e.constructor.constructor('return process')().pid }",
    codes: failed,
    message: /process is not defined/,
  },
};

/** Whole sources; the function to call is `main`. */
export const HOSTILE_SOURCES: Record<string, HostileScript> = {
  'endless loop at the top level': { body: 'while (true) {}', codes: cpu },
  'endless microtasks at the top level': {
    body: '(async () => { for (;;) await null })(); function main() {}',
    codes: cpu,
  },
  'error at the top level': { body: "throw new Error('top')", codes: failed, message: /^top$/ },
  'hostile error at the top level': { body: 'throw { get message() { for (;;); } }', codes: [...cpu, 'ScriptFailed'] },
  'syntax error': { body: 'function main( {', codes: ['ScriptSyntaxError'] },
  'module syntax': { body: "import fs from 'fs'", codes: ['ScriptSyntaxError'] },
  'function that is not there': {
    body: 'function first() {} async function second() {} const main = () => 1',
    codes: ['FunctionNotFound'],
    message: /no function main.*first, second/,
  },
  'function that a getter makes': {
    body: "Object.defineProperty(globalThis, 'main', { get() { for (;;); } })",
    codes: ['FunctionNotFound'],
  },
  '5 MB of a single array': {
    body: `function main() { return [${'1,'.repeat(2.5e6)}1].length - 1n }`,
    codes: memoryOrRefused,
  },
  '5 MB of nested brackets': { body: '['.repeat(5e6), codes: [...memory, 'ScriptSyntaxError', 'ScriptFailed'] },
};
