/** Records of runs: what they tell, who may read and write them, how long they are kept, and calls that are left to them. */
import { createHash, randomUUID } from 'node:crypto';
import type { Principal } from '#libs/access';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type OpenDatabase, openDatabase } from '../support/open-database.ts';
import { type Product, rest } from '../support/product.ts';
import {
  declares,
  done,
  ITEMS,
  type Json,
  newNamespace,
  RUN_TAILS,
  RUNS,
  script,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool } from './support/mcp.ts';
import { asPrincipal, SERVICE_KEY } from './support/run-tokens.ts';
import { runUpdate } from './support/run-update.ts';

const SLEEP = 'await new Promise((resolve) => setTimeout(resolve, input.ms));';

let database: OpenDatabase;
let product: LocalProcess;
let space: string;
const start = (environment: Record<string, string> = {}) =>
  startLocalProcess({
    environment: { SERVICE_KEY, MONGODB_URI: database.uri, RUN_ANSWER_BYTES: '1024', ...environment },
  });
beforeAll(async () => {
  database = await openDatabase({ expiryIntervalMs: 100 });
  product = await start();
});
afterAll(async () => {
  await product.stop();
  await database.close();
});
beforeEach(() => {
  space = newNamespace();
});

const as = (principal: Partial<Principal>): Promise<Product> =>
  asPrincipal(product, { kind: 'run', namespaces: [], ...principal });

/** Stores a script whose function has the body, and a tool of the same name that calls it. */
async function storeTool(body: string, name = 'answer', on: Product = product): Promise<{ item: Json; tool: Json }> {
  const source = `async ${declares(name, body)}`;
  const [item] = await store(on, within(space, ITEMS), [script(source, { _userType: name })]);
  const definition = { _script: { _userType: name, _scriptName: name }, _schema: { type: 'object' } };
  const [stored] = await store(on, within(space, TOOLS), [tool(name, definition)]);
  return { item, tool: stored };
}

const cancel = (id: string, on: Product = product) => rest(on, `${RUNS}/${id}/cancel`, { method: 'POST' });
const call = (args: object = {}, name = 'answer') => callTool(product, `nsfilter=${space}`, { name, arguments: args });
const runIdOf = (message: Json): string => message.result._meta['toolrack/runId'];
const callAsync = (id: string, args: object = {}, on: Product = product) =>
  rest(on, within(space, `${TOOLS}/${id}/call`, { async: 'true' }), { body: { arguments: args } });
const runs = (query: Record<string, string> = {}) => done(product, within(space, RUNS, query));
/** The record, once it says that the run is in one of the states. */
const recordOf = (id: string, states = ['succeeded', 'failed'], on: Product = product): Promise<Json> =>
  eventually(`the record of ${id}`, async () => {
    const { status, body } = await rest(on, `${RUNS}/${id}`);
    return status === 200 && states.includes(body._status) && body;
  });

