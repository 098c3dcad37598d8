/**
 * Every system tool, as a model meets it: what its descriptor says, and one call of each with what is really stored,
 * whose answer is held against the output schema that was listed.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { eventually } from '../support/eventually.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  file,
  FILES,
  filter,
  FILTERS,
  GRANTS,
  ITEMS,
  type Json,
  MCP,
  newNamespace,
  RUNS,
  script,
  secret,
  SECRETS,
  SETTINGS,
  store,
  tool,
  TOOLS,
  USER_GROUPS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, listTools, textOf } from './support/mcp.ts';

const NOTIFICATION_GROUPS = '/notificationsvc/api/v1/groups';
const API_SERVICES = '/aisvc/api/v1/openapi-services';
const RECORDS = 45;
/** Versions of a file. */
const CONTENTS = ['{"level":1}', '{"level":12}'];
const PETS = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: 'https://pets.example.com' }],
  paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'Pets' } } } } },
};

let product: LocalProcess;
let space: string;
let query: string;
let tools: Json[];
let client: ToolClient;
/** What is stored, by what it is. */
const stored: Record<string, Json> = {};

async function stores(name: string, path: string, element: object): Promise<Json> {
  [stored[name]] = await store(product, path.includes('?') ? path : within(space, path), [element]);
  return stored[name];
}

beforeAll(async () => {
  product = await startLocalProcess();
  space = newNamespace();
  query = `nsfilter=${space}`;
  await done(product, within(space, SETTINGS), { method: 'PUT', body: { _fetchHosts: ['hooks.example.com'] } });
  const { _id: fileId } = await stores('file', FILES, file({ _tags: ['plan'], _description: 'The ground floor' }));
  for (const content of CONTENTS) {
    const put = { method: 'PUT', body: JSON.parse(content), headers: { 'content-type': 'application/json' } };
    await done(product, `${FILES}/${String(fileId)}/content`, put);
  }
  const source = `/** Says it.\n * @param {string} input.word */\n${declares('answer', 'console.log("said"); return { said: input.word };')}`;
  await stores('script', ITEMS, script(source));
  const { _id: collectionId } = await stores('collection', ITEMS, collection());
  const records = Array.from({ length: RECORDS }, (_, number) => ({ number, _name: `Red oak ${String(number)}` }));
  stored.records = await store(product, `${ITEMS}/${String(collectionId)}/relateditems`, records);
  await stores('secret', SECRETS, secret('KEY'));
  const schema = { type: 'object', properties: { word: { type: 'string' } } };
  await stores('tool', TOOLS, tool('Say', { _schema: schema, _title: 'Say', _tags: ['words'] }));
  await stores('filter', FILTERS, filter('files', { _serviceName: 'IafFileSvc' }));
  await stores('service', API_SERVICES, { _name: 'Pets', _document: PETS });
  await stores('userGroup', USER_GROUPS, { _name: 'Surveyors', _members: ['ann'] });
  await stores('grant', GRANTS, { _resource: 'filesvc:file:*', _actions: ['READ'], _grantee: { _userId: 'ann' } });
  const { _id: groupId } = await stores('group', NOTIFICATION_GROUPS, { _name: 'Site', _userType: 'site' });
  const ofGroup = (what: string): string => `${NOTIFICATION_GROUPS}/${String(groupId)}/${what}`;
  await store(product, ofGroup('members'), [{ _name: 'Hook', _webhookUrl: 'https://hooks.example.com/a' }]);
  [stored.message] = await store(product, ofGroup('messages'), [{ _subject: 'Rain', _body: 'Stay in.' }]);
  const call = { name: 'Say', arguments: { word: 'hello' } };
  const said = (await callTool(product, query, call)).result;
  expect(said).toMatchObject({ structuredContent: { said: 'hello' } });
  stored.run = { _id: said._meta['toolrack/runId'] };
  // Runs are recorded behind their callers' backs.
  await eventually('the run is recorded', async () => {
    const { body } = await rest(product, `${RUNS}/${String(stored.run._id)}`);
    return body._status === 'succeeded';
  });
  tools = await listTools(product, `${query}&_type=system_mcp_tool`);
  client = await connectClient(`${product.url}${MCP}?${query}`, product.token);
  await client.list();
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await product.stop();
});

