import type { JsonValue, RunOutcome } from '#libs/contracts';
import { SandboxPool } from './sandbox-pool.js';
import type { HostCall } from './sandbox.types.js';
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

describe('libraries of others', () => {
  it.each<[string, string, JsonValue]>([
    ['lodash', "lodash.groupBy([1.2, 1.8, 2.1], Math.floor)['1']", [1.2, 1.8]],
    ['moment', "moment.utc('2020-02-28').add(2, 'days').format('D MMM YYYY')", '1 Mar 2020'],
    [
      'zod',
      'zod.object({ a: zod.string() }).safeParse({ a: 1 }).error.issues[0].message',
      'Invalid input: expected string, received number',
    ],
  ])('%s is there, in every run, and leaves no trace on the global object', async (name, expression, expected) => {
    const source = `async function main(input, { ${name} }) {
      const before = ${JSON.stringify(['_', 'lodash', 'moment', 'zod', 'z', 'module', 'exports'])}.filter((key) => key in globalThis);
      return [${expression}, before];
    }`;
    for (let round = 0; round < 3; round++) {
      expect(await run({ source, versionId: `library-${name}` })).toMatchObject({ result: [expected, []] });
    }
  });

  it('debounce of lodash uses the timers of the run', async () => {
    const body = `let count = 0; const later = libraries.lodash.debounce(() => count++, 5);
      later(); later(); await libraries.CoreUtils.sleep(30); return count`;
    expect(await result(body)).toBe(1);
  });

  it('are one instance in a run, and changed by nobody else', async () => {
    const source = `function main(input, { lodash, moment }) {
      const before = [typeof lodash.extra, typeof moment.fn.extra]; lodash.extra = moment.fn.extra = 1; return before }`;
    for (let round = 0; round < 3; round++) {
      expect(await run({ source, versionId: 'patches-libraries' })).toMatchObject({
        result: ['undefined', 'undefined'],
      });
    }
    expect(await result('return libraries.lodash === libraries.lodash')).toBe(true);
  });
});

describe('CoreUtils', () => {
  it.each<[string, JsonValue]>([
    ['chunk([1, 2, 3], 2)', [[1, 2], [3]]],
    [
      "groupBy([{ a: 1, n: 1 }, { a: 2 }, { a: 1, n: 3 }], 'a')",
      {
        1: [
          { a: 1, n: 1 },
          { a: 1, n: 3 },
        ],
        2: [{ a: 2 }],
      },
    ],
    ["keyBy(['xy', 'z'], (text) => text.length)", { 2: 'xy', 1: 'z' }],
    ["uniqueBy([{ a: 1 }, { a: 1, b: 2 }, { a: 3 }], 'a')", [{ a: 1 }, { a: 3 }]],
    ['uniqueBy([1, 1, 2])', [1, 2]],
    ["sumBy([{ a: 1 }, { a: '2' }, {}], 'a')", 3],
    ['mapLimit([1, 2, 3], 2, async (n, index) => n * index)', [0, 2, 6]],
    ["groupBy([{ a: '__proto__' }], 'a')['__proto__']", [{ a: '__proto__' }]],
  ])('%s', async (call, expected) => {
    expect(await result(`return libraries.CoreUtils.${call}`)).toEqual(expected);
  });

  it('mapLimit keeps at most so many at work, and ends with the first rejection', async () => {
    const body = `const { mapLimit, sleep } = libraries.CoreUtils; let now = 0, most = 0, begun = 0;
      const work = async () => { begun++; most = Math.max(most, ++now); await sleep(2); now-- };
      await mapLimit(Array(9), 3, work);
      begun = 0;
      const error = await mapLimit(Array(9), 2, async () => { begun++; throw new Error('x') }).catch(String);
      return [most, error, begun <= 2]`;
    expect(await result(body)).toEqual([3, 'Error: x', true]);
  });

  it('retry tries again as often as it may, and only for errors that are worth it', async () => {
    const body = `const { retry } = libraries.CoreUtils; const tried = [];
      const value = await retry((attempt) => { tried.push(attempt); if (attempt < 3) throw new Error('x'); return 'done' }, { delayMs: 1 });
      const last = await retry(() => { tried.push('a'); throw new Error('y') }, { attempts: 2, delayMs: 1 }).catch(String);
      const once = await retry(() => { tried.push('b'); throw new Error('z') }, { retryIf: (e) => e.message !== 'z' }).catch(String);
      return [value, last, once, tried]`;
    expect(await result(body)).toEqual(['done', 'Error: y', 'Error: z', [1, 2, 3, 'a', 'a', 'b']]);
  });

  it('allPages asks for one page after another', async () => {
    const asked: unknown[] = [];
    const host = (call: HostCall): Promise<JsonValue> => {
      const page = call.kind === 'platform' ? call.args[0] : null;
      asked.push(page);
      const { _offset, _pageSize } = page as { _offset: number; _pageSize: number };
      const _list = [0, 1, 2, 3, 4].slice(_offset, _offset + _pageSize);
      return Promise.resolve({ _offset, _pageSize, _total: 5, _list });
    };
    const body =
      'return libraries.CoreUtils.allPages((page) => libraries.PlatformApi.IafItemSvc.getRelatedItems(page), 2)';
    expect(await result(body, { host })).toEqual([0, 1, 2, 3, 4]);
    expect(asked).toEqual([0, 2, 4].map((_offset) => ({ _offset, _pageSize: 2 })));
  });

  it.each([
    ['chunk([1], 0)', 'RangeError: The size must be a whole number from 1.'],
    ['chunk(5, 1)', 'TypeError: The list must be an array or another iterable.'],
    ['mapLimit([1], 1)', 'TypeError: The third argument must be a function.'],
    ['allPages(() => [])', 'TypeError: A page must be { _offset, _pageSize, _total, _list }.'],
  ])('%s says what is wrong', async (call, message) => {
    const body = `try { await libraries.CoreUtils.${call} } catch (error) { return String(error) }`;
    expect(await result(body)).toBe(message);
  });
});