describe('the record of a run', () => {
  it('tells who ran what with which outcome, how long each phase took, and what it cost and printed', async () => {
    const { tool: stored, item } = await storeTool(
      'console.warn("careful"); callback(0.5, "half"); return { got: input.a };',
    );
    const id = runIdOf(await call({ a: 1 }));
    expect(await recordOf(id)).toEqual({
      _id: id,
      _irn: `itemsvc:run:${id}`,
      _namespaces: [space],
      _status: 'succeeded',
      _principal: { id: 'admin', kind: 'admin' },
      _tool: { _id: stored._id, _name: 'answer' },
      _script: { _userType: 'answer', _scriptName: 'answer', _versionId: item._tipId, _version: 1 },
      _inputDigest: `sha256:${createHash('sha256').update('{"a":1}').digest('hex')}`,
      _inputBytes: 7,
      _error: null,
      _resultBytes: 9,
      _phases: {
        queuedMs: expect.any(Number),
        preparedMs: expect.any(Number),
        ranMs: expect.any(Number),
        answeredMs: expect.any(Number),
      },
      _cpuMs: expect.any(Number),
      _wallMs: expect.any(Number),
      _peakMemoryBytes: expect.any(Number),
      _hostCalls: 0,
      _console: [{ level: 'warn', text: 'careful' }],
      _consoleTruncated: false,
      _progress: [0.5, 'half'],
      _queuedAt: expect.any(String),
      _startedAt: expect.any(String),
      _finishedAt: expect.any(String),
      _expiresAt: expect.any(String),
    });
  });

  it('tells why a run failed, and where in the script', async () => {
    await storeTool('throw new RangeError("too far");');
    const message = await call();
    expect(message.result.isError).toBe(true);
    expect(await recordOf(runIdOf(message))).toMatchObject({
      _status: 'failed',
      _error: { code: 'ScriptFailed', name: 'RangeError', message: 'too far', line: 2 },
      _resultBytes: null,
    });
  });

  it('holds a result that was cut for the model whole, and no other, and never the arguments', async () => {
    await storeTool('return "x".repeat(input.length);');
    const [short, long] = [runIdOf(await call({ length: 10 })), runIdOf(await call({ length: 5_000 }))];
    expect(await recordOf(short)).not.toHaveProperty('_result');
    expect(await recordOf(long)).toMatchObject({ _result: 'x'.repeat(5_000), _resultBytes: 5_002 });
    const stored = await database.collection('runs').find({ _namespaces: space }).toArray();
    expect(JSON.stringify(stored)).not.toMatch(/"length"/);
  });

  it('names no tool when a definition was tried before it was saved', async () => {
    const source = declares('tried', 'return 1');
    await store(product, within(space, ITEMS), [script(source)]);
    const definition = tool('tried', { _script: { _userType: 'scripts', _scriptName: 'tried' } });
    const { run } = await done(product, within(space, `${TOOLS}/try`), { body: { tool: definition } });
    expect(await recordOf(run.runId)).toMatchObject({ _tool: null, _script: { _scriptName: 'tried' } });
  });

  it('keeps whatever a script returns and reports, odd keys included', async () => {
    const { tool: stored } = await storeTool(
      'const odd = JSON.parse(\'{"__proto__":1,"$set":{"a.b":[null]}," ":"\\\\u0000"}\'); callback(odd); return odd;',
    );
    const { body } = await callAsync(stored._id);
    await recordOf(body.runId);
    const { text } = await rest(product, `${RUNS}/${String(body.runId)}`);
    const odd = '{"__proto__":1,"$set":{"a.b":[null]}," ":"\\u0000"}';
    expect(text).toContain(`"_result":${odd}`);
    expect(text).toContain(`"_progress":[${odd}]`);
  });
});

