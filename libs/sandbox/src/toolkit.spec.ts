import type { JsonValue, RunOutcome } from '#libs/contracts';
import { SandboxPool } from './sandbox-pool.js';
import { mainOf, patientRun, resultOf, type TestRun } from './testing.js';

let pool: SandboxPool;

const run = (request: TestRun): Promise<RunOutcome> => pool.run(patientRun(request));

/** What a body of `async function main(input, libraries, ctx)` returns. */
const result = async (body: string, request: Partial<TestRun> = {}): Promise<JsonValue> =>
  resultOf(await run({ source: mainOf(body), ...request }));

beforeAll(async () => {
  pool = new SandboxPool({ platformApi: { IafItemSvc: ['getRelatedItems'] }, minChildren: 2 });
  await pool.ready();
});

afterAll(async () => {
  await pool.close();
});

describe('the global scope', () => {
  const NAMES = [
    ...['console', 'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'URL'],
    ...['URLSearchParams', 'TextEncoder', 'TextDecoder', 'atob', 'btoa', 'structuredClone', 'crypto', 'performance'],
    ...['Event', 'EventTarget', 'AbortController', 'AbortSignal', 'DOMException', 'fetch', 'Headers', 'Request'],
    'Response',
  ];

  it('has what scripts of the web expect', async () => {
    const body = `return ${JSON.stringify(NAMES)}.filter((name) => !(name in globalThis) || globalThis[name] === undefined)`;
    expect(await result(body)).toEqual([]);
  });

  it('names classes and functions as they are known', async () => {
    const named = NAMES.filter((name) => !['console', 'crypto', 'performance', 'structuredClone'].includes(name));
    const body = `return ${JSON.stringify(named)}.map((name) => globalThis[name].name)`;
    expect(await result(body)).toEqual(named.map((name) => (name.startsWith('clear') ? 'clearTimer' : name)));
  });

  it('gives what a script names in no word of its source', async () => {
    const body = `const at = (...parts) => globalThis[parts.join('')];
      const { href } = new (at('U', 'RL'))('http://a.b');
      return [href, at('con', 'sole') === at('con', 'sole'), libraries['lo' + 'dash'].chunk([1, 2], 1)]`;
    expect(await result(body)).toEqual(['http://a.b/', true, [[1], [2]]]);
  });

  it('can be replaced by the script, and declared over', async () => {
    const source = `const URL = 1; let crypto = 2; class Event {} function fetch() { return 3 } var performance = 4;
      globalThis.btoa = () => 5; atob = () => 6;
      function main() { return [URL, crypto, typeof Event, fetch(), performance, btoa(), atob()] }`;
    expect(await run({ source })).toMatchObject({ result: [1, 2, 'function', 3, 4, 5, 6] });
    expect(await run({ source, functionName: 'fetch' })).toMatchObject({ result: 3 });
    expect(await run({ source: 'function main() {}', functionName: 'setTimeout' })).toMatchObject({
      error: { code: 'FunctionNotFound' },
    });
  });

  it('is the same in every run of a script, whatever the run before used', async () => {
    const source = `function main(input) {
      if (input.first) { URL.prototype.extra = 1; libraries_ = 1; crypto.extra = 1; setTimeout.extra = 1; return 'changed' }
      return [typeof URL.prototype.extra, typeof crypto.extra, typeof setTimeout.extra, new URL('http://a/b').pathname];
    }`;
    const versionId = 'same-globals';
    for (let round = 0; round < 3; round++) {
      expect(await run({ source, versionId, input: { first: true } })).toMatchObject({ result: 'changed' });
      expect(await run({ source, versionId })).toMatchObject({ result: ['undefined', 'undefined', 'undefined', '/b'] });
    }
  });
});

describe('timers', () => {
  it('fire in the order of their times, with their arguments, and can be cleared', async () => {
    const body = `const seen = [];
      await new Promise((resolve) => {
        setTimeout((...args) => { seen.push(args); resolve() }, 30, 'late', 1);
        setTimeout(() => seen.push('soon'), 1);
        clearTimeout(setTimeout(() => seen.push('cleared'), 5));
        queueMicrotask(() => seen.push('microtask'));
        seen.push('now');
      });
      return seen`;
    expect(await result(body)).toEqual(['now', 'microtask', 'soon', ['late', 1]]);
  });

  it('repeat until they are cleared', async () => {
    const body = `let count = 0;
      return new Promise((resolve) => { const id = setInterval(() => { if (++count === 3) { clearInterval(id); setTimeout(() => resolve(count), 20) } }, 1) })`;
    expect(await result(body)).toBe(3);
  });

  it('are dropped when the function has settled, and the isolate serves the next run', async () => {
    const source = `function main() { setTimeout(() => console.log('late'), 30); setInterval(() => console.log('again'), 1); return 1 }`;
    const outcome = await run({ source, versionId: 'drops-timers' });
    expect(outcome).toMatchObject({ status: 'succeeded', result: 1, report: { console: [] } });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await run({ source, versionId: 'drops-timers' })).toMatchObject({ result: 1, report: { console: [] } });
  });

  it('that throw say so on the console and end nothing', async () => {
    const source = `async function main() { setTimeout(() => { throw new TypeError('x') }, 1); await new Promise((r) => setTimeout(r, 10)); return 1 }`;
    const outcome = await run({ source });
    expect(outcome).toMatchObject({ result: 1 });
    expect(outcome.report.console[0]).toMatchObject({
      level: 'error',
      text: expect.stringMatching(/^Uncaught TypeError: x\n {4}at .*script\.js:1:\d+/),
    });
  });

  it('are at most 1,000 at a time', async () => {
    const body = `try { for (let i = 0; i <= 1000; i++) setTimeout(() => {}, 1e6) } catch (error) { return String(error) }`;
    expect(await result(body)).toBe('RangeError: At most 1000 timers can wait at a time.');
  });
});

