import { ToolrackError, validationFailed } from '#libs/errors';
import {
  calls,
  faults,
  catalog,
  endpoint,
  failure,
  containing,
  ask,
  older,
  stateless,
  bodyOf,
  expectAnswer,
  forget,
} from './testing/raw-requests.js';

beforeEach(forget);

describe.each([
  [
    'initialize',
    older('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } }),
  ],
  ['server/discover', stateless('server/discover')],
] as const)('%s', (_method, hello) => {
  it('refuses a URL that selects no tools by mistake', async () => {
    const problem = new ToolrackError('NotFound', 'The namespace has no filter "x".');
    const answer = await ask({ ...hello, tools: () => Promise.reject(problem) });
    expect([answer.status, bodyOf(answer)]).toMatchObject([404, { error: { message: problem.message } }]);
  });
});

describe.each([
  ['of initialize', older],
  ['of 2026-07-28', stateless],
] as const)('McpEndpoint, errors of the application, in the era %s', (_era, request) => {
  const failing = (error: Error) => ({
    ...request('tools/list'),
    tools: () => Promise.reject(error),
  });

  it.each([
    [validationFailed([{ path: 'filter', message: 'is unknown' }]), 400, -32_602],
    [new ToolrackError('Unauthenticated', 'Send a token.'), 401, -32_000],
    [new ToolrackError('Forbidden', 'Not here.'), 403, -32_000],
    [new ToolrackError('NamespaceNotFound', 'There is no namespace x.'), 404, -32_000],
    [new ToolrackError('Conflict', 'Taken.'), 409, -32_000],
    [new ToolrackError('TooManyRequests', 'Later.'), 429, -32_000],
    [new ToolrackError('Unavailable', 'Redis is down.'), 503, -32_603],
  ])('answers %p with %d and %d', async (error, status, code) => {
    const data = { code: error.code, ...(error.errors.length === 0 ? {} : { errors: error.errors }) };
    await expectAnswer(failing(error), status, failure(code, error.message, data));
    expect(faults).toEqual([]);
  });

  it('says how to authenticate, and when to come back', async () => {
    const unauthenticated = await ask(failing(new ToolrackError('Unauthenticated', 'x')));
    expect(unauthenticated.headers['www-authenticate']).toBe('Bearer');
    const busy = await ask(failing(new ToolrackError('TooManyRequests', 'x', { retryAfterSeconds: 1.5 })));
    expect(busy.headers['retry-after']).toBe('2');
  });

  it.each([new Error('password is hunter2'), new TypeError('x is not a function')])(
    'hides a fault (%p) behind an id and hands it to the log',
    async (error) => {
      const data = { code: 'Internal', correlationId: 'the-id' };
      await expectAnswer(failing(error), 500, failure(-32_603, containing('the-id'), data));
      expect(faults).toEqual([{ error, correlationId: 'the-id' }]);
    },
  );

  it('does not ask for the tools when no method needs them', async () => {
    const raw = { ...failing(new Error('asked')), ...request('no/method') };
    expect(bodyOf(await ask(raw))).toMatchObject({ error: { code: -32_601 } });
  });
});

describe('McpEndpoint, a client that goes away', () => {
  it('lets the call know', async () => {
    const controller = new AbortController();
    const { body } = older('tools/call', { name: 'echo' });
    const headers = { host: 'localhost', 'content-type': 'application/json' };
    await endpoint.handle(
      { method: 'POST', headers, body: Buffer.from(JSON.stringify(body)), signal: controller.signal },
      () => Promise.resolve(catalog),
    );
    controller.abort();
    expect(calls[0]?.signal?.aborted).toBe(true);
  });
});
