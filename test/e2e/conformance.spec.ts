/** The official conformance suite against the product: its fixture tools are a script and tools of a namespace. */
import { readFile } from 'node:fs/promises';
import { runConformance, TASK_SCENARIOS } from '../conformance/run-conformance.js';
import { createTool, mcpUrl, storeScript, type ToolDefinition } from '../support/content.ts';
import { startLocalProcess } from '../support/local-process.ts';
import type { Product } from '../support/product.ts';
import { startSeparateServices } from '../support/separate-services.ts';

const FIXTURES = new URL('../conformance/fixtures/', import.meta.url);
const NAMESPACE = 'conformance';

const PRODUCTS: Record<string, () => Promise<Product>> = {
  'in one process': () => startLocalProcess(),
  'as separate services': () => startSeparateServices(),
};

describe.each(Object.entries(PRODUCTS))('The MCP endpoint %s', (_name, start) => {
  let product: Product;

  beforeAll(async () => {
    product = await start();
    const source = await readFile(new URL('fixtures.script.js', FIXTURES), 'utf8');
    await storeScript(product, NAMESPACE, { userType: 'conformance', source });
    const tools = JSON.parse(await readFile(new URL('fixtures.tools.json', FIXTURES), 'utf8')) as ToolDefinition[];
    for (const tool of tools) await createTool(product, NAMESPACE, tool);
  });
  afterAll(() => product.stop());

  const target = () => ({
    url: mcpUrl(product, { nsfilter: NAMESPACE }),
    headers: { authorization: `Bearer ${product.token}` },
  });

  it.each(['2025-06-18', '2025-11-25', '2026-07-28'] as const)(
    'does what the conformance suite asks of a server of tools, in %s',
    async (specVersion) => {
      const { passed, failed, output } = await runConformance({ ...target(), specVersion });
      expect({ failed, output: passed ? '' : output }).toEqual({ failed: [], output: '' });
    },
  );

  it.each(TASK_SCENARIOS)('does what the extension of tasks asks in %s', async (scenario) => {
    const { passed, output } = await runConformance({ ...target(), specVersion: '2026-07-28', scenario });
    expect(passed ? '' : output).toBe('');
  });
});