const id = (name: string) => ({ id: String(stored[name]._id) });
const listed = (entry: object, total = 1) => ({ _total: total, _list: expect.arrayContaining([like(entry)]) });
const like = (entry: object): unknown => expect.objectContaining(entry);
const same = (name: string) => ({ _id: stored[name]._id });
/** Of the one namespace that is asked about. */
const counted = (count: number) => ({ _list: [like({ _namespace: space, _count: count })] });

/** For each tool arguments, as a model would give them, and what the answer holds of what is stored. */
const CALLS: Record<string, () => [args: object, answer: object]> = {
  checkAccess_IafPermission: () => [
    { _resource: 'filesvc:file:*', _actions: ['READ'] },
    { _list: [{ _action: 'READ', _granted: true }] },
  ],
  getCurrentUser_IafPassSvc: () => [{}, { _id: 'admin' }],
  getExposedMcpTools_IafAISvc: () => [
    { _name: 'Say' },
    { _exposedTotal: 1, _list: expect.arrayContaining([like({ _name: 'Say', _exposed: true })]) },
  ],
  getFile_IafFileSvc: () => [id('file'), same('file')],
  getFileCount_IafUsageMetrics: () => [{}, counted(1)],
  getFilePermissions_IafPermission: () => [{}, { _resource: 'filesvc:file:*' }],
  getFiles_IafFileSvc: () => [{ query: { _tags: 'plan' }, sort: { _name: 1 } }, listed(same('file'))],
  getFileUrl_IafFileSvc: () => [{ ...id('file'), _expiresInMs: 60_000 }, { _url: expect.stringMatching(/^http/) }],
  getFileVersionCount_IafUsageMetrics: () => [{}, counted(2)],
  getFileVersions_IafFileSvc: () => [id('file'), listed({ _version: 1 }, 2)],
  getFileVersionUrl_IafFileSvc: () => [{ ...id('file'), version: 1 }, { _url: expect.stringMatching(/^http/) }],
  getGrant_IafPermission: () => [id('grant'), same('grant')],
  getGrants_IafPermission: () => [{ _resource: 'filesvc:file:*' }, listed(same('grant'))],
  getGraphicsPermissions_IafPermission: () => [{}, { _resource: 'graphicssvc:graphic:*' }],
  getGroup_IafNotification: () => [id('group'), same('group')],
  getGroupMembers_IafNotification: () => [id('group'), listed({ _name: 'Hook' })],
  getGroups_IafNotification: () => [{ _userType: 'site' }, listed(same('group'))],
  getItemCount_IafUsageMetrics: () => [{}, counted(2)],
  getItemPermissions_IafPermission: () => [{}, { _resource: 'itemsvc:nameduseritem:*' }],
  getItemVersionCount_IafUsageMetrics: () => [{}, counted(2)],
  getMcpTool_IafAISvc: () => [id('tool'), { ...same('tool'), _name: 'Say' }],
  getMcpToolFilter_IafAISvc: () => [id('filter'), same('filter')],
  getMcpToolFilters_IafAISvc: () => [{ _userType: 'files' }, listed(same('filter'))],
  getMcpTools_IafAISvc: () => [{ query: 'Sa*', _type: 'user_mcp_tool' }, listed(same('tool'))],
  getMessage_IafNotification: () => [id('message'), same('message')],
  getMessages_IafNotification: () => [id('group'), listed(same('message'))],
  getNamedUserItem_IafItemSvc: () => [id('script'), same('script')],
  getNamedUserItems_IafItemSvc: () => [
    { query: { _itemClass: 'Script' }, project: { _name: 1 } },
    { _total: 1, _list: [{ _id: stored.script._id, _name: 'A script' }] },
  ],
  getNamedUserItemVersion_IafItemSvc: () => [{ id: stored.script._tipId }, { _id: stored.script._tipId, _version: 1 }],
  getNamedUserItemVersions_IafItemSvc: () => [id('script'), listed({ _id: stored.script._tipId })],
  getNamespaceSettings_IafItemSvc: () => [{}, { _fetchHosts: ['hooks.example.com'] }],
  getOpenApiService_IafAISvc: () => [id('service'), same('service')],
  getOpenApiServices_IafAISvc: () => [{ _name: 'Pets' }, listed(same('service'))],
  getRelatedItem_IafItemSvc: () => [
    { ...id('collection'), relatedId: stored.records[7]._id },
    { _id: stored.records[7]._id, number: 7 },
  ],
  getRelatedItems_IafItemSvc: () => [
    { ...id('collection'), query: { number: { $lt: 2 } }, sort: { number: -1 }, _pageSize: 1 },
    { _total: 2, _list: [like({ number: 1 })], _next: { _offset: 1, _pageSize: 1 } },
  ],
  getRun_IafItemSvc: () => [id('run'), { ...same('run'), _status: 'succeeded' }],
  getRunCount_IafUsageMetrics: () => [{}, counted(1)],
  getRuns_IafItemSvc: () => [{ _toolName: 'Say', _status: 'succeeded' }, listed(same('run'))],
  getScriptFunctions_IafItemSvc: () => [{ _userType: 'scripts' }, listed({ name: 'answer' })],
  getSecret_IafItemSvc: () => [id('secret'), same('secret')],
  getSecrets_IafItemSvc: () => [{}, listed(same('secret'))],
  getStorageBytes_IafUsageMetrics: () => [{}, { _list: [like({ _bytes: CONTENTS.join('').length })] }],
  getUsage_IafUsageMetrics: () => [{}, { _list: [like({ _namespace: space })] }],
  getUserGroup_IafPassSvc: () => [id('userGroup'), { ...same('userGroup'), _members: ['ann'] }],
  getUserGroups_IafPassSvc: () => [{}, listed(same('userGroup'))],
  getWorkspaces_IafPassSvc: () => [{}, { _list: expect.arrayContaining([like({ _name: space })]) }],
  searchRelatedItems_IafItemSvc: () => [{ ...id('collection'), searchText: 'OAK 13' }, listed({ number: 13 })],
};