describe('lists of runs', () => {
  /** Two runs of one tool, one of which failed, and one of another; oldest first. */
  async function threeRuns(): Promise<string[]> {
    await storeTool('if (input.bad) throw new Error("x"); return 1;');
    await storeTool('console.log("x"); return 2;', 'other');
    const ids = [await call(), await call({ bad: true }), await call({}, 'other')].map(runIdOf);
    await Promise.all(ids.map((id) => recordOf(id)));
    return ids;
  }

  it('begin with the newest, page by page, without what was printed and returned', async () => {
    const ids = (await threeRuns()).reverse();
    const page = await runs({ _pageSize: '2' });
    expect([page._total, valuesOf(page, '_id')]).toEqual([3, ids.slice(0, 2)]);
    expect(valuesOf(await runs({ _offset: '2' }), '_id')).toEqual(ids.slice(2));
    for (const run of page._list) expect(Object.keys(run)).not.toEqual(expect.arrayContaining(['_console']));
  });

  it('go on after a run, whatever is new since', async () => {
    const ids = (await threeRuns()).reverse();
    await recordOf(runIdOf(await call()));
    const page = await runs({ _after: ids[0]!, _pageSize: '1' });
    expect([page._offset, page._total, valuesOf(page, '_id')]).toEqual([2, 4, [ids[1]]]);
    expect(valuesOf(await runs({ _after: ids[0]!, _status: 'succeeded' }), '_id')).toEqual([ids[2]]);
    expect(await runs({ _after: ids[2]! })).toMatchObject({ _offset: 4, _list: [] });
    const gone = await rest(product, within(space, RUNS, { _after: 'absent' }));
    expect(gone).toMatchObject({ status: 400, body: { errors: [{ path: '_after' }] } });
    const first = { name: 'getRuns_IafItemSvc', arguments: { _pageSize: 1 } };
    const { structuredContent } = (await callTool(product, `nsfilter=${space}`, first)).result;
    expect(structuredContent._next).toEqual({ _after: structuredContent._list[0]._id, _pageSize: 1 });
  });

  it('are narrowed by status, tool, script, principal, error and time', async () => {
    const [good, bad, other] = await threeRuns();
    const { _queuedAt } = await recordOf(bad!);
    const expected: [Record<string, string>, (string | undefined)[]][] = [
      [{ _status: 'failed' }, [bad]],
      [{ _status: 'succeeded' }, [other, good]],
      [{ _toolName: 'other' }, [other]],
      [{ _userType: 'answer', _scriptName: 'answer' }, [bad, good]],
      [{ _errorCode: 'ScriptFailed' }, [bad]],
      [{ _errorCode: 'WorkerLost' }, []],
      [{ _principalId: 'admin' }, [other, bad, good]],
      [{ _principalId: 'nobody' }, []],
      [{ _from: _queuedAt }, [other, bad]],
      [{ _to: _queuedAt }, [good]],
    ];
    for (const [query, ids] of expected) expect([query, valuesOf(await runs(query), '_id')]).toEqual([query, ids]);
  });

  it('outlive what their namespace held', async () => {
    const { tool: stored, item } = await storeTool('return 1;');
    const id = runIdOf(await call());
    await recordOf(id);
    await done(product, `${TOOLS}/${stored._id}`, { method: 'DELETE' });
    await done(product, `${ITEMS}/${item._id}`, { method: 'DELETE' });
    expect(valuesOf(await runs(), '_id')).toEqual([id]);
    expect((await rest(await as({ namespaces: [newNamespace()] }), within(space, RUNS))).status).toBe(404);
  });

  it('name a filter that is wrong', async () => {
    for (const [name, value] of Object.entries({
      _status: 'done',
      _from: 'yesterday',
      _errorCode: 'Oops',
      _tool: 'x',
    })) {
      const answer = await rest(product, within(space, RUNS, { [name]: value }));
      expect(answer).toMatchObject({ status: 400, body: { code: 'ValidationFailed', errors: [{ path: name }] } });
    }
  });

  it('are system tools for models, which see the runs of their namespace', async () => {
    const [, , other] = await threeRuns();
    const list = await call({ _toolName: 'other' }, 'getRuns_IafItemSvc');
    expect(valuesOf(list.result.structuredContent, '_id')).toEqual([other]);
    const one = await call({ id: other }, 'getRun_IafItemSvc');
    expect(one.result.structuredContent).toMatchObject({ _id: other, _console: [{ text: 'x' }] });
  });
});

