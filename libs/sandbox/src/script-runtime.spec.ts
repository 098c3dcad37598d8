import type { JsonValue, RunOutcome } from '#libs/contracts';
import { SandboxPool } from './sandbox-pool.js';
import type { HostCall } from './sandbox.types.js';
import { answering, patientRun, resultOf, type TestRun } from './testing.js';

const PLATFORM_API = { IafFileSvc: ['getFile', 'getFiles'], IafItemSvc: ['getNamedUserItems'] };

let pool: SandboxPool;

const run = (request: TestRun): Promise<RunOutcome> => pool.run(patientRun(request));

const result = async (request: TestRun): Promise<JsonValue> => resultOf(await run(request));

beforeAll(async () => {
  pool = new SandboxPool({ platformApi: PLATFORM_API, minChildren: 2 });
  await pool.ready();
});

afterAll(async () => {
  await pool.close();
});

describe('a script', () => {
  it('is called with input, libraries, ctx and callback', async () => {
    const source = `async function main(input, libraries, ctx, callback) {
      return { input, libraries: Object.keys(libraries), ctx, callback: typeof callback, count: arguments.length };
    }`;
    expect(await result({ source, input: { id: 'x' }, ctx: { _namespaces: ['a'] } })).toEqual({
      input: { id: 'x' },
      libraries: ['PlatformApi', 'CoreUtils', 'IafScriptEngine', 'lodash', 'moment', 'zod'],
      ctx: { _namespaces: ['a'] },
      callback: 'function',
      count: 4,
    });
  });

  it('may declare several functions, plain and async, and use what is local to it', async () => {
    const source =
      'const add = (a) => a + 1; function plain() { return add(1) } async function later() { return add(2) }';
    expect(await result({ source, functionName: 'plain' })).toBe(2);
    expect(await result({ source, functionName: 'later' })).toBe(3);
    expect(await run({ source, functionName: 'add' })).toMatchObject({ error: { code: 'FunctionNotFound' } });
  });

  it.each(['eval', 'Array', 'parseInt', '__proto__', 'constructor', 'console', ''])(
    'offers no built-in as a function: %p',
    async (functionName) => {
      expect(await run({ source: 'function main() {}', functionName })).toMatchObject({
        error: { code: 'FunctionNotFound', functionName },
      });
    },
  );

  it('may declare a function with the name of a built-in', async () => {
    expect(await result({ source: 'function escape() { return 1 }', functionName: 'escape' })).toBe(1);
  });

  it('answers null when its function returns nothing', async () => {
    expect(await result({ source: 'function main() {}' })).toBeNull();
  });

  it('answers with __proto__ keys as plain data', async () => {
    const input = JSON.parse('{"__proto__":{"polluted":1}}');
    const source = 'function main(input) { return [input, typeof ({}).polluted] }';
    expect(JSON.stringify(await result({ source, input }))).toBe('[{"__proto__":{"polluted":1}},"undefined"]');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('is not hurt by a promise that it rejects and forgets', async () => {
    expect(await result({ source: 'function main() { Promise.reject(new Error("stray")); return 1 }' })).toBe(1);
    const late = 'async function main() { await null; Promise.reject({ name: 1 }); await null; return 2 }';
    expect(await result({ source: late })).toBe(2);
  });

  it('may patch every prototype without breaking the bridge', async () => {
    const source = `
      const boom = () => { throw new Error('patched') };
      for (const target of [JSON, Reflect, Promise, Object]) for (const name of Object.getOwnPropertyNames(target))
        if (typeof target[name] === 'function') try { target[name] = boom } catch {}
      for (const prototype of [Array.prototype, String.prototype, Map.prototype, Function.prototype, Promise.prototype])
        for (const name of ['push', 'map', 'slice', 'indexOf', 'get', 'set', 'call', 'apply', 'then', 'join'])
          if (name in prototype) prototype[name] = boom;
      Array.prototype[Symbol.iterator] = boom;
      globalThis.Promise = globalThis.Error = globalThis.String = boom;
      Object.prototype.get = Object.prototype.set = Object.prototype.value = boom;
      async function main(input, libraries) {
        console.log('still', { here: true });
        const file = await libraries.PlatformApi.IafFileSvc.getFile(input.id);
        let caught;
        try { await libraries.PlatformApi.IafFileSvc.getFiles() } catch (error) { caught = error.message }
        return { file, caught };
      }`;
    const host = answering(({ method, args }) =>
      method === 'getFile' ? Promise.resolve(args) : Promise.reject(new Error('refused')),
    );
    const outcome = await run({ source, input: { id: 7 }, host });
    expect(outcome).toMatchObject({ status: 'succeeded', result: { file: [7], caught: 'refused' } });
    expect(outcome.report.console).toEqual([{ level: 'log', text: 'still {"here":true}' }]);
  });

  it('runs the sample of the reference unmodified', async () => {
    const source = `async function findfileNameByID(input, libraries, ctx, callback) {
  const id = input.id;
  const { PlatformApi } = libraries;
  let res = await PlatformApi.IafFileSvc.getFile(id, ctx);
  return { sucess: true, file_name: res._name }
}`;
    const calls: HostCall[] = [];
    const host = (call: HostCall): Promise<JsonValue> => {
      calls.push(call);
      return Promise.resolve({ _name: 'plan.pdf' });
    };
    const ctx = { _namespaces: ['demo'] };
    expect(await result({ source, functionName: 'findfileNameByID', input: { id: 'f1' }, ctx, host })).toEqual({
      sucess: true,
      file_name: 'plan.pdf',
    });
    expect(calls).toEqual([{ kind: 'platform', service: 'IafFileSvc', method: 'getFile', args: ['f1', ctx] }]);
  });
});

describe('host calls', () => {
  it('are there for the services and methods of the pool, and for no others', async () => {
    const source = `function main(input, { PlatformApi }) {
      return [Object.keys(PlatformApi), Object.keys(PlatformApi.IafFileSvc), typeof PlatformApi.Other, typeof PlatformApi.IafFileSvc.drop];
    }`;
    expect(await result({ source })).toEqual([
      ['IafFileSvc', 'IafItemSvc'],
      ['getFile', 'getFiles'],
      'undefined',
      'undefined',
    ]);
  });

  it('reject with an Error that has name, message and code, and the line of the call', async () => {
    const host = (): Promise<JsonValue> =>
      Promise.reject(Object.assign(new Error('No file f1.'), { name: 'ToolrackError', code: 'NotFound', secret: 's' }));
    const call = 'await libraries.PlatformApi.IafFileSvc.getFile("f1")';
    const caught = `async function main(input, libraries) {
      try { ${call} } catch (e) { return [e instanceof Error, e.name, e.message, e.code, e.secret, e.stack.split('\\n')[0]] }
    }`;
    expect(await result({ source: caught, host })).toEqual([
      true,
      'ToolrackError',
      'No file f1.',
      'NotFound',
      null,
      'ToolrackError: No file f1.',
    ]);
    const thrown = `async function main(input, libraries) {\n  await null;\n  ${call};\n}`;
    expect(await run({ source: thrown, host })).toMatchObject({
      error: { code: 'ScriptFailed', name: 'ToolrackError', message: 'No file f1.', functionName: 'main', line: 3 },
      report: { hostCalls: 1 },
    });
  });

  it.each<[unknown]>([['a string'], [null], [{ message: 5 }], [undefined]])(
    'reject whatever the host throws: %p',
    async (thrown) => {
      const source = `async function main(input, { PlatformApi }) {
      try { await PlatformApi.IafFileSvc.getFile() } catch (e) { return [e instanceof Error, typeof e.message] }
    }`;
      expect(await result({ source, host: () => Promise.reject(thrown as Error) })).toEqual([true, 'string']);
    },
  );

  it('reject in the script when the arguments are not JSON', async () => {
    const source = `async function main(input, { PlatformApi }) {
      try { await PlatformApi.IafFileSvc.getFile(1n) } catch (e) { return e.name }
    }`;
    expect(await result({ source })).toBe('TypeError');
  });

  it('may run side by side, and a child that only waits leaves its place to others', async () => {
    const release = Promise.withResolvers<JsonValue>();
    const source = `async function main(input, { PlatformApi: { IafFileSvc } }) {
      return Promise.all([IafFileSvc.getFile(1), IafFileSvc.getFile(2)]);
    }`;
    const waiting = Array.from({ length: 4 }, () => result({ source, host: () => release.promise }));
    expect(await result({ source: 'function main() { return "served" }' })).toBe('served');
    release.resolve('released');
    expect(await Promise.all(waiting)).toEqual(new Array(4).fill(['released', 'released']));
  });
});

describe('what a script says while it runs', () => {
  it('is kept with levels, objects as JSON', async () => {
    const source = `console.info('top');
      function main() {
        console.debug('a', 1, null, undefined, 2n); console.warn({ b: [1] }, () => 1); console.error(Symbol('s'));
        console.log(new Proxy({}, { get() { throw 1 }, ownKeys() { throw 1 } }));
      }`;
    const { report } = await run({ source });
    expect(report.console).toEqual([
      { level: 'info', text: 'top' },
      { level: 'debug', text: 'a 1 null undefined 2n' },
      { level: 'warn', text: '{"b":[1]} [function]' },
      { level: 'error', text: 'Symbol(s)' },
      { level: 'log', text: '[not printable]' },
    ]);
    expect(report.consoleTruncated).toBe(false);
  });

  it('is cut at the limit, with a mark', async () => {
    const source = 'function main() { for (let i = 0; i < 1000; i++) console.log("é".repeat(10)) }';
    const { report } = await run({ source, limits: { consoleBytes: 105 } });
    expect(report.consoleTruncated).toBe(true);
    const text = report.console.map((line) => line.text).join('');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(105);
    expect(text).toMatch(/^é+$/);
  });

  it('counts lines that are empty', async () => {
    const source = 'function main() { for (let i = 0; i < 200_000; i++) console.log() }';
    const { status, report } = await run({ source, limits: { cpuMs: 5_000, wallMs: 20_000 } });
    expect(status).toBe('succeeded');
    expect(report.consoleTruncated).toBe(true);
    expect(report.console.length).toBeLessThan(10_000);
  });

  it('is kept when the run fails, at the top level and at a limit', async () => {
    const top = await run({ source: 'console.log("before"); throw new Error("x")' });
    expect(top.report.console).toEqual([{ level: 'log', text: 'before' }]);
    const endless = await run({
      source: 'async function main() { console.log("before"); await new Promise(() => {}) }',
      limits: { wallMs: 500 },
    });
    expect(endless).toMatchObject({ error: { code: 'WallLimitExceeded' } });
    expect(endless.report.console).toEqual([{ level: 'log', text: 'before' }]);
    const loop = await run({ source: 'function main() { console.log("before"); for (;;); }', limits: { cpuMs: 100 } });
    expect(loop).toMatchObject({ error: { code: 'CpuLimitExceeded' } });
    expect(loop.report.console).toEqual([{ level: 'log', text: 'before' }]);
  });

  it('reaches onProgress in order, and a flood of it is thinned out', async () => {
    const seen: JsonValue[][] = [];
    const onProgress = (args: JsonValue[]): void => void seen.push(args);
    await run({ source: 'function main(i, l, c, callback) { callback(1, "a"); callback({ b: 2 }) }', onProgress });
    expect(seen).toEqual([[1, 'a'], [{ b: 2 }]]);
    seen.length = 0;
    await run({ source: 'function main(i, l, c, callback) { for (let n = 0; n < 1e4; n++) callback(n) }', onProgress });
    expect(seen.length).toBeGreaterThanOrEqual(20);
    expect(seen.length).toBeLessThan(200);
  });
});

describe('an error', () => {
  it.each([
    ['thrown at once', 'function main() {\n  throw new TypeError("x");\n}', { name: 'TypeError', line: 2, column: 9 }],
    [
      'thrown after an await',
      'async function main() {\n  await null;\n\n  throw new Error("x");\n}',
      { line: 4, column: 9 },
    ],
    [
      'thrown in a nested function',
      'function main() { inner() }\nfunction inner() {\n  throw new Error("x") }',
      { line: 3 },
    ],
    ['of the engine', '\n\nfunction main() {\n  return null.x;\n}', { name: 'TypeError', line: 4, column: 15 }],
    ['at the top level', 'const a = 1;\nthrow new RangeError("x")', { name: 'RangeError', line: 2, column: 7 }],
    ['in generated code', 'function main() {\n  eval("throw new Error(1)") }', { line: 2 }],
    [
      'of a class of its own',
      'class E extends Error { name = "Mine" }\nfunction main() { throw new E("x") }',
      { name: 'Mine', line: 2 },
    ],
  ])('%s points at its line', async (_what, source, error) => {
    expect(await run({ source })).toMatchObject({ status: 'failed', error: { code: 'ScriptFailed', ...error } });
  });

  it('of the syntax points at its line', async () => {
    expect(await run({ source: 'function main() {\n  return (1;\n}' })).toMatchObject({
      error: { code: 'ScriptSyntaxError', name: 'SyntaxError', message: "Unexpected token ';'", line: 2, column: 12 },
    });
  });

  it.each([
    ['"text"', 'text'],
    ['42', '42'],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['Symbol("s")', 'Symbol(s)'],
    ['{ code: 5 }', '{"code":5}'],
    ['{ name: "N", message: "m" }', 'm'],
    ['Object.create(null)', '{}'],
    ['() => 1', 'The script threw a function without a message.'],
  ])('that is no Error has a message: throw %s', async (thrown, message) => {
    const outcome = await run({ source: `async function main() { throw ${thrown} }` });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'ScriptFailed', message } });
  });
});

