import type { FetchRequest, JsonValue, RunOutcome } from '#libs/contracts';
import { SandboxPool } from './sandbox-pool.js';
import type { HostCall } from './sandbox.types.js';
import { mainOf, patientRun, resultOf, type TestRun } from './testing.js';

let pool: SandboxPool;

const run = (request: TestRun): Promise<RunOutcome> => pool.run(patientRun(request));

/** What a body of `async function main(input, libraries, ctx)` returns. */
const result = async (body: string, request: Partial<TestRun> = {}): Promise<JsonValue> =>
  resultOf(await run({ source: mainOf(body), ...request }));

beforeAll(async () => {
  pool = new SandboxPool({ platformApi: {}, minChildren: 2 });
  await pool.ready();
});

afterAll(async () => {
  await pool.close();
});

describe('fetch', () => {
  const answered = (body: string, more: object = {}): JsonValue => ({
    url: 'http://a.b/end',
    redirected: true,
    status: 200,
    statusText: 'OK',
    headers: [
      ['Content-Type', 'application/json'],
      ['Set-Cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ],
    body: Buffer.from(body).toString('base64'),
    ...more,
  });

  it('asks the host, and gives the response whole', async () => {
    const calls: HostCall[] = [];
    const body = `const response = await fetch('http://A.b/x?y=ä', { method: 'post', headers: { 'X-A': 'b' }, body: 'hé' });
      const copy = response.clone();
      const { ok, status, statusText, url, redirected, headers, bodyUsed } = response;
      return [ok, status, statusText, url, redirected, bodyUsed, headers.get('content-TYPE'), headers.getSetCookie(), await response.json(), response.bodyUsed, (await copy.bytes()).length]`;
    const host = (call: HostCall): Promise<JsonValue> => {
      calls.push(call);
      return Promise.resolve(answered('{"a":"ü"}'));
    };
    expect(await result(body, { host })).toEqual([
      ...[true, 200, 'OK', 'http://a.b/end', true, false, 'application/json', ['a=1', 'b=2'], { a: 'ü' }, true, 10],
    ]);
    expect(calls).toEqual([
      {
        kind: 'fetch',
        request: {
          url: 'http://a.b/x?y=%C3%A4',
          method: 'POST',
          headers: [
            ['content-type', 'text/plain;charset=UTF-8'],
            ['x-a', 'b'],
          ],
          body: 'aMOp',
          redirect: 'follow',
        },
      },
    ]);
  });

  it.each([
    ["new URLSearchParams({ a: 'b c' })", 'a=b+c', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['new Uint8Array([104, 105])', 'hi', undefined],
    ['new Uint8Array([1, 104, 105]).subarray(1).buffer.slice(1)', 'hi', undefined],
  ])('sends %s', async (body, sent, type) => {
    let request: FetchRequest | undefined;
    await result(`await fetch('http://a', { method: 'PUT', body: ${body} })`, {
      host: (call) => {
        if (call.kind === 'fetch') request = call.request;
        return Promise.resolve(answered(''));
      },
    });
    expect(Buffer.from(request?.body ?? '', 'base64').toString()).toBe(sent);
    expect(new Map(request?.headers).get('content-type')).toBe(type);
  });

  it('rejects with what the host says, at the line of the call', async () => {
    const host = (): Promise<JsonValue> =>
      Promise.reject(
        Object.assign(new Error('"evil.example" is not allowed.'), { name: 'FetchError', code: 'HostNotAllowed' }),
      );
    const outcome = await run({ source: "async function main() {\n  await fetch('http://evil.example');\n}", host });
    expect(outcome).toMatchObject({
      error: { name: 'FetchError', message: '"evil.example" is not allowed.', line: 2, functionName: 'main' },
      report: { hostCalls: 1 },
    });
  });

  it.each([
    ["fetch('/relative')", 'TypeError: Invalid URL'],
    ["fetch('http://a', { body: 'x' })", 'TypeError: A GET request has no body.'],
    [
      "fetch('http://a', { method: 'POST', body: {} })",
      'TypeError: A body is a string, URLSearchParams, an ArrayBuffer or a view. Give JSON.stringify(object).',
    ],
    ["fetch('http://a', { method: 'a b' })", 'TypeError: "a b" is not a method of HTTP.'],
    ["fetch('http://a', { headers: { 'a b': 'c' } })", 'TypeError: "a b" is not a name of a header.'],
    [
      "fetch('http://a', { headers: { a: 'b\\r\\nc: d' } })",
      'TypeError: A value of a header has characters that none can have.',
    ],
    ["fetch('http://a', { redirect: 'maybe' })", 'TypeError: redirect is "follow", "error" or "manual".'],
    ["fetch('http://a', { signal: AbortSignal.abort(new Error('early')) })", 'Error: early'],
    ["fetch('http://a', { signal: AbortSignal.timeout(5) })", 'TimeoutError: The operation was aborted due to timeout'],
    [
      "fetch('http://a', { method: 'POST', body: 'x'.repeat(2e6) })",
      expect.stringMatching(/^RangeError: The arguments of fetch are \d+ characters of JSON; the limit is 1048576\.$/),
    ],
  ])('%s rejects', async (call, message) => {
    const body = `try { await ${call} } catch (error) { return String(error) }`;
    expect(await result(body, { host: () => new Promise(() => undefined) })).toEqual(message);
  });

  it('reads a body once', async () => {
    const body = `const r = new Response('x'); await r.text(); try { await r.json() } catch (e) { return [e.name, r.bodyUsed] }`;
    expect(await result(body)).toEqual(['TypeError', true]);
  });

  it('counts for the limit of host calls', async () => {
    const source = "async function main() { for (;;) await fetch('http://a') }";
    const host = (): Promise<JsonValue> => Promise.resolve(answered(''));
    expect(await run({ source, host, limits: { hostCalls: 3 } })).toMatchObject({
      error: { code: 'HostCallLimitExceeded' },
      report: { hostCalls: 3 },
    });
  });
});