describe('the system tools', () => {
  it('are called by this spec, each of them', () => {
    expect(tools.map(({ name }) => name)).toEqual(Object.keys(CALLS).sort());
  });

  it.each(Object.keys(CALLS))('%s answers what its output schema says', async (name) => {
    const { outputSchema } = tools.find((one) => one.name === name);
    const [args, answer] = CALLS[name]!();
    // The official client checks the answer as well.
    const result = await client.call(name, { ...args });
    expect(result).not.toMatchObject({ isError: true });
    expect(result.structuredContent).toMatchObject(answer);
    expect(JSON.parse(result.content[0]!.text!)).toEqual(result.structuredContent);
    const ajv = addFormats.default(new Ajv2020({ strict: 'log', strictTypes: false, allErrors: true }));
    ajv.validate(outputSchema, result.structuredContent);
    expect(ajv.errors ?? []).toEqual([]);
  });

  it('are described for a model: title, use, every argument, answer and annotations', () => {
    const methods = tools.map(({ name }) => String(name).split('_')[0]!);
    for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
      const lacks: string[] = [];
      if (!(title.length > 3 && title.length <= 60)) lacks.push('title');
      if (!(description.length > 60 && description.length < 700)) lacks.push('description');
      // Either it says so, or it names the tool that comes before or instead.
      const others = methods.filter((other) => other !== String(name).split('_')[0]);
      const mentions = (text: string): boolean => String(description).includes(text);
      if (!mentions('Use it') && !others.some(mentions)) lacks.push('use');
      for (const [argument, schema] of Object.entries<Json>(inputSchema.properties)) {
        if (typeof schema.description !== 'string') lacks.push(`description of ${argument}`);
        if (schema.examples === undefined && schema.enum === undefined) lacks.push(`example of ${argument}`);
      }
      if (outputSchema?.type !== 'object') lacks.push('output schema');
      if (inputSchema.additionalProperties !== false) lacks.push('closed input schema');
      expect([name, lacks]).toEqual([name, []]);
      expect(annotations).toEqual({
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      });
    }
  });

  it('take the examples of their arguments', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: 'log', strictTypes: false }));
    for (const { name, inputSchema } of tools) {
      for (const [argument, schema] of Object.entries<Json>(inputSchema.properties)) {
        const examples: unknown[] = [
          ...(schema.examples ?? []),
          ...(schema.default === undefined ? [] : [schema.default]),
        ];
        expect([name, argument, examples.filter((example) => !ajv.validate(schema, example))]).toEqual([
          name,
          argument,
          [],
        ]);
      }
    }
  });

  it('refuse arguments that there are not, by name', async () => {
    for (const { name } of tools) {
      const message = await callTool(product, query, { name, arguments: { colour: 'red' } });
      expect([name, message.result.isError, textOf(message)]).toEqual([name, true, expect.stringContaining('colour')]);
    }
  });

  it('say over REST what they say over MCP', async () => {
    const page = await done(product, within(space, TOOLS, { _type: 'system_mcp_tool', _pageSize: '1000' }));
    const entries: Json[] = page._list;
    const shown = entries.map(({ _name, _title, _description, _schema, _outputSchema, _annotations }) => ({
      name: _name,
      title: _title,
      description: _description,
      inputSchema: _schema,
      outputSchema: _outputSchema,
      annotations: _annotations,
    }));
    expect(shown).toEqual(tools);
  });
});