describe('URL, texts and numbers', () => {
  it.each<[string, JsonValue]>([
    ["new URL('../x?y=1#z', 'http://u:p@ex.com:81/a/b/c').href", 'http://u:p@ex.com:81/a/x?y=1#z'],
    ["new URL('http://bücher.example/ä').href", 'http://xn--bcher-kva.example/%C3%A4'],
    ["const u = new URL('http://a/?b=1'); u.searchParams.append('c', 'ä &'); return u.search", '?b=1&c=%C3%A4+%26'],
    ["const u = new URL('http://a/?b=1'); const p = u.searchParams; u.search = '?d=2'; return [...p]", [['d', '2']]],
    ["const u = new URL('http://a/'); u.port = 'x'; u.protocol = 'https'; u.hash = 'h'; return `${u}`", 'https://a/#h'],
    ["JSON.stringify({ u: new URL('http://a') })", '{"u":"http://a/"}'],
    ["[URL.canParse('x'), URL.canParse('x', 'http://a'), URL.parse('x')]", [false, true, null]],
    ["try { new URL('x') } catch (e) { return [e.name, e.code] }", ['TypeError', 'ERR_INVALID_URL']],
    ["String(new URLSearchParams([['a', 1], ['a', 2]]))", 'a=1&a=2'],
    [
      "const p = new URLSearchParams('b=1&a=2&b=3'); p.sort(); p.set('b', 4); return [`${p}`, p.size, p.getAll('a')]",
      ['a=2&b=4', 2, ['2']],
    ],
    [
      "const p = new URLSearchParams({ a: 'x' }); p.delete('a', 'y'); return [p.has('a'), p.has('a', 'y'), p.get('z')]",
      [true, false, null],
    ],
    ["[...new TextEncoder().encode('hé€\\ud800')]", [104, 195, 169, 226, 130, 172, 239, 191, 189]],
    ["new TextDecoder().decode(new TextEncoder().encode('grüße'.repeat(1000))).length", 5000],
    ["new TextDecoder('shift_jis').decode(new Uint8Array([0x83, 0x65]))", 'テ'],
    [
      'const d = new TextDecoder(); return [[0xe2, 0x82], [0xac]].map((b, i) => d.decode(new Uint8Array(b), { stream: i < 1 }))',
      ['', '€'],
    ],
    [
      "try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])) } catch (e) { return e.name }",
      'TypeError',
    ],
    ["try { new TextDecoder('klingon') } catch (e) { return e.name }", 'RangeError'],
    ["[btoa('ÿ'), atob(' /w= = ').charCodeAt(0)]", ['/w==', 255]],
    [
      "[() => btoa('€'), () => atob('a')].map((f) => { try { f() } catch (e) { return [e.name, e instanceof DOMException] } })",
      [
        ['InvalidCharacterError', true],
        ['InvalidCharacterError', true],
      ],
    ],
    ['/^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(crypto.randomUUID())', true],
    ['const a = crypto.getRandomValues(new Uint32Array(8)); return a.some((n) => n > 0)', true],
    [
      '[new Uint8Array(65537), new Float64Array(1), {}].map((a) => { try { crypto.getRandomValues(a) } catch (e) { return e.name } })',
      ['QuotaExceededError', 'TypeMismatchError', 'TypeMismatchError'],
    ],
    [
      'const from = performance.now(); while (performance.now() - from < 2); return performance.timeOrigin > 1e12',
      true,
    ],
  ])('%s', async (body, expected) => {
    expect(await result(/^(?:const|try) /.test(body) && body.includes('return') ? body : `return ${body}`)).toEqual(
      expected,
    );
  });
});

