import { DEFAULT_RUN_LIMITS } from '#libs/contracts';
import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  declares,
  done,
  everything,
  filter,
  FILTERS,
  ITEMS,
  type Json,
  newNamespace,
  previewOf,
  script,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';

let product: LocalProcess;
let space: string;
let scriptItem: Json;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  [scriptItem] = await store(product, within(space, ITEMS), [script(declares('answer') + declares('other'))]);
});

const create = (...tools: object[]): Promise<Json[]> => store(product, within(space, TOOLS), tools);
const list = (query: Record<string, string> = {}) => done(product, within(space, TOOLS, query));
const users = () => list({ _type: 'user_mcp_tool' });
const at = ({ _id }: { _id: string }, rest = ''): string => `${TOOLS}/${_id}${rest}`;

describe('a tool', () => {
  it('is created from an array, and answered as a page', async () => {
    const full = tool('full', {
      _title: 'Full',
      _outputSchema: { type: 'object' },
      _annotations: { readOnlyHint: true },
    });
    const answer = await rest(product, within(space, TOOLS), { body: [full, tool('plain')] });
    expect(answer).toMatchObject({ status: 201, body: { _offset: 0, _pageSize: 2, _total: 2 } });
    const [first, second] = answer.body._list;
    expect(first).toEqual({
      ...full,
      _id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      _irn: `aisvc:mcp-tool:${String(first._id)}`,
      _namespaces: [space],
      _type: 'user_mcp_tool',
      _toolConfig: null,
      _schemaSource: 'given',
      _outputSchemaSource: 'given',
      _broken: null,
      _warnings: [],
      _metadata: expect.objectContaining({ _createdById: 'admin', _updatedById: 'admin' }),
    });
    expect(await done(product, at(first))).toEqual(first);
    expect(valuesOf(await users(), '_id')).toEqual([first._id, second._id]);
  });

  it('is changed by PUT and PATCH, with what is left out as each says', async () => {
    const [stored] = await create(tool('a', { _title: 'A' }));
    const patched = await done(product, at(stored), { method: 'PATCH', body: { _description: 'Other.' } });
    expect(patched).toMatchObject({ _name: 'a', _title: 'A', _description: 'Other.' });
    const replaced = await done(product, at(stored), { method: 'PUT', body: tool('b') });
    expect(replaced).toMatchObject({ _id: stored._id, ...tool('b'), _namespaces: [space] });
    expect(replaced).not.toHaveProperty('_title');
    expect(await done(product, at(stored))).toEqual(replaced);
  });

  it('has the tags that it is given, until they are changed or taken away', async () => {
    const [stored, bare] = await create(tool('a', { _tags: ['files', 'Prüfung', 'team/x'] }), tool('b'));
    expect(stored).toMatchObject({ _tags: ['files', 'Prüfung', 'team/x'], _tagsSource: 'given' });
    for (const field of ['_tags', '_tagsSource']) expect(bare).not.toHaveProperty(field);
    const patch = (body: object) => done(product, at(stored), { method: 'PATCH', body });
    expect(await patch({ _title: 'A' })).toMatchObject({ _tags: ['files', 'Prüfung', 'team/x'] });
    expect(await patch({ _tags: ['other'] })).toMatchObject({ _title: 'A', _tags: ['other'] });
    expect(await patch({ _tags: [] })).toMatchObject({ _tags: [], _tagsSource: 'given' });
    const without = await patch({ _tags: null });
    for (const field of ['_tags', '_tagsSource']) expect(without).not.toHaveProperty(field);
    expect(await done(product, at(stored))).toEqual(without);
    await done(product, at(stored), { method: 'PUT', body: tool('a', { _tags: ['again'] }) });
    expect(await done(product, at(stored))).toMatchObject({ _tags: ['again'] });
    expect(await done(product, at(stored), { method: 'PUT', body: tool('a') })).not.toHaveProperty('_tags');
  });

  it('without tags of its own has those of its function, in its newest version', async () => {
    const versions = `${ITEMS}/${String(scriptItem._id)}/versions`;
    const version = (tags: string) =>
      done(product, versions, { body: { _userData: `/** @tags ${tags} */\n${declares('answer')}` } });
    const [stored] = await create(tool('a'));
    await create(tool('own', { _tags: ['own'] }));
    await version('files, slow {"$nin":[]}');
    expect(await done(product, at(stored))).toMatchObject({ _tags: ['files', 'slow'], _tagsSource: 'auto' });
    expect((await list({ _tags: 'slow' }))._list).toMatchObject([{ _name: 'a', _tags: ['files', 'slow'] }]);
    await version('fast');
    expect(await list({ _tags: 'slow' })).toMatchObject({ _total: 0 });
    expect((await list({ _tags: 'fast' }))._list).toMatchObject([{ _name: 'a', _tags: ['fast'] }]);
    await done(product, at(stored), { method: 'PATCH', body: { _tags: ['own'] } });
    expect(valuesOf(await list({ _tags: 'own' }), '_name')).toEqual(['a', 'own']);
  });

  it('refuses a lost update', async () => {
    const [stored] = await create(tool('a'));
    const etag = (await rest(product, at(stored))).headers.get('etag')!;
    const change = (method: string, body: object) =>
      rest(product, at(stored), { method, body, headers: { 'if-match': etag } });
    const answers = await Promise.all(['x', 'y', 'z'].map((text) => change('PATCH', { _description: text })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect(await change('PUT', tool('b'))).toMatchObject({ status: 412, body: { code: 'PreconditionFailed' } });
    expect((await users())._list).toMatchObject([{ _name: 'a' }]);
  });

  it('keeps its name for itself: creation, PUT and PATCH, also at the same time', async () => {
    const [, second] = await create(tool('first'), tool('second'));
    const before = await everything(product, space);
    const refused = { status: 409, body: { code: 'Conflict', errors: [{ path: '_name' }] } };
    expect(await rest(product, at(second), { method: 'PATCH', body: { _name: 'first' } })).toMatchObject(refused);
    expect(await rest(product, at(second), { method: 'PUT', body: tool('first') })).toMatchObject(refused);
    expect(await everything(product, space)).toBe(before);
    const bodies = [1, 2, 3, 4].map((index) => [tool(`mine_${String(index)}`), tool('wanted')]);
    const answers = await Promise.all(bodies.map((body) => rest(product, within(space, TOOLS), { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect((await users())._total).toBe(4);
    const elsewhere = newNamespace();
    await store(product, within(elsewhere, ITEMS), [script(declares('answer'))]);
    await store(product, within(elsewhere, TOOLS), [tool('first')]);
  });

  it('is gone after its deletion, and its name is free', async () => {
    const [stored] = await create(tool('a'));
    expect((await rest(product, at(stored), { method: 'DELETE' })).status).toBe(204);
    for (const [method, path] of [
      ['GET', at(stored)],
      ['DELETE', at(stored)],
    ] as const) {
      expect(await rest(product, path, { method })).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    }
    expect((await rest(product, at(stored, '/call'), { body: {} })).status).toBe(404);
    expect((await users())._total).toBe(0);
    await create(tool('a'));
  });

  it('of the system is read, and neither changed nor deleted', async () => {
    const system = (await list({ _type: 'system_mcp_tool' }))._list;
    expect(valuesOf({ _list: system }, '_name')).toContain('getFiles_IafFileSvc');
    const [one] = (await list({ _name: 'getFiles_IafFileSvc' }))._list;
    expect(one).toMatchObject({ _toolConfig: { _serviceName: 'IafFileSvc' }, _script: null, _namespaces: [space] });
    expect(await done(product, within(space, at(one)))).toEqual(one);
    expect((await rest(product, at(one))).body.errors).toMatchObject([{ path: 'nsfilter' }]);
    for (const [method, body] of [
      ['DELETE', undefined],
      ['PATCH', { _description: 'x' }],
      ['PUT', tool('x')],
    ] as const) {
      const answer = await rest(product, within(space, at(one)), { method, ...(body === undefined ? {} : { body }) });
      expect(answer).toMatchObject({ status: 405, body: { code: 'MethodNotAllowed' } });
    }
  });
});

describe('the list of tools', () => {
  beforeEach(async () => {
    await store(product, within(space, ITEMS), [script(declares('look'), { _userType: 'others' })]);
    const others = { _script: { _userType: 'others', _scriptName: 'look' } };
    await create(
      tool('alpha', { _description: 'Finds a needle.', _tags: ['hay', 'small'] }),
      tool('beta', { _description: 'Counts the hay.' }),
      tool('gamma', { ...others, _description: 'Burns HAY.' }),
      tool('needle_case', { _script: { _userType: 'scripts', _scriptName: 'other' }, _tags: ['sewing', 'small'] }),
    );
    const criteria = { _name: { $regex: '^(alpha|gamma|getFile_)' } };
    await store(product, within(space, FILTERS), [filter('some', criteria)]);
  });

  const QUERIES: [Record<string, string>, string[]][] = [
    [{ _type: 'user_mcp_tool' }, ['alpha', 'beta', 'gamma', 'needle_case']],
    [{ _name: 'beta' }, ['beta']],
    [{ _name: 'bet' }, []],
    [{ '_script._userType': 'others' }, ['gamma']],
    [{ '_script._scriptName': 'answer' }, ['alpha', 'beta']],
    [{ '_script._userType': 'scripts', '_script._scriptName': 'other' }, ['needle_case']],
    [{ _tags: 'small' }, ['alpha', 'needle_case']],
    [{ _tags: 'sewing', query: 'needle' }, ['needle_case']],
    [{ _tags: 'smal' }, []],
    [{ query: 'needle', _type: 'user_mcp_tool' }, ['alpha', 'needle_case']],
    [{ query: 'hay', _type: 'user_mcp_tool' }, ['beta', 'gamma']],
    [{ query: '*a', _type: 'user_mcp_tool' }, ['alpha', 'beta', 'gamma']],
    [{ query: 'b?ta' }, ['beta']],
    [{ query: '(.*)' }, []],
    [{ filter: 'some' }, ['alpha', 'gamma', 'getFile_IafFileSvc']],
    [{ filter: 'some', _type: 'user_mcp_tool', query: 'hay' }, ['gamma']],
    [{ _name: 'getFiles_IafFileSvc', _serviceName: 'IafFileSvc' }, ['getFiles_IafFileSvc']],
    [{ _name: 'getFiles_IafFileSvc', _serviceName: 'IafItemSvc' }, []],
    [{ _serviceName: 'IafFileSvc', _type: 'user_mcp_tool' }, []],
  ];
  it.each(QUERIES)('answers %j', async (query, names) => {
    const page = await list(query);
    expect(valuesOf(page, '_name')).toEqual(names);
    expect(page._total).toBe(names.length);
  });

  it('takes several tags, of which a tool must have one', async () => {
    const page = await done(product, `${within(space, TOOLS)}&_tags=hay&_tags=sewing&_tags=none`);
    expect(valuesOf(page, '_name')).toEqual(['alpha', 'needle_case']);
  });

  it('narrows to a service by either name of the parameter', async () => {
    const short = await list({ _serviceName: 'IafFileSvc' });
    expect(short._total).toBeGreaterThan(1);
    expect(valuesOf<Json>(short, '_toolConfig')).toEqual(
      Array.from({ length: short._total }, () => ({ _serviceName: 'IafFileSvc' })),
    );
    expect(await list({ '_toolConfig._serviceName': 'IafFileSvc' })).toEqual(short);
  });

  it('is in order of the names, and cut into pages', async () => {
    const all = valuesOf(await list({ _pageSize: '1000' }), '_name');
    expect(all).toEqual([...all].sort());
    const page = await list({ _offset: '2', _pageSize: '3' });
    expect(page).toMatchObject({ _offset: 2, _pageSize: 3, _total: all.length });
    expect(valuesOf(page, '_name')).toEqual(all.slice(2, 5));
  });

  it('refuses an unknown filter', async () => {
    const answer = await rest(product, within(space, TOOLS, { filter: 'absent' }));
    expect(answer).toMatchObject({ status: 404, body: { errors: [{ path: 'filter' }] } });
  });
});

describe('the preview of an MCP URL', () => {
  const exposed = (query: string) => previewOf(product, `nsfilter=${space}${query}`);

  it('says which tools are exposed, and of each of the others why it is not', async () => {
    await create(tool('mine'), tool('other'));
    const everyName = valuesOf(await list({ _pageSize: '1000' }), '_name');
    const all = await exposed('');
    expect(valuesOf({ _list: all.exposed }, '_name')).toEqual(everyName);
    expect(all.leftOut).toEqual([]);

    const some = await exposed('&_name=mine&_name=getFile_IafFileSvc');
    expect(some.exposed).toEqual([
      { _name: 'getFile_IafFileSvc', _type: 'system_mcp_tool', _serviceName: 'IafFileSvc', _exposed: true },
      { _name: 'mine', _type: 'user_mcp_tool', _exposed: true },
    ]);
    expect(some.leftOut).toHaveLength(everyName.length - 2);
    expect(some.leftOut).toContainEqual({
      _name: 'other',
      _type: 'user_mcp_tool',
      _exposed: false,
      _reason: '_name is "other", and must be one of "mine", "getFile_IafFileSvc".',
    });
    const service = await exposed('&_serviceName=IafFileSvc');
    expect(service.leftOut).toContainEqual(
      expect.objectContaining({ _name: 'mine', _reason: expect.stringMatching(/has no _serviceName/) }),
    );
    await done(product, at((await list({ _name: 'mine' }))._list[0]), {
      method: 'PATCH',
      body: { _tags: ['a', 'b'], _annotations: { readOnlyHint: true } },
    });
    const reading = await exposed('&_type=user_mcp_tool&readOnly=true');
    expect(valuesOf({ _list: reading.exposed }, '_name')).toEqual(['mine']);
    expect(reading.leftOut).toContainEqual(
      expect.objectContaining({ _name: 'other', _reason: expect.stringMatching(/readOnly=true.*readOnlyHint/) }),
    );
    expect((await exposed('&_tags=c')).leftOut).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ _name: 'mine', _reason: '_tags are "a", "b", and must include one of "c".' }),
        expect.objectContaining({ _name: 'other', _reason: 'The tool has no _tags, and must include one of "c".' }),
      ]),
    );
    await store(product, within(space, FILTERS), [filter('saved', { _name: { $regex: '^mi' } })]);
    const saved = await exposed('&filter=saved&_name=other');
    expect(valuesOf({ _list: saved.exposed }, '_name')).toEqual(['mine']);
    expect(saved.leftOut).toContainEqual(
      expect.objectContaining({ _name: 'other', _reason: expect.stringContaining('^mi') }),
    );
  });
});

describe('trying a tool', () => {
  const SOURCE = `async function answer(input, libraries) {
  console.log('looking for', input.id);
  console.warn({ deep: [1] });
  await libraries.PlatformApi.IafFileSvc.getFiles({}, { _namespaces: input.spaces });
  if (input.id === 'bad') throw new TypeError('no such thing');
  return { id: input.id, limit: input.limit };
}
`;
  const definition = (): object =>
    tool('tried', {
      _schema: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          limit: { type: 'integer', default: 25 },
          spaces: { type: 'array', items: { type: 'string' } },
        },
        required: ['id'],
        additionalProperties: false,
      },
    });
  beforeEach(async () => {
    await done(product, `${ITEMS}/${String(scriptItem._id)}/versions`, { body: { _userData: SOURCE } });
  });

  const ways: [string, (args?: object) => Promise<Awaited<ReturnType<typeof rest>>>][] = [
    [
      'stored',
      async (args) => {
        const [{ _id }] = await create(definition());
        return rest(product, at({ _id }, '/call'), { body: args === undefined ? {} : { arguments: args } });
      },
    ],
    [
      'not saved',
      async (args) => {
        const before = await everything(product, space);
        const body = { tool: definition(), ...(args === undefined ? {} : { arguments: args }) };
        const answer = await rest(product, within(space, `${TOOLS}/try`), { body });
        expect(await everything(product, space)).toBe(before);
        return answer;
      },
    ],
  ];

  it.each(ways)('%s gives the result, the console and the costs', async (_way, attempt) => {
    const { status, body } = await attempt({ id: 'x', spaces: [space] });
    expect(status).toBe(200);
    const { _warnings, ...trial } = body;
    expect(_warnings ?? []).toEqual([]);
    expect(trial).toEqual({
      content: [{ type: 'text', text: '{"id":"x","limit":25}' }],
      structuredContent: { id: 'x', limit: 25 },
      isError: false,
      run: {
        runId: expect.any(String),
        version: 2,
        cpuMs: expect.any(Number),
        wallMs: expect.any(Number),
        hostCalls: 1,
        console: [
          { level: 'log', text: expect.stringContaining('looking for') },
          { level: 'warn', text: expect.stringContaining('deep') },
        ],
        consoleTruncated: false,
        phases: {
          queuedMs: expect.any(Number),
          preparedMs: expect.any(Number),
          ranMs: expect.any(Number),
          answeredMs: expect.any(Number),
        },
        limits: DEFAULT_RUN_LIMITS,
      },
    });
    expect(body.run.wallMs).toBeGreaterThan(0);
  });

  it.each(ways)('%s tells of an error with its line, and still of console and costs', async (_way, attempt) => {
    const { body } = await attempt({ id: 'bad', spaces: [space] });
    expect(body.isError).toBe(true);
    expect(body.content[0].text).toMatch(/^TypeError: no such thing \(line 5\b/);
    expect(body.run).toMatchObject({ hostCalls: 1, console: [{ level: 'log' }, { level: 'warn' }] });
  });

  it.each(ways)('%s with arguments that do not fit runs nothing', async (_way, attempt) => {
    const { status, body } = await attempt();
    expect(status).toBe(200);
    expect(body).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/\bid\b/) }] });
    expect(body).not.toHaveProperty('run');
  });

  it('of the system answers without a run', async () => {
    const id = 'system:getFiles_IafFileSvc';
    const answer = await rest(product, within(space, `${TOOLS}/${id}/call`), { body: { arguments: {} } });
    expect(answer).toMatchObject({ status: 200, body: { isError: false, structuredContent: { _total: 0 } } });
    expect(answer.body).not.toHaveProperty('run');
  });
});
