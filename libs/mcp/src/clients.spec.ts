import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type FixtureServer, startFixtureServer } from '../../../test/conformance/fixture-server.js';

const ME = { name: 'spec', version: '0.0.0' };

describe('McpEndpoint with the official clients', () => {
  let server: FixtureServer;
  beforeAll(async () => {
    server = await startFixtureServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('lists and calls through the client of SDK 1.x', async () => {
    const client = new OldClient(ME);
    const transport = new OldTransport(new URL(server.url), { requestInit: { headers: server.headers } });
    await client.connect(transport);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('test_simple_text');
    expect(await client.callTool({ name: 'test_header_parameters', arguments: { region: 'eu' } })).toMatchObject({
      structuredContent: { region: 'eu' },
    });
    await client.close();
  });

  it.each([
    ['initialize', 'legacy'],
    ['stateless', { pin: '2026-07-28' }],
    ['negotiated', 'auto'],
  ] as const)('lists and calls through the client of SDK 2.x, %s', async (_era, mode) => {
    const client = new Client(ME, { versionNegotiation: { mode } });
    const transport = new StreamableHTTPClientTransport(new URL(server.url), {
      requestInit: { headers: server.headers },
    });
    await client.connect(transport);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('test_simple_text');
    expect(await client.callTool({ name: 'test_header_parameters', arguments: { region: 'Zürich' } })).toMatchObject({
      structuredContent: { region: 'Zürich' },
    });
    await client.close();
  });
});