describe('structuredClone', () => {
  it('copies what JSON cannot', async () => {
    const body = `const a = { date: new Date(5), map: new Map([[1, new Set([2])]]), bytes: new Uint8Array([3]), big: 4n, re: /x/g, error: new RangeError('e') };
      a.self = a;
      const b = structuredClone(a);
      return [b !== a, b.self === b, b.date.getTime(), [...b.map.get(1)], [...b.bytes], String(b.big), String(b.re), b.error instanceof RangeError, b.error.message]`;
    expect(await result(body)).toEqual([true, true, 5, [2], [3], '4', '/x/g', true, 'e']);
  });

  it('refuses functions, and nesting that has no end', async () => {
    const body = `const names = [];
      try { structuredClone(() => 1) } catch (e) { names.push(e.name, e instanceof DOMException) }
      let deep = []; for (let i = 0; i < 1e5; i++) deep = [deep];
      try { structuredClone(deep) } catch (e) { names.push(e.name) }
      return names`;
    expect(await result(body)).toEqual(['DataCloneError', true, 'RangeError']);
  });
});

describe('AbortSignal', () => {
  it('tells its listeners once, and why', async () => {
    const body = `const controller = new AbortController(); const { signal } = controller; const seen = [];
      signal.addEventListener('abort', (event) => seen.push(event.type, event.target === signal));
      signal.onabort = () => seen.push('onabort');
      const any = AbortSignal.any([new AbortController().signal, signal]);
      controller.abort('why'); controller.abort('again');
      try { any.throwIfAborted() } catch (reason) { seen.push(reason) }
      return [...seen, AbortSignal.abort().reason.name]`;
    expect(await result(body)).toEqual(['abort', true, 'onabort', 'why', 'AbortError']);
  });

  it('times out', async () => {
    const body = `const signal = AbortSignal.timeout(5);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve([signal.aborted, signal.reason.name, signal.reason.code])))`;
    expect(await result(body)).toEqual([true, 'TimeoutError', 23]);
  });

  it('is made by nobody else', async () => {
    expect(await result('try { new AbortSignal() } catch (e) { return e.name }')).toBe('TypeError');
  });
});

describe('console', () => {
  it('prints what JSON has no form for, and cycles', async () => {
    const source = `class Room { constructor() { this.size = 1 } }
      function main() {
        const cycle = { a: 1 }; cycle.self = cycle;
        console.log(new Map([['k', { a: [1] }]]), new Set([1, 'b']), cycle, new Room());
        console.log({ u: undefined, f() {}, big: 1n, date: new Date(0), re: /x/ }, new Uint8Array([1, 2]), Promise.resolve());
        console.log('%s is %d years, %i, %j %o %%', 'Ada', '36', 1.9, { a: 1 }, 'q', 'rest'); console.log('100%', 5);
        console.table([{ a: 1 }]); console.assert(true, 'no'); console.assert(false, 'yes', 1);
        console.group('g'); console.info('in'); console.groupEnd(); console.count(); console.count();
      }`;
    const { report } = await run({ source });
    expect(report.console.map(({ level, text }) => `${level} ${text}`)).toEqual([
      'log Map(1) {"k" => {"a":[1]}} Set(2) {1, "b"} {"a":1,"self":[circular]} Room {"size":1}',
      'log {"u":undefined,"f":[function],"big":1n,"date":"1970-01-01T00:00:00.000Z","re":/x/} Uint8Array(2) [1,2] Promise',
      'log Ada is 36 years, 1, {"a":1} "q" % rest',
      'log 100% 5',
      'log [{"a":1}]',
      'error Assertion failed: yes 1',
      'log g',
      'info   in',
      'log default: 1',
      'log default: 2',
    ]);
  });

  it('traces the way to a line', async () => {
    const { report } = await run({ source: "function main() { inner() }\nfunction inner() { console.trace('x', 1) }" });
    expect(report.console).toEqual([
      { level: 'debug', text: expect.stringMatching(/^Trace: x 1\n {4}at inner \(script\.js:2:\d+\)\n {4}at main \(/) },
    ]);
  });

  it('reaches onOutput while the run goes on', async () => {
    const release = Promise.withResolvers<JsonValue>();
    const seen: string[] = [];
    const source = `async function main(i, { PlatformApi }) { console.log('begun'); await PlatformApi.IafItemSvc.getRelatedItems(); console.log('ended') }`;
    const { report } = await run({
      source,
      host: () => release.promise,
      onOutput: (lines) => {
        seen.push(...lines.map(({ text }) => text));
        release.resolve(null);
      },
    });
    expect(seen).toEqual(['begun', 'ended']);
    expect(report.console).toHaveLength(2);
  });
});