describe('rights', () => {
  it('show nobody the runs of a namespace that is not theirs, nor that there are any', async () => {
    await storeTool('return 1;');
    const id = runIdOf(await call());
    await recordOf(id);
    const stranger = await as({ namespaces: [newNamespace()] });
    const [mine, absent] = [await rest(stranger, `${RUNS}/${id}`), await rest(stranger, `${RUNS}/${randomUUID()}`)];
    expect([mine.status, absent.status]).toEqual([404, 404]);
    const details = [mine, absent].map(({ body }) => String(body.detail).replace(/"[0-9a-f-]{36}"/, '<id>'));
    expect(details[0]).toBe(details[1]);
    for (const path of [within(space, RUNS), within(space, RUN_TAILS)]) {
      expect(await rest(stranger, path)).toMatchObject({ status: 404, body: { code: 'NamespaceNotFound' } });
    }
    expect((await rest(stranger, `${RUNS}/${id}/tail`)).status).toBe(404);
    expect((await rest(stranger, `${RUNS}/${id}/cancel`, { method: 'POST' })).status).toBe(404);
    expect((await rest(product, within(newNamespace(), `${RUNS}/${id}`))).status).toBe(404);
    expect((await rest(await as({ namespaces: [space] }), `${RUNS}/${id}`)).status).toBe(200);
    const aScript = await as({ kind: 'run', namespaces: [space] });
    for (const path of [within(space, RUN_TAILS), `${RUNS}/${id}/tail`]) {
      expect(await rest(aScript, path)).toMatchObject({ status: 403, body: { code: 'Forbidden' } });
    }
  });

  it('let services alone record runs, each in its namespaces', async () => {
    for (const caller of [product, await as({ namespaces: '*' })]) {
      expect((await rest(caller, RUNS, { method: 'PUT', body: [] })).status).toBe(403);
      expect((await rest(caller, `${RUNS}/any`, { method: 'DELETE' })).status).toBe(403);
    }
    const service = await as({ kind: 'service', namespaces: [space] });
    expect((await rest(service, RUNS, { method: 'PUT', body: [update({ _namespace: 'foreign' })] })).status).toBe(403);
    expect((await rest(service, RUNS, { method: 'PUT', body: [update()] })).status).toBe(200);
  });
});

/** What a worker says of a run. */
const update = (fields: object = {}) => runUpdate(space, fields);

describe('what is said of a run', () => {
  const lost = {
    _status: 'failed',
    _by: 'caller',
    _error: { code: 'WorkerLost', name: 'WorkerLost', message: 'lost' },
  };
  const printed = { _status: 'running', _step: 3, _console: [{ level: 'log', text: 'so far' }] };
  let recorder: Product;
  beforeEach(async () => {
    recorder = await as({ kind: 'service', namespaces: '*' });
  });

  /** Records the updates of one run one after the other; answers with its record. */
  async function recordAll(...updates: object[]): Promise<Json> {
    const _id = randomUUID();
    for (const fields of updates) {
      await done(recorder, RUNS, { method: 'PUT', body: [update({ _id, ...fields })] });
    }
    return done(product, `${RUNS}/${_id}`);
  }

  it('counts by how much it says, in whatever order it comes', async () => {
    expect(await recordAll({}, printed, lost)).toMatchObject({ _status: 'succeeded' });
    expect(await recordAll(lost, {})).toMatchObject({ _status: 'succeeded', _error: null });
    expect(await recordAll(printed, { ...printed, _step: 2, _console: [] })).toMatchObject({
      _console: [{ text: 'so far' }],
    });
    expect(await recordAll({ _status: 'queued', _by: 'caller' }, {})).toMatchObject({ _status: 'succeeded' });
  });

  it('loses nothing that the worker told when its caller takes it for lost', async () => {
    expect(await recordAll(printed, lost)).toMatchObject({
      _status: 'failed',
      _error: { code: 'WorkerLost' },
      _console: [{ text: 'so far' }],
    });
  });

  it('is that it is lost, when nothing was heard of it by its deadline', async () => {
    await storeTool('return 1;');
    const late = await recordAll({ ...printed, _dueInMs: -60_000 });
    expect(await recordOf(late._id)).toMatchObject({
      _status: 'failed',
      _error: { code: 'WorkerLost' },
      _console: [{ text: 'so far' }],
    });
    expect(valuesOf(await runs({ _errorCode: 'WorkerLost' }), '_id')).toEqual([late._id]);
    await done(recorder, RUNS, { method: 'PUT', body: [update({ _id: late._id })] });
    expect(await done(product, `${RUNS}/${String(late._id)}`)).toMatchObject({ _status: 'succeeded', _error: null });
    const waiting = await recordAll({ _status: 'queued', _by: 'caller', _startedAt: null, _dueInMs: -60_000 });
    expect(await recordOf(waiting._id)).toMatchObject({ _error: { code: 'WorkerLost' }, _startedAt: null });
  });

  it('is taken one by one: what is not valid takes nothing with it', async () => {
    const good = update();
    const answer = await done(recorder, RUNS, { method: 'PUT', body: [update({ _cpuMs: 'much' }), good] });
    expect(answer._refused).toEqual([expect.stringContaining('_cpuMs')]);
    expect(await done(product, `${RUNS}/${good._id}`)).toMatchObject({ _id: good._id });
    const many = Array.from({ length: 12 }, () => update({ _cpuMs: 'much' }));
    const { _refused, _refusedTotal } = await done(recorder, RUNS, { method: 'PUT', body: many });
    expect([_refused.length, _refusedTotal]).toEqual([10, 12]);
  });
});

