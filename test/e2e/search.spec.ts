/** Clients that nobody here wrote find and call tools at an MCP URL with `mode=search`. */
import { createTool, mcpUrl, storeFunctions } from '../support/content.ts';
import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { CLIENTS } from '../support/mcp-clients.ts';

let product: LocalProcess;
beforeAll(async () => {
  product = await startLocalProcess();
  const functions = { bill: 'function bill({ customer }) { return { billed: customer }; }' };
  await storeFunctions(product, 'office', { userType: 'functions', functions });
  await createTool(product, 'office', {
    _name: 'createInvoice',
    _description: 'Bills a customer.',
    _schema: { type: 'object', properties: { customer: { type: 'string' } }, required: ['customer'] },
    _script: { _userType: 'functions', _scriptName: 'bill' },
  });
});
afterAll(() => product.stop());

const CALLERS = Object.entries(CLIENTS).filter(([name]) => !name.includes('Inspector'));

it.each(CALLERS)('a tool is found and called by %s', async (_name, connect) => {
  await using client = await connect(mcpUrl(product, { nsfilter: 'office', mode: 'search' }), product.token);
  expect((await client.list()).map(({ name }) => name)).toEqual(['call-tool', 'search-tools']);
  const found = await client.call('search-tools', { query: 'invoces', limit: 3 });
  const [first] = found.structuredContent!['tools'] as { name: string; inputSchema: { required: string[] } }[];
  expect([first!.name, first!.inputSchema.required]).toEqual(['createInvoice', ['customer']]);
  const call = (name: string, args: object) => client.call('call-tool', { name, arguments: args });
  expect((await call('createInvoice', { customer: 'C-17' })).structuredContent).toEqual({ billed: 'C-17' });
  const wrong = await call('createInvoice', {});
  expect([wrong.isError, wrong.content[0]?.text]).toEqual([true, expect.stringMatching(/customer: is required/)]);
  const absent = await call('createInvoices', {});
  expect([absent.isError, absent.content[0]?.text]).toEqual([
    true,
    expect.stringMatching(/nearest are "createInvoice"/),
  ]);
});
