/** What the product is for, from a stored script to a tool that a client calls: the same in one process and in three. */
import {
  createFilter,
  createTool,
  mcpUrl,
  storeCollection,
  type StoredItem,
  storeFunctions,
  storeScript,
  uploadFile,
} from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { startLocalProcess } from '../support/local-process.ts';
import { CLIENTS, connectClient, connectOldClient, type ToolResult } from '../support/mcp-clients.ts';
import { type Product, rest } from '../support/product.ts';
import { startSeparateServices } from '../support/separate-services.ts';

const PRODUCTS: Record<string, () => Promise<Product>> = {
  'in one process': () => startLocalProcess(),
  'as separate services': () => startSeparateServices(),
};

// The script and the tool that users bring, as they are.
const SAMPLE = `async function findfileNameByID(input, libraries, ctx, callback) {
  const id = input.id;
  const { PlatformApi } = libraries;
  let res = await PlatformApi.IafFileSvc.getFile(id, ctx);
  return { sucess: true, file_name: res._name }
}
`;
const SAMPLE_TOOL = {
  _name: 'GetFileNameById',
  _description: 'Tool to get file name with id.',
  _schema: {
    type: 'object',
    properties: {
      id: { type: 'string', description: 'pass the id for file' },
      limit: { type: 'integer', description: 'Max results', default: 25 },
    },
    required: ['id'],
    additionalProperties: false,
  },
  _script: { _userType: 'file_scripts', _scriptName: 'findfileNameByID' },
};

const FUNCTIONS = {
  echo: 'function echo(input) { return input; }',
  fail: 'function fail() {\n  const nothing = null;\n  return nothing.name;\n}',
  listScripts: `async function listScripts(input, { PlatformApi }, ctx) {
    const page = await PlatformApi.IafItemSvc.getNamedUserItems(
      { query: { _itemClass: 'Script' } }, ctx, { project: { _userType: 1 }, page: { _offset: 0, _pageSize: 10 } });
    return { total: page._total, types: page._list.map((item) => item._userType).sort() };
  }`,
  later: `async function later({ number }, { PlatformApi }, ctx) {
    await PlatformApi.IafFileSvc.getFiles({}, ctx);
    return { number };
  }`,
};

const DEFAULTS_TOOL = {
  _name: 'with_defaults',
  _schema: {
    type: 'object',
    properties: {
      text: { type: 'string' },
      limit: { type: 'integer', default: 25 },
      options: { type: 'object', properties: { deep: { type: 'boolean', default: true } }, default: {} },
    },
    required: ['text'],
    additionalProperties: false,
  },
  _script: { _userType: 'functions', _scriptName: 'echo' },
};

const textOf = (result: ToolResult): string => result.content.map(({ text }) => text).join('\n');