describe('a list that a system tool answers', () => {
  const name = 'getRelatedItems_IafItemSvc';
  const call = async (args: object): Promise<Json> =>
    (await callTool(product, query, { name, arguments: { ...id('collection'), sort: { number: 1 }, ...args } })).result;

  it('has 20 entries, and says how to get the rest until there is none', async () => {
    const sizes: number[] = [];
    const seen: number[] = [];
    for (let args: object | undefined = {}; args !== undefined;) {
      const { structuredContent } = await call(args);
      sizes.push(structuredContent._list.length);
      seen.push(...valuesOf<number>(structuredContent, 'number'));
      args = structuredContent._next;
    }
    expect(sizes).toEqual([20, 20, 5]);
    expect(seen).toEqual(Array.from({ length: RECORDS }, (_, number) => number));
  });

  it('has as many as are asked for', async () => {
    const all = await call({ _pageSize: 1_000 });
    expect(all.structuredContent._list).toHaveLength(RECORDS);
    expect(all.structuredContent).not.toHaveProperty('_next');
  });

  it('has fewer where they are large, and goes on after them', async () => {
    const large = newNamespace();
    const [{ _id }] = await store(product, within(large, ITEMS), [collection()]);
    const records = Array.from({ length: 30 }, (_, number) => ({ number, text: 'x'.repeat(20_000) }));
    await store(product, `${ITEMS}/${String(_id)}/relateditems`, records);
    const seen: number[] = [];
    for (let next: object | undefined = {}; next !== undefined;) {
      const args = { id: _id, sort: { number: 1 }, ...next };
      const { result } = await callTool(product, `nsfilter=${large}`, { name, arguments: args });
      expect(result.content).toHaveLength(1);
      expect(result.content[0].text.length).toBeLessThanOrEqual(100 * 1024);
      expect(JSON.parse(result.content[0].text)).toEqual(result.structuredContent);
      seen.push(...valuesOf<number>(result.structuredContent, 'number'));
      next = result.structuredContent._next;
    }
    expect(seen).toEqual(records.map(({ number }) => number));
  });
});

describe('every list of a system tool', () => {
  it('is the same read at once and page by page, and its filters are kept', async () => {
    const paged = tools.filter(({ outputSchema }) => outputSchema.properties._next !== undefined);
    expect(paged.length).toBeGreaterThan(20);
    for (const { name } of paged) {
      const [{ project: _, _pageSize, ...args }] = CALLS[name]!() as [{ project?: object; _pageSize?: number }, object];
      const answerOf = async (more: object): Promise<Json> =>
        (await callTool(product, query, { name, arguments: { ...args, ...more } })).result.structuredContent;
      const whole = await answerOf({ _pageSize: 1_000 });
      const entries: unknown[] = [];
      for (let next: object | undefined = { _pageSize: 2 }; next !== undefined;) {
        const page = await answerOf(next);
        expect([name, page._offset, page._total]).toEqual([name, entries.length, whole._total]);
        entries.push(...page._list);
        next = page._next;
      }
      expect([name, entries]).toEqual([name, whole._list]);
    }
  });
});