describe('an asynchronous call', () => {
  it('is answered with the run’s id, and its result is in the record', async () => {
    const { tool: stored } = await storeTool(`${SLEEP} return { slept: input.ms };`);
    const answer = await callAsync(stored._id, { ms: 1_500 });
    const { runId } = answer.body;
    expect([answer.status, answer.headers.get('location'), answer.body.run]).toEqual([
      202,
      `${RUNS}/${String(runId)}`,
      `${RUNS}/${String(runId)}`,
    ]);
    expect((await done(product, answer.headers.get('location')!))._status).toMatch(/queued|running/);
    expect(await recordOf(runId, ['running'])).toMatchObject({ _startedAt: expect.any(String), _finishedAt: null });
    expect(await recordOf(runId)).toMatchObject({ _status: 'succeeded', _result: { slept: 1_500 } });
  });

  it('is answered as a call is when nothing is to be run', async () => {
    const { tool: stored, item } = await storeTool('return 1;');
    await done(product, `${TOOLS}/${String(stored._id)}`, {
      method: 'PATCH',
      body: { _schema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } },
    });
    const wrong = await callAsync(stored._id);
    expect(wrong).toMatchObject({
      status: 200,
      body: { isError: true, content: [{ text: expect.stringContaining('a:') }] },
    });
    await done(product, `${ITEMS}/${String(item._id)}`, { method: 'DELETE' }).catch(() => undefined);
    const broken = await callAsync(stored._id, { a: 1 });
    expect(broken).toMatchObject({
      status: 200,
      body: { isError: true, content: [{ text: expect.stringContaining('broken') }] },
    });
    expect((await rest(product, within(space, RUNS))).body._total ?? 0).toBe(0);
    expect((await callAsync('nothing')).status).toBe(404);
  });

  it('that is refused leaves no record', async () => {
    const crowded = await start({ RUN_NAMESPACE_CONCURRENT: '1', RUN_NAMESPACE_WAITING: '1' });
    try {
      const { tool: stored } = await storeTool(`${SLEEP} return 1;`, 'answer', crowded);
      const answers = [];
      for (let n = 0; n < 4; n++) answers.push(await callAsync(stored._id, { ms: 20_000 }, crowded));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 429, 429]);
      expect((await rest(crowded, within(space, RUNS))).body._total).toBe(2);
      for (const { body } of answers.slice(0, 2)) {
        await cancel(body.runId, crowded);
        expect(await recordOf(body.runId, undefined, crowded)).toMatchObject({ _error: { code: 'RunCancelled' } });
      }
    } finally {
      await crowded.stop();
    }
  });

  it('is carried out before the process ends', async () => {
    const ending = await start();
    const { tool: stored } = await storeTool(`${SLEEP} return "done";`, 'answer', ending);
    const { body } = await callAsync(stored._id, { ms: 1_000 }, ending);
    await ending.stop();
    expect(await done(product, `${RUNS}/${String(body.runId)}`)).toMatchObject({
      _status: 'succeeded',
      _result: 'done',
    });
  });
});

