import { failureWithoutId, containing, ask, older, expectAnswer, forget } from './testing/raw-requests.js';

beforeEach(forget);

describe('McpEndpoint, before the body', () => {
  it.each(['GET', 'DELETE', 'PUT', 'HEAD'])('refuses %s and says what is allowed', async (method) => {
    const answer = await expectAnswer(
      { method },
      405,
      failureWithoutId(-32_000, containing(method), { code: 'MethodNotAllowed' }),
    );
    expect(answer.headers['allow']).toBe('POST');
  });

  it.each([
    ['localhost', 200],
    ['LOCALHOST:3000', 200],
    ['127.0.0.1:1', 200],
    ['[::1]:3000', 200],
    ['[::1]', 200],
    ['tools.example.com:8443', 200],
    ['tools.example.com', 403],
    ['evil.example.com', 403],
    ['localhost.evil.example.com', 403],
    ['localhost@evil.example.com', 403],
    ['evil.example.com:localhost', 403],
    ['', 403],
    [undefined, 403],
  ])('answers Host %p with %d', async (host, status) => {
    expect((await ask({ ...older('ping'), headers: { host } })).status).toBe(status);
  });

  it.each([
    ['http://localhost:5173', 200],
    ['https://app.example.com', 200],
    ['http://app.example.com', 403],
    ['https://app.example.com:444', 403],
    ['http://evil.example.com', 403],
    ['http://localhost.evil.example.com', 403],
    ['null', 403],
    ['', 403],
  ])('answers Origin %p with %d', async (origin, status) => {
    expect((await ask({ ...older('ping'), headers: { origin } })).status).toBe(status);
  });

  it.each([
    ['application/json', 200],
    ['Application/JSON; charset=UTF-8', 200],
    ['application/json;charset="utf-8"', 200],
    ['application/json; charset=utf-16', 415],
    ['application/json-patch+json', 415],
    ['text/plain', 415],
    [undefined, 415],
  ])('answers Content-Type %p with %d', async (type, status) => {
    expect((await ask({ ...older('ping'), headers: { 'content-type': type } })).status).toBe(status);
  });

  it.each([
    [undefined, 200],
    ['application/json, text/event-stream', 200],
    ['text/event-stream;q=0.5,application/json', 200],
    ['*/*', 200],
    ['application/*;q=0.1', 200],
    ['text/event-stream', 406],
    ['text/html', 406],
    ['*/*, application/json;q=0', 406],
  ])('answers Accept %p with %d', async (accept, status) => {
    expect((await ask({ ...older('ping'), headers: { accept } })).status).toBe(status);
  });
});