describe('what is left over', () => {
  it('of a run is not seen by the next of the same version', async () => {
    const source = `let count = 0; globalThis.seen = (globalThis.seen ?? 0) + 1;
      function main() {
        const before = [count++, globalThis.seen, typeof ({}).polluted, typeof Array.prototype.extra];
        Object.prototype.polluted = 1; Array.prototype.extra = () => 1; globalThis.seen = 10; JSON.parse = null;
        return before;
      }`;
    for (let index = 0; index < 5; index++) {
      expect(await result({ source, versionId: 'polluter' })).toEqual([0, 1, 'undefined', 'undefined']);
    }
  });

  it('of a namespace is not seen by another with the same version id', async () => {
    const source = (name: string): string => `function main() { globalThis.mark = '${name}'; return '${name}' }`;
    expect(await result({ source: source('a'), namespace: 'a', versionId: 'same' })).toBe('a');
    expect(await result({ source: source('b'), namespace: 'b', versionId: 'same' })).toBe('b');
    expect(await result({ source: source('a'), namespace: 'a', versionId: 'same' })).toBe('a');
  });

  it('of the host or the engine is not to be found from inside', async () => {
    const source = `function main(input, libraries, ctx, callback) {
      const seen = new Set(), found = [];
      const walk = (value, path) => {
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
        seen.add(value);
        if (typeof value === 'function') {
          let realm;
          try { realm = value.constructor('return globalThis')() } catch { realm = globalThis }
          if (realm !== globalThis && Object.getPrototypeOf(value) === Function.prototype) found.push(path);
        }
        const prototype = Object.getPrototypeOf(value);
        walk(prototype, path + '.[[Prototype]]');
        for (const key of Reflect.ownKeys(value)) {
          if (/^(ivm|Reference|ExternalCopy|Callback|Isolate|process|require|post|module)$/.test(String(key))) found.push(path + '.' + String(key));
          const descriptor = Object.getOwnPropertyDescriptor(value, key);
          for (const part of [descriptor.value, descriptor.get, descriptor.set]) walk(part, path + '.' + String(key));
        }
      };
      libraries.PlatformApi.IafFileSvc.getFile;
      walk(globalThis, 'globalThis'); walk(libraries, 'libraries'); walk(callback, 'callback'); walk(ctx, 'ctx');
      const names = ['ivm', 'process', 'require', 'module', 'global', 'Buffer', 'WebAssembly', 'SharedArrayBuffer',
        'Atomics', 'FinalizationRegistry', 'ShadowRealm', 'gc', 'd8'].filter((name) => name in globalThis);
      const buffer = Object.getOwnPropertyNames(ArrayBuffer.prototype).filter((name) => /resize$|transfer/i.test(name));
      const same = [new Uint8Array(1).buffer.constructor === ArrayBuffer, new ArrayBuffer(8, { maxByteLength: 16 }).resizable,
        class extends ArrayBuffer {}.__proto__ === ArrayBuffer, new ArrayBuffer(4) instanceof ArrayBuffer];
      return { found, names, buffer, same, walked: seen.size > 500 };
    }`;
    expect(await result({ source })).toEqual({
      found: [],
      names: [],
      buffer: [],
      same: [true, false, true, true],
      walked: true,
    });
  });
});