describe('a list that changes between its pages', () => {
  const PAGE = 7;
  type Made = (
    space: string,
  ) => Promise<{ path: string; name: string; args: object; made: (count: number) => object[] }>;
  const records =
    (name: string, args: object): Made =>
    async (where) => {
      const [{ _id }] = await store(product, within(where, ITEMS), [collection()]);
      const made = (count: number): object[] =>
        Array.from({ length: count }, (_, number) => ({ text: `Oak ${number}` }));
      return { path: `${ITEMS}/${String(_id)}/relateditems`, name, args: { id: _id, ...args }, made };
    };
  const LISTS: [string, Made][] = [
    ['getRelatedItems_IafItemSvc', records('getRelatedItems_IafItemSvc', { project: { text: 1 } })],
    ['searchRelatedItems_IafItemSvc', records('searchRelatedItems_IafItemSvc', { searchText: 'oak' })],
    [
      'getFiles_IafFileSvc',
      (where) =>
        Promise.resolve({
          path: within(where, FILES),
          name: 'getFiles_IafFileSvc',
          args: { query: { _tags: 'oak' } },
          made: (count) => Array.from({ length: count }, () => file({ _tags: ['oak'] })),
        }),
    ],
    [
      'getNamedUserItems_IafItemSvc',
      (where) =>
        Promise.resolve({
          path: within(where, ITEMS),
          name: 'getNamedUserItems_IafItemSvc',
          args: { _offset: 0, query: { _itemClass: 'NamedUserCollection' } },
          made: (count) => Array.from({ length: count }, () => collection()),
        }),
    ],
  ];

  it.each(LISTS)('%s neither repeats nor misses what stays', async (_name, make) => {
    const where = newNamespace();
    const { path, name, args, made } = await make(where);
    const add = async (count: number): Promise<string[]> =>
      valuesOf({ _list: await store(product, path, made(count)) }, '_id');
    const remove = async (entry: string): Promise<void> => {
      await done(product, `${path.split('?')[0]!}/${entry}`, { method: 'DELETE' });
    };
    const staying = new Set(await add(30));
    const seen: string[] = [];
    for (let next: object | undefined = { _pageSize: PAGE }; next !== undefined;) {
      const { result } = await callTool(product, `nsfilter=${where}`, { name, arguments: { ...args, ...next } });
      const page: { _list: Json[]; _offset: number; _total: number; _next?: object } = result.structuredContent;
      const isLast = page._offset + page._list.length >= page._total;
      expect([page._list.length, isLast]).toEqual(page._next ? [PAGE, false] : [page._list.length, true]);
      seen.push(...valuesOf(result.structuredContent, '_id'));
      next = page._next;
      // What was seen last goes, and so does something that is to come; something else is new.
      const toCome = [...staying].find((entry) => !seen.includes(entry));
      for (const entry of [seen.at(-1), seen.at(-3), toCome]) {
        if (entry !== undefined && staying.delete(entry)) await remove(entry);
      }
      await add(2);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect([...staying].filter((entry) => !seen.includes(entry))).toEqual([]);
  });

  it('goes on by the number of entries where an order is asked for', async () => {
    const args = { ...id('collection'), sort: { number: 1 }, _after: stored.records[0]._id };
    const { result } = await callTool(product, query, { name: 'getRelatedItems_IafItemSvc', arguments: args });
    expect(result).toMatchObject({ isError: true });
    expect(result.content[0].text).toBe('_after: goes by the order of _ids; leave out sort, or go on with _offset');
  });
});

describe('a name that documents misspell', () => {
  it('is called as what it means, and not listed', async () => {
    const misspelt = await callTool(product, query, { name: 'getGroup_IafNotication', arguments: id('group') });
    expect(misspelt.result.structuredContent).toMatchObject(same('group'));
    expect(tools.map(({ name }) => name)).not.toContain('getGroup_IafNotication');
  });
});

describe('the OpenAPI document', () => {
  it('says that changes take an ETag, and need none', async () => {
    const { body } = await rest(product, '/docs/openapi.json');
    for (const method of ['put', 'patch', 'delete']) {
      const parameters: Json[] = body.paths['/aisvc/api/v1/mcp-tools/{id}'][method].parameters;
      expect(parameters).toContainEqual(expect.objectContaining({ name: 'If-Match', in: 'header', required: false }));
    }
  });

  it('has the examples and defaults of the arguments too', async () => {
    const { body } = await rest(product, '/docs/openapi.json');
    const parameters: Json[] = body.paths['/filesvc/api/v1/files'].get.parameters;
    const pageSize = parameters.find(({ name }) => name === '_pageSize').schema['x-json'];
    expect(pageSize).toMatchObject({ type: 'integer', default: 50, maximum: 1_000 });
    expect(parameters.find(({ name }) => name === 'query').schema['x-json'].example).toBeDefined();
  });
});