describe.each(Object.entries(PRODUCTS))('Toolrack %s', (_name, start) => {
  const namespace = 'shop';
  let product: Product;
  let url: string;
  let file: StoredItem;
  let script: StoredItem;
  let tool: StoredItem;
  let filter: StoredItem;

  const connect = (address = url) => connectClient(address, product.token);

  beforeAll(async () => {
    product = await start();
    url = mcpUrl(product, { nsfilter: namespace });
    script = await storeScript(product, namespace, { userType: 'file_scripts', source: SAMPLE });
    file = await uploadFile(product, namespace, { name: 'plan of the house.txt', content: 'three rooms' });
    tool = await createTool(product, namespace, SAMPLE_TOOL);
    await storeFunctions(product, namespace, { userType: 'functions', functions: FUNCTIONS });
    await createTool(product, namespace, DEFAULTS_TOOL);
    const criteria = { _serviceName: { $in: ['IafFileSvc', 'IafItemSvc'] }, _type: 'system_mcp_tool' };
    filter = await createFilter(product, namespace, { userType: 'system_only', criteria });
  });
  afterAll(() => product.stop());

  it('says which tools the MCP URL exposes, and lists just these', async () => {
    const path = `/aisvc/api/v1/mcp-tools/exposed?nsfilter=${namespace}&_exposed=true&_pageSize=1000`;
    const { body } = await rest(product, path);
    const exposed = (body as { _list: { _name: string }[] })._list.map(({ _name }) => _name);
    expect(exposed).toEqual(expect.arrayContaining(['GetFileNameById', 'getFile_IafFileSvc']));
    await using client = await connect();
    expect((await client.list()).map(({ name }) => name)).toEqual(exposed);
  });

  it.each(Object.entries(CLIENTS))('is listed and called by %s', async (_client, connectTo) => {
    await using client = await connectTo(url, product.token);
    const listed = (await client.list()).find(({ name }) => name === 'GetFileNameById');
    expect(listed).toMatchObject({ description: SAMPLE_TOOL._description, inputSchema: SAMPLE_TOOL._schema });
    const result = await client.call('GetFileNameById', { id: file._id });
    expect(result.isError ?? false).toBe(false);
    expect(result.structuredContent).toEqual({ sucess: true, file_name: 'plan of the house.txt' });
    expect(JSON.parse(textOf(result))).toEqual(result.structuredContent);
  });

  it('applies the defaults of the schema before the script runs', async () => {
    await using client = await connect();
    const result = await client.call('with_defaults', { text: 'a' });
    expect(result.structuredContent).toEqual({ text: 'a', limit: 25, options: { deep: true } });
  });

  it('answers arguments that do not fit with a result that names them', async () => {
    await using client = await connect();
    const result = await client.call('with_defaults', { text: 1, limt: 2 });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/limt: is not an argument[^]*text: must be a string/);
  });

  it("answers a script's error with its message and the line in the user's source", async () => {
    await using client = await connect();
    const result = await client.call('fail');
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/TypeError: Cannot read properties of null.*line 4, column 18, in fail/);
  });

  it("answers a platform call that is refused as the script's error", async () => {
    await using client = await connect();
    const result = await client.call('GetFileNameById', { id: 'there-is-no-such-file' });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/line 4\b/);
  });

  it.each([
    ['its _userType', () => 'system_only'],
    ['its id', () => filter._id],
  ])('lists what a filter that is named by %s lets through, and calls nothing else', async (_by, nameOf) => {
    await using client = await connect(mcpUrl(product, { nsfilter: namespace, filter: nameOf() }));
    const names = (await client.list()).map(({ name }) => name);
    expect(names).toContain('getFile_IafFileSvc');
    expect(names.filter((name) => !/_Iaf(File|Item)Svc$/.test(name))).toEqual([]);
    await expect(client.call('GetFileNameById', { id: file._id })).rejects.toThrow(/GetFileNameById/);
    expect((await client.call('getFile_IafFileSvc', { id: file._id })).structuredContent).toMatchObject({
      _name: 'plan of the house.txt',
    });
  });

  it('lists what criteria in the URL let through, and calls nothing else', async () => {
    await using client = await connect(mcpUrl(product, { nsfilter: namespace, _name: 'echo' }));
    expect((await client.list()).map(({ name }) => name)).toEqual(['echo']);
    expect((await client.call('echo', { a: [1] })).structuredContent).toEqual({ a: [1] });
    await expect(client.call('fail')).rejects.toThrow(/fail/);
  });

  it('never answers a URL that it does not understand with all tools', async () => {
    const wrong = {
      'has no filter': { filter: 'unknown' },
      'holds nothing that you may see': { nsfilter: 'nowhere' },
      'serviceName: is not a known parameter': { serviceName: 'IafItemSvc' },
    };
    for (const [message, parameters] of Object.entries(wrong)) {
      const wrongUrl = mcpUrl(product, { nsfilter: namespace, ...parameters });
      await expect(connectOldClient(wrongUrl, product.token)).rejects.toThrow(message);
      for (const [method, params] of [
        ['tools/list', {}],
        ['tools/call', { name: 'echo', arguments: {} }],
      ]) {
        const { body } = await rest(product, wrongUrl, { body: { jsonrpc: '2.0', id: 1, method, params } });
        expect(body).toEqual({ jsonrpc: '2.0', id: 1, error: expect.objectContaining({ code: expect.any(Number) }) });
        expect(body.error.message).toContain(message);
      }
    }
    await expect(connectOldClient(url, 'not-the-token-of-anybody')).rejects.toThrow();
  });

  it('lets a script use the platform API within its namespace', async () => {
    await using client = await connect();
    expect((await client.call('listScripts')).structuredContent).toEqual({
      total: 2,
      types: ['file_scripts', 'functions'],
    });
  });

  it('answers every system tool with what its output schema says', async () => {
    const collection = await storeCollection(product, namespace, 'orders');
    const related = `/itemsvc/api/v1/nameduseritems/${collection._id}/relateditems`;
    const record = (await rest(product, related, { body: [{ amount: 3 }] })).body._list[0];
    const secrets = [{ _name: 'CRM', _value: 'a value of it', _hosts: ['api.example.com'] }];
    const secretsPath = `/itemsvc/api/v1/secrets?nsfilter=${namespace}`;
    const secret = (await rest(product, secretsPath, { body: secrets })).body._list[0];
    const stored = async (path: string, element: object): Promise<StoredItem> => {
      const { status, body, text } = await rest(product, `${path}?nsfilter=${namespace}`, { body: [element] });
      if (status !== 201) throw new Error(`${path}: ${text}`);
      return body._list[0];
    };
    const userGroup = await stored('/passportsvc/api/v1/usergroups', { _name: 'Builders', _members: ['anna'] });
    const _grantee = { _userGroupId: userGroup._id };
    const grant = { _resource: 'filesvc:file:*', _actions: ['READ'], _grantee };
    const { _id: grantId } = await stored('/permissionsvc/api/v1/grants', grant);
    const groupsPath = '/notificationsvc/api/v1/groups';
    const group = await stored(groupsPath, { _name: 'Site', _userType: 'site' });
    const settings = `/itemsvc/api/v1/namespacesettings?nsfilter=${namespace}`;
    await rest(product, settings, { method: 'PUT', body: { _fetchHosts: ['hooks.example.com'] } });
    const hook = { _name: 'Hook', _webhookUrl: 'https://hooks.example.com/a' };
    await stored(`${groupsPath}/${group._id}/members`, hook);
    const message = await stored(`${groupsPath}/${group._id}/messages`, { _subject: 'Rain', _body: 'Stay in.' });
    const paths = { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'Pets' } } } } };
    const _document = {
      openapi: '3.1.0',
      info: { title: 'Pets', version: '1' },
      servers: [{ url: 'https://pets.example.com' }],
      paths,
    };
    const service = await stored('/aisvc/api/v1/openapi-services', { _name: 'Pets', _document });
    const trial = `/aisvc/api/v1/mcp-tools/${tool._id}/call?nsfilter=${namespace}`;
    const { run } = (await rest(product, trial, { body: { arguments: { id: file._id } } })).body;
    await eventually(
      'its record',
      async () => (await rest(product, `/itemsvc/api/v1/runs/${run.runId}`)).status === 200,
    );
    const calls: Record<string, Record<string, unknown>> = {
      checkAccess_IafPermission: { _resource: 'filesvc:file:*', _actions: ['READ'] },
      getCurrentUser_IafPassSvc: {},
      getFile_IafFileSvc: { id: file._id },
      getFileCount_IafUsageMetrics: {},
      getFilePermissions_IafPermission: {},
      getFileUrl_IafFileSvc: { id: file._id },
      getFileVersionCount_IafUsageMetrics: {},
      getFileVersionUrl_IafFileSvc: { id: file._id, version: 1 },
      getGrant_IafPermission: { id: grantId },
      getGrants_IafPermission: { _resource: 'filesvc:file:*' },
      getGraphicsPermissions_IafPermission: {},
      getGroup_IafNotification: { id: group._id },
      getGroupMembers_IafNotification: { id: group._id },
      getGroups_IafNotification: { _userType: 'site' },
      getItemCount_IafUsageMetrics: {},
      getItemPermissions_IafPermission: {},
      getItemVersionCount_IafUsageMetrics: {},
      getMessage_IafNotification: { id: message._id },
      getMessages_IafNotification: { id: group._id },
      getOpenApiService_IafAISvc: { id: service._id },
      getOpenApiServices_IafAISvc: {},
      getRunCount_IafUsageMetrics: {},
      getStorageBytes_IafUsageMetrics: {},
      getUsage_IafUsageMetrics: {},
      getUserGroup_IafPassSvc: { id: userGroup._id },
      getUserGroups_IafPassSvc: {},
      getWorkspaces_IafPassSvc: {},
      searchRelatedItems_IafItemSvc: { id: collection._id, searchText: 'orders' },
      getFileVersions_IafFileSvc: { id: file._id },
      getFiles_IafFileSvc: { query: { _name: 'plan of the house.txt' }, project: { _name: 1 } },
      getExposedMcpTools_IafAISvc: { _type: ['user_mcp_tool'] },
      getMcpTool_IafAISvc: { id: tool._id },
      getMcpToolFilter_IafAISvc: { id: filter._id },
      getMcpToolFilters_IafAISvc: {},
      getMcpTools_IafAISvc: { _type: 'user_mcp_tool' },
      getNamedUserItem_IafItemSvc: { id: script._id },
      getNamedUserItemVersion_IafItemSvc: { id: script._tipId },
      getNamedUserItemVersions_IafItemSvc: { id: script._id },
      getNamedUserItems_IafItemSvc: { query: { _itemClass: 'Script' }, sort: { _name: -1 } },
      getRelatedItem_IafItemSvc: { id: collection._id, relatedId: record._id },
      getRelatedItems_IafItemSvc: { id: collection._id, query: { amount: { $gt: 2 } } },
      getRun_IafItemSvc: { id: run.runId },
      getRuns_IafItemSvc: { _status: 'succeeded' },
      getScriptFunctions_IafItemSvc: {},
      getNamespaceSettings_IafItemSvc: {},
      getSecret_IafItemSvc: { id: secret._id },
      getSecrets_IafItemSvc: {},
    };
    // Both clients validate a result against the tool's output schema, and throw when it does not fit.
    for (const connectTo of [connectOldClient, connectClient]) {
      await using client = await connectTo(
        mcpUrl(product, { nsfilter: namespace, _type: 'system_mcp_tool' }),
        product.token,
      );
      const tools = await client.list();
      expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(calls).sort());
      for (const [name, args] of Object.entries(calls)) {
        const { isError, structuredContent, content } = await client.call(name, args);
        expect({ name, isError: isError ?? false, content: isError ? content : [] }).toEqual({
          name,
          isError: false,
          content: [],
        });
        expect(structuredContent).toEqual(expect.any(Object));
      }
      const found = await client.call('getRelatedItems_IafItemSvc', calls.getRelatedItems_IafItemSvc);
      expect(found.structuredContent).toMatchObject({ _total: 1, _list: [{ amount: 3 }] });
    }
  });

  it('follows the tip of the script with the very next call', async () => {
    const { _id } = await storeFunctions(product, namespace, {
      userType: 'versions',
      functions: { current: 'function current() { return { version: 1 }; }' },
    });
    await using client = await connect();
    for (const version of [1, 2, 3]) {
      if (version > 1) {
        const source = `function current() { return { version: ${version} }; }`;
        const answer = await rest(product, `/itemsvc/api/v1/nameduseritems/${_id}/versions`, {
          body: { _userData: source },
        });
        expect(answer.status).toBe(201);
      }
      expect((await client.call('current')).structuredContent).toEqual({ version });
    }
  });

  it('loses a tool with the very next list when its function is gone, and keeps one that is pinned', async () => {
    const { _id } = await storeFunctions(product, namespace, {
      userType: 'vanishing',
      functions: { vanishing: 'function vanishing() { return { version: 1 }; }' },
    });
    const pinned = {
      _name: 'pinned',
      _description: 'Keeps to the first version.',
      _script: { _userType: 'vanishing', _scriptName: 'vanishing', _version: 1 },
    };
    expect((await rest(product, `/aisvc/api/v1/mcp-tools?nsfilter=${namespace}`, { body: [pinned] })).status).toBe(201);
    // A client of the newest revision keeps a list for as long as the server allows.
    await using client = await connectOldClient(mcpUrl(product, { nsfilter: namespace }), product.token);
    const isListed = async (wanted: string): Promise<boolean> =>
      (await client.list()).some(({ name }) => name === wanted);
    expect(await isListed('vanishing')).toBe(true);
    await rest(product, `/itemsvc/api/v1/nameduseritems/${_id}/versions`, {
      body: { _userData: 'function other() {}' },
    });
    expect([await isListed('vanishing'), await isListed('pinned')]).toEqual([false, true]);
    await expect(client.call('vanishing')).rejects.toThrow(/vanishing/);
    expect((await client.call('pinned')).structuredContent).toEqual({ version: 1 });
  });

  it('answers 50 calls in flight, each with its own answer', async () => {
    await using client = await connect();
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const results = await Promise.all(numbers.map((number) => client.call('later', { number })));
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(numbers.map((number) => ({ number })));
  });

  it('tries a tool that is not saved, and stores nothing', async () => {
    const body = { tool: { ...DEFAULTS_TOOL, _name: 'draft', _description: 'A draft.' }, arguments: { text: 'a' } };
    const tried = await rest(product, `/aisvc/api/v1/mcp-tools/try?nsfilter=${namespace}`, { body });
    expect(tried.body).toMatchObject({ isError: false, structuredContent: { text: 'a', limit: 25 } });
    await using client = await connect();
    expect((await client.list()).map(({ name }) => name)).not.toContain('draft');
  });
});
