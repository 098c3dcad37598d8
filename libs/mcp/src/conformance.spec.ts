import { type FixtureServer, startFixtureServer } from '../../../test/conformance/fixture-server.js';
import { runConformance } from '../../../test/conformance/run-conformance.js';

describe('McpEndpoint under the official conformance suite', () => {
  let server: FixtureServer;
  beforeAll(async () => {
    server = await startFixtureServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(['2025-06-18', '2025-11-25', '2026-07-28'] as const)(
    'does all of %s that a server of tools has to do',
    async (specVersion) => {
      const { url, headers } = server;
      const verdict = await runConformance({ url, headers, specVersion });
      expect(verdict.failed).toEqual([]);
      if (!verdict.passed) throw new Error(verdict.output);
    },
    120_000,
  );

  it('tells a server that answers nothing from one that conforms', async () => {
    const verdict = await runConformance({ url: server.url, specVersion: '2026-07-28' });
    expect(verdict.passed).toBe(false);
    expect(verdict.failed).toContain('tools-list');
  }, 120_000);
});