describe('IafScriptEngine', () => {
  const TAX = `let calls = 0;
    const RATE = 0.2;
    function helper() { return RATE }
    async function withTax(input, { IafScriptEngine, PlatformApi }, ctx, callback) {
      calls++;
      return { gross: input.net * (1 + helper()), calls, ctx, seen: IafScriptEngine.getVar('mark'), more: [typeof PlatformApi, typeof callback] };
    }
    function callsSoFar() { return calls }
    function fails() {
      throw new TypeError('no');
    }
    function then(resolve) { resolve('hijacked') }`;
  const FUNCTIONS = ['helper', 'withTax', 'callsSoFar', 'fails', 'then'];
  let asked: HostCall[] = [];

  const host = (call: HostCall): Promise<JsonValue> => {
    asked.push(call);
    if (call.kind !== 'script') return Promise.resolve(null);
    if (call.userType === 'tax') return Promise.resolve({ source: TAX, functions: FUNCTIONS });
    if (call.userType === 'broken') return Promise.resolve({ source: 'function f( {', functions: ['f'] });
    if (call.userType === 'top') return Promise.resolve({ source: '\nthrow new RangeError("top")', functions: ['f'] });
    if (call.userType === 'circle') {
      const source =
        "async function round(n, { IafScriptEngine }) { return IafScriptEngine.callFunction('circle', 'round', n + 1) }";
      return Promise.resolve({ source, functions: ['round'] });
    }
    return Promise.reject(Object.assign(new Error('No script declares it.'), { name: 'NotFound', code: 'NotFound' }));
  };

  beforeEach(() => {
    asked = [];
  });

  it('keeps variables for the run and no longer', async () => {
    const source = `function main(input, { IafScriptEngine: engine }) { const before = engine.getVar('a'); engine.setVar('a', { b: 1 }); return [before, engine.getVar('a')] }`;
    for (let round = 0; round < 2; round++) {
      expect(await run({ source, versionId: 'variables' })).toMatchObject({ result: [null, { b: 1 }] });
    }
  });

  it('calls functions of another script, which is there once in the run', async () => {
    const body = `const { IafScriptEngine } = libraries; const RATE = 5; function helper() { return 'mine' }
      IafScriptEngine.setVar('mark', 'set');
      const first = await IafScriptEngine.callFunction('tax', 'withTax', { net: 100 });
      return [first, await IafScriptEngine.callFunction('tax', 'callsSoFar'), helper(), typeof withTax]`;
    const ctx = { _namespaces: ['a'] };
    expect(await result(body, { host, ctx })).toEqual([
      { gross: 120, calls: 1, ctx, seen: 'set', more: ['object', 'function'] },
      1,
      'mine',
      'undefined',
    ]);
    expect(asked).toEqual([{ kind: 'script', userType: 'tax', functionName: 'withTax' }]);
  });

  it('calls in parallel share the script', async () => {
    const body = `const { IafScriptEngine: e } = libraries;
      return Promise.all([e.callFunction('tax', 'withTax', { net: 0 }), e.callFunction('tax', 'callsSoFar')]).then(([a, b]) => [a.calls, b])`;
    expect(await result(body, { host })).toEqual([1, 1]);
    expect(asked).toHaveLength(1);
  });

  it('reports an error of the called script with its line, its function and its _userType', async () => {
    const source =
      "async function main(i, { IafScriptEngine }) {\n\n  return IafScriptEngine.callFunction('tax', 'fails') }";
    expect(await run({ source, host })).toMatchObject({
      error: {
        code: 'ScriptFailed',
        name: 'TypeError',
        message: 'no',
        line: 10,
        column: 13,
        functionName: 'fails',
        script: 'tax',
      },
    });
  });

  it.each([
    ["'broken', 'f'", "SyntaxError: Unexpected token ';' (broken.js, line 2, column 1)"],
    ["'top', 'f'", 'RangeError: top'],
    ["'absent', 'f'", 'NotFound: No script declares it.'],
    ["'tax', 'RATE'", 'Error: Script tax declares no function RATE.'],
    ["'tax', '__proto__'", 'Error: Script tax declares no function __proto__.'],
    ["'tax'", 'TypeError: callFunction takes the _userType of a script, the name of its function, and the input.'],
    ["'circle', 'round', 0", 'RangeError: Scripts call each other at most 16 deep; round would be deeper.'],
  ])('callFunction(%s) rejects with what is wrong', async (args, message) => {
    const body = `try { await libraries.IafScriptEngine.callFunction(${args}) } catch (error) { return String(error) }`;
    expect(await result(body, { host })).toBe(message);
  });

  it('counts called scripts for the limits of the run', async () => {
    const source = `async function main(i, { IafScriptEngine }) { for (let n = 0; ; n++) await IafScriptEngine.callFunction('absent', 'f' + n).catch(() => 0) }`;
    expect(await run({ source, host, limits: { hostCalls: 5 } })).toMatchObject({
      error: { code: 'HostCallLimitExceeded' },
    });
    const endless = (): Promise<JsonValue> => Promise.resolve({ source: 'for (;;);', functions: ['f'] });
    const loops = "async function main(i, { IafScriptEngine }) { await IafScriptEngine.callFunction('x', 'f') }";
    expect(await run({ source: loops, host: endless, limits: { cpuMs: 200 } })).toMatchObject({
      error: { code: 'CpuLimitExceeded' },
    });
  });
});