describe('cancelling', () => {
  it('ends a run, and its record says so', async () => {
    const { tool: stored } = await storeTool(`console.log("begun"); ${SLEEP} return 1;`);
    const { body } = await callAsync(stored._id, { ms: 20_000 });
    await recordOf(body.runId, ['running']);
    expect((await cancel(body.runId)).status).toBe(202);
    expect(await recordOf(body.runId)).toMatchObject({
      _status: 'failed',
      _error: { code: 'RunCancelled' },
      _console: [{ text: 'begun' }],
    });
    expect(await cancel(body.runId)).toMatchObject({ status: 409, body: { code: 'Conflict' } });
  });

  it('ends a call that somebody waits for', async () => {
    await storeTool(`${SLEEP} return 1;`);
    const answer = call({ ms: 20_000 });
    const running = await eventually('the run', async () => (await runs({ _status: 'running' }))._list[0]);
    await cancel(running._id);
    expect((await answer).result).toMatchObject({ isError: true, _meta: { 'toolrack/runId': running._id } });
  });

  it('comes of itself for a call over REST whose client goes away, and not for one that was left to its record', async () => {
    const { tool: stored } = await storeTool(SLEEP);
    const path = within(space, `${TOOLS}/${stored._id}/call`);
    const tried = within(space, `${TOOLS}/try`);
    const definition = tool('tried', { _script: stored._script, _schema: { type: 'object' } });
    const leaving = [
      [path, { arguments: { ms: 5_000 } }],
      [tried, { tool: definition, arguments: { ms: 5_000 } }],
    ] as const;
    for (const [url, body] of leaving) {
      const gone = fetch(new URL(url, product.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(700),
      });
      await expect(gone).rejects.toMatchObject({ name: 'TimeoutError' });
    }
    await eventually('both records', async () => (await runs({ _errorCode: 'RunCancelled' }))._total === 2);
    const { body } = await callAsync(stored._id, { ms: 600 });
    expect(await recordOf(body.runId)).toMatchObject({ _status: 'succeeded' });
  });

  it('keeps a run that waits from ever beginning', async () => {
    const crowded = await start({ RUN_NAMESPACE_CONCURRENT: '1' });
    try {
      const { tool: stored } = await storeTool(`console.log("begun"); ${SLEEP} return 1;`, 'answer', crowded);
      const first = await callAsync(stored._id, { ms: 20_000 }, crowded);
      const second = await callAsync(stored._id, { ms: 0 }, crowded);
      expect(await done(crowded, `${RUNS}/${String(second.body.runId)}`)).toMatchObject({ _status: 'queued' });
      await cancel(second.body.runId, crowded);
      expect(await recordOf(second.body.runId, undefined, crowded)).toMatchObject({
        _error: { code: 'RunCancelled' },
        _startedAt: null,
        _console: [],
      });
      // Nothing but the first held it back.
      await recordOf(first.body.runId, ['running'], crowded);
      await cancel(first.body.runId, crowded);
      await recordOf(first.body.runId, undefined, crowded);
    } finally {
      await crowded.stop();
    }
  });
});

describe('keeping records', () => {
  it('ends by itself after the time that is set', async () => {
    const forgetful = await start({ RUN_RECORDS_MS: '1500' });
    try {
      const { tool: stored } = await storeTool('return 1;', 'answer', forgetful);
      const { body } = await callAsync(stored._id, {}, forgetful);
      const { _finishedAt, _expiresAt } = await recordOf(body.runId, undefined, forgetful);
      expect(Date.parse(_expiresAt) - Date.parse(_finishedAt)).toBeLessThan(3_000);
      await eventually('its end', async () => (await rest(forgetful, `${RUNS}/${String(body.runId)}`)).status === 404);
    } finally {
      await forgetful.stop();
    }
    const indexes = await database.collection('runs').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { _expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it('can be turned off: calls are answered as ever, and none can be left to a record', async () => {
    const silent = await start({ RUN_RECORDS_MS: '0' });
    try {
      const { tool: stored } = await storeTool('return 1;', 'answer', silent);
      const answer = await done(silent, within(space, `${TOOLS}/${String(stored._id)}/call`), { body: {} });
      expect(answer).toMatchObject({ isError: false });
      expect(await callAsync(stored._id, {}, silent)).toMatchObject({ status: 503, body: { code: 'Unavailable' } });
    } finally {
      await silent.stop();
    }
    expect((await runs())._total).toBe(0);
  });
});
