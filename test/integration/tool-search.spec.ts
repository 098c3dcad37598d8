/** `mode=search` in the MCP URL: two tools that find and call what the rest of the URL selects. */
import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  declares,
  done,
  filter,
  FILTERS,
  ITEMS,
  type Json,
  MCP,
  newNamespace,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { callTool, listedNames, listTools, rpc, textOf } from './support/mcp.ts';

let product: LocalProcess;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());

const searching = (namespace: string, query = ''): string => `nsfilter=${namespace}&mode=search${query}`;

async function search(query: string, args: object): Promise<Json> {
  const message = await callTool(product, query, { name: 'search-tools', arguments: args });
  if (message.result?.structuredContent === undefined) throw new Error(JSON.stringify(message));
  return message.result.structuredContent;
}

const namesOf = (answer: Json): string[] => {
  const tools: { name: string }[] = answer.tools;
  return tools.map(({ name }) => name);
};

const foundNames = async (query: string, args: object): Promise<string[]> => namesOf(await search(query, args));

describe('an MCP URL with mode=search', () => {
  let space: string;
  let url: string;
  beforeAll(async () => {
    space = newNamespace();
    url = searching(space);
    await store(product, within(space, ITEMS), [
      script(
        `${declares('answer', 'return { answered: input }')}${declares('fail', 'throw new Error("No such order")')}`,
      ),
    ]);
    const asked = { type: 'object', properties: { customerId: { type: 'string' } }, required: ['customerId'] };
    await store(product, within(space, TOOLS), [
      tool('createInvoice', {
        _title: 'Create an invoice',
        _description: 'Bills a customer for an order.',
        _schema: asked,
        _outputSchema: { type: 'object', properties: { answered: { type: 'object' } } },
        _tags: ['billing'],
      }),
      tool('getInvoices', { _description: 'Lists the invoices of a customer.', _annotations: { readOnlyHint: true } }),
      tool('cancelOrder', { _description: 'Cancels.', _script: { _userType: 'scripts', _scriptName: 'fail' } }),
      tool('search-tools', { _description: 'A tool of the user with a name that the mode needs.' }),
      tool('call-tool', { _description: 'Another of those.' }),
    ]);
    await store(product, within(space, FILTERS), [filter('invoices', { _name: { $regex: 'Invoice' } })]);
  });

  it('lists two tools, whatever the URL selects', async () => {
    for (const more of ['', '&_name=getInvoices', '&filter=invoices', '&readOnly=true', '&_tags=none']) {
      expect(await listedNames(product, url + more)).toEqual(['call-tool', 'search-tools']);
    }
    for (const listed of await listTools(product, url)) {
      expect(Object.keys(listed.annotations).sort()).toEqual([
        'destructiveHint',
        'idempotentHint',
        'openWorldHint',
        'readOnlyHint',
      ]);
      expect(listed.title).toMatch(/./);
      expect(listed.description.length).toBeGreaterThan(100);
    }
  });

  it('is the list of all tools with mode=list, and an error with any other', async () => {
    const plain = await listedNames(product, `nsfilter=${space}`);
    expect(await listedNames(product, `nsfilter=${space}&mode=list`)).toEqual(plain);
    for (const mode of ['', 'Search', 'find']) {
      const { status, body } = await rpc(product, `nsfilter=${space}&mode=${mode}`, { method: 'tools/list' });
      expect([status, body.error.data.errors]).toEqual([400, [{ path: 'mode', message: 'must be list or search' }]]);
    }
    const twice = await rpc(product, `${url}&mode=search`, { method: 'tools/list' });
    expect(twice.body.error.data.errors).toEqual([{ path: 'mode', message: 'is given more than once' }]);
  });

  it('finds tools with all that is needed to call them', async () => {
    const { total, tools, hint } = await search(`${url}&_type=user_mcp_tool`, { query: 'invoce customer' });
    expect(total).toBe(2);
    expect(tools[0]).toEqual({
      name: 'createInvoice',
      title: 'Create an invoice',
      description: 'Bills a customer for an order.',
      tags: ['billing'],
      inputSchema: { type: 'object', properties: { customerId: { type: 'string' } }, required: ['customerId'] },
      outputSchema: { type: 'object', properties: { answered: { type: 'object' } } },
      score: expect.any(Number),
    });
    expect(tools[1]).toMatchObject({ name: 'getInvoices', annotations: { readOnlyHint: true } });
    expect(tools[0].score).toBeGreaterThan(tools[1].score);
    expect(hint).toMatch(/call-tool/);
    expect((await foundNames(url, { query: 'customer id' }))[0]).toBe('createInvoice');
    expect(await foundNames(url, { query: 'billing' })).toEqual(['createInvoice']);
    expect((await foundNames(url, { query: 'getFiles_IafFileSvc' }))[0]).toBe('getFiles_IafFileSvc');
  });

  it('finds and calls what the rest of the URL selects, and nothing else', async () => {
    for (const more of ['&_name=getInvoices', '&filter=invoices', '&readOnly=true', '&_tags=billing', '']) {
      const exposed = await listedNames(product, `nsfilter=${space}${more}`);
      const all = await search(url + more, { query: '', limit: 50 });
      const names = namesOf(all);
      expect(names).toEqual(exposed.slice(0, names.length));
      expect(names.length).toBeGreaterThanOrEqual(Math.min(exposed.length, 10));
      expect(all.total).toBe(exposed.length);
      for (const name of ['createInvoice', 'getInvoices', 'getFiles_IafFileSvc']) {
        expect((await foundNames(url + more, { query: name })).includes(name)).toBe(exposed.includes(name));
        const { result } = await callTool(product, url + more, { name: 'call-tool', arguments: { name } });
        expect(textOf({ result }).startsWith('There is no tool')).toBe(!exposed.includes(name));
      }
    }
  });

  it('says the same of a hidden tool and of none, and names the nearest that is exposed', async () => {
    const call = async (query: string, name: string): Promise<Json> =>
      callTool(product, query, { name: 'call-tool', arguments: { name } });
    const hidden = await call(`${url}&_name=getInvoices`, 'createInvoice');
    expect(hidden.result.isError).toBe(true);
    expect(textOf(hidden)).toBe(
      'There is no tool "createInvoice". The nearest are "getInvoices". Find tools with search-tools.',
    );
    const absent = await call(`${url}&_name=getInvoices`, 'deleteInvoice');
    expect(textOf(absent)).toBe(textOf(hidden).replace('createInvoice', 'deleteInvoice'));
    expect(textOf(await call(url, 'createInvioce'))).toMatch(/nearest are "createInvoice"/);
  });

  it('calls a tool as a direct call does', async () => {
    const plain = `nsfilter=${space}`;
    const withoutRun = ({ result }: Json): Json => ({ ...result, _meta: Object.keys(result._meta ?? {}) });
    const calls = [
      { name: 'createInvoice', arguments: { customerId: 'C-17' } },
      { name: 'createInvoice', arguments: { customer: 'C-17' } },
      { name: 'getInvoices' },
      { name: 'cancelOrder', arguments: {} },
      { name: 'getExposedMcpTools_IafAISvc', arguments: { _name: 'getInvoices' } },
    ];
    for (const call of calls) {
      const direct = withoutRun(await callTool(product, plain, call));
      const through = await callTool(product, url, { name: 'call-tool', arguments: call });
      expect(withoutRun(through)).toEqual(direct);
      expect(withoutRun(await callTool(product, url, call))).toEqual(direct);
    }
  });

  it('starts a task of the tool that is called, where that tool may be one', async () => {
    const send = async (method: string, params: object): Promise<Json> => {
      const headers = { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' };
      return (await rest(product, `${MCP}?${url}`, { body: { jsonrpc: '2.0', id: 1, method, params }, headers })).body;
    };
    const start = (name: string, args: object): Promise<Json> =>
      send('tools/call', { name: 'call-tool', arguments: { name, arguments: args }, task: { ttl: 60_000 } });
    const { result } = await start('createInvoice', { customerId: 'C-17' });
    const ended = await send('tasks/result', { taskId: result.task.taskId });
    expect(ended.result.structuredContent).toEqual({ answered: { customerId: 'C-17' } });
    const system = await start('getFiles_IafFileSvc', {});
    expect(system.error.message).toMatch(/"getFiles_IafFileSvc" cannot be called as a task/);
    expect((await start('absent', {})).error.message).toMatch(/There is no tool "absent"/);
    const { tools } = (await send('tools/list', {})).result;
    expect(tools[0]).toMatchObject({ name: 'call-tool', execution: { taskSupport: 'optional' } });
    expect(tools[1]).not.toHaveProperty('execution');
  });

  it('keeps its two names for itself, and calls the tools that have them through call-tool', async () => {
    expect((await search(url, { query: 'name that the mode needs' })).tools[0].name).toBe('search-tools');
    const own = await callTool(product, url, { name: 'call-tool', arguments: { name: 'search-tools' } });
    expect(own.result.structuredContent).toEqual({ answered: {} });
    expect(await listedNames(product, `nsfilter=${space}`)).toEqual(
      expect.arrayContaining(['call-tool', 'search-tools']),
    );
  });

  it('says what is wrong with the arguments of the two', async () => {
    const wrong = [
      [{ name: 'search-tools', arguments: { query: 5 } }, /query: must be/],
      [{ name: 'search-tools', arguments: { query: 'a', limit: 51 } }, /limit: must be.*50/],
      [{ name: 'search-tools', arguments: { text: 'a' } }, /text: is not an argument/],
      [{ name: 'search-tools', arguments: { query: 'x'.repeat(501) } }, /query: /],
      [{ name: 'call-tool', arguments: {} }, /name: is required/],
      [{ name: 'call-tool', arguments: { name: 'getInvoices', arguments: 'none' } }, /arguments: must be/],
    ] as const;
    for (const [call, message] of wrong) {
      const answer = await callTool(product, url, call);
      expect(answer.result.isError).toBe(true);
      expect(textOf(answer)).toMatch(message);
    }
  });

  it('says so when there is nothing', async () => {
    const { total, tools, hint } = await search(url, { query: 'zzzzzz' });
    expect([total, tools]).toEqual([0, []]);
    expect(hint).toMatch(/empty query/);
    expect(await search(`${url}&_name=absent`, {})).toEqual({
      total: 0,
      offset: 0,
      tools: [],
      hint: 'There are no tools.',
    });
  });

  it('knows of a change at once', async () => {
    const [{ _id }] = await store(product, within(space, TOOLS), [
      tool('weighParcel', { _description: 'Says its weight.' }),
    ]);
    expect(await foundNames(url, { query: 'parcel' })).toEqual(['weighParcel']);
    await done(product, `${TOOLS}/${_id}`, { method: 'PATCH', body: { _description: 'How heavy a letter is.' } });
    expect(await foundNames(url, { query: 'heavy' })).toEqual(['weighParcel']);
    expect(await foundNames(url, { query: 'weight' })).not.toContain('heavy');
    const gone = await rest(product, `${TOOLS}/${_id}`, { method: 'DELETE' });
    expect(gone.status).toBeLessThan(300);
    expect(await foundNames(url, { query: 'parcel' })).toEqual([]);
  });
});

describe('a namespace with thousands of tools', () => {
  const COUNT = 4_000;
  let space: string;
  beforeAll(async () => {
    space = newNamespace();
    await store(product, within(space, ITEMS), [script(declares('answer'))]);
    for (let from = 0; from < COUNT; from += 200) {
      const tools = Array.from({ length: 200 }, (_, index) => {
        const number = String(from + index).padStart(4, '0');
        return tool(`find_${number}`, {
          _description: `Searches catalog ${number} for pumps. ${'x'.repeat(900)}`,
          _tags: (from + index) % 100 === 7 ? ['seventh'] : [],
        });
      });
      await store(product, within(space, TOOLS), tools);
    }
  }, 60_000);

  it('answers with no more than a model can take, and says how to go on', async () => {
    const seen: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined && seen.length < 150;) {
      const answer: Json = await search(searching(space, '&_type=user_mcp_tool'), {
        query: 'pumps',
        limit: 50,
        offset,
      });
      expect(answer.total).toBe(COUNT);
      expect(JSON.stringify(answer).length).toBeLessThan(50_000);
      expect(answer.tools.length).toBeGreaterThan(20);
      expect(answer.hint).toContain(`"offset": ${String(answer.nextOffset)}`);
      seen.push(...namesOf(answer));
      offset = answer.nextOffset;
    }
    expect(seen).toEqual(Array.from(seen, (_, index) => `find_${String(index).padStart(4, '0')}`));
  });

  it('finds one of them by its number, its name, and among those of a tag', async () => {
    expect(await foundNames(searching(space), { query: '2807' })).toEqual(['find_2807']);
    expect((await foundNames(searching(space), { query: 'find_2807' }))[0]).toBe('find_2807');
    expect((await search(searching(space, '&_tags=seventh'), { query: 'pumps' })).total).toBe(COUNT / 100);
    expect(await foundNames(searching(space, '&_tags=seventh'), { query: '2808' })).toEqual([]);
  });
});
