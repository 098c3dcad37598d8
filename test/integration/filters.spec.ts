import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import { done, everything, filter, FILTERS, newNamespace, store, valuesOf, within } from './support/api.ts';
import { listedNames, rpc } from './support/mcp.ts';

let product: LocalProcess;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

const create = (...filters: object[]) => store(product, within(space, FILTERS), filters);
const list = (query: Record<string, string> = {}) => done(product, within(space, FILTERS, query));
const at = ({ _id }: { _id: string }): string => `${FILTERS}/${_id}`;

describe('a filter', () => {
  it('is created from an array, and answered as a page', async () => {
    const criteria = { _serviceName: { $in: ['IafFileSvc', 'IafItemSvc'] }, _type: 'system_mcp_tool' };
    const body = [filter('a', criteria, { _description: 'd' }), filter('b', { _name: { $regex: '^get' } })];
    const answer = await rest(product, within(space, FILTERS), { body });
    expect(answer).toMatchObject({ status: 201, body: { _offset: 0, _pageSize: 2, _total: 2 } });
    const [first, second] = answer.body._list;
    expect(first).toEqual({
      ...body[0],
      _id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      _irn: expect.stringMatching(new RegExp(`^aisvc:.*:${String(first._id)}$`)),
      _namespaces: [space],
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
    });
    expect(second).toMatchObject({ _description: '', _criteria: { _name: { $regex: '^get' } } });
    expect(await done(product, at(first))).toEqual(first);
  });

  it('is listed by _userType, in pages, and found by its _userType', async () => {
    await create(...['c', 'a', 'b'].map((type) => filter(type, { _name: 'x' })));
    expect(valuesOf(await list(), '_userType')).toEqual(['a', 'b', 'c']);
    const page = await list({ _offset: '1', _pageSize: '1' });
    expect(page).toMatchObject({ _offset: 1, _pageSize: 1, _total: 3, _list: [{ _userType: 'b' }] });
    expect(await list({ _userType: 'c' })).toMatchObject({ _total: 1, _list: [{ _userType: 'c' }] });
    expect(await list({ _userType: 'none' })).toMatchObject({ _total: 0, _list: [] });
  });

  it('is changed by PUT and PATCH, with what is left out as each says', async () => {
    const [stored] = await create(filter('a', { _name: 'x' }, { _description: 'd' }));
    const patched = await done(product, at(stored), { method: 'PATCH', body: { _criteria: { _name: 'y' } } });
    expect(patched).toMatchObject({ _userType: 'a', _description: 'd', _criteria: { _name: 'y' } });
    const body = { _name: 'New', _userType: 'b', _criteria: { _type: 'user_mcp_tool' } };
    const replaced = await done(product, at(stored), { method: 'PUT', body });
    expect(replaced).toMatchObject({ ...body, _id: stored._id, _description: '', _namespaces: [space] });
    expect(await done(product, at(stored))).toEqual(replaced);
  });

  it('keeps criteria of tags as they stand', async () => {
    const several = ['a', { $in: ['a', 'b'] }, { $nin: ['a'] }, { $all: ['a', 'b'] }, { $all: ['a'], $nin: ['b'] }];
    const created = await create(...several.map((_tags, index) => filter(`f${String(index)}`, { _tags })));
    expect(created.map(({ _criteria }) => _criteria)).toEqual(several.map((_tags) => ({ _tags })));
    expect(await done(product, at(created[2]))).toMatchObject({ _criteria: { _tags: { $nin: ['a'] } } });
  });

  it('refuses a lost update', async () => {
    const [stored] = await create(filter('a', { _name: 'x' }));
    const etag = (await rest(product, at(stored))).headers.get('etag')!;
    const change = (_name: string) =>
      rest(product, at(stored), { method: 'PATCH', body: { _name }, headers: { 'if-match': etag } });
    const answers = await Promise.all(['x', 'y', 'z'].map(change));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect(await change('late')).toMatchObject({ status: 412, body: { code: 'PreconditionFailed' } });
  });

  it('refuses an If-Match that is no ETag, and stays as it is', async () => {
    const [stored] = await create(filter('a', { _name: 'x' }));
    const headers = { 'if-match': 'not-an-etag' };
    for (const [method, body] of [
      ['PUT', filter('b', { _name: 'y' })],
      ['PATCH', { _name: 'y' }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await rest(product, at(stored), { method, headers, ...(body && { body }) });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } });
    }
    expect((await rest(product, at(stored))).body).toEqual(stored);
  });

  it('keeps its _userType for itself in its namespace, also against two creations at the same time', async () => {
    const [, second] = await create(filter('a', { _name: 'x' }), filter('b', { _name: 'x' }));
    const before = await everything(product, space);
    const answer = await rest(product, at(second), { method: 'PATCH', body: { _userType: 'a' } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'Conflict', errors: [{ path: '_userType' }] } });
    const twice = [filter('c', { _name: 'x' }), filter('c', { _name: 'y' })];
    expect((await rest(product, within(space, FILTERS), { body: twice })).status).toBe(409);
    expect(await everything(product, space)).toBe(before);
    const bodies = ['1', '2', '3'].map((mine) => [filter(`mine${mine}`, { _name: 'x' }), filter('w', { _name: mine })]);
    const answers = await Promise.all(bodies.map((body) => rest(product, within(space, FILTERS), { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await list())._total).toBe(4);
    await store(product, within(newNamespace(), FILTERS), [filter('a', { _name: 'x' })]);
  });

  it('refuses criteria that are not valid in PUT and PATCH too, and stays as it is', async () => {
    const [stored] = await create(filter('a', { _name: 'x' }));
    for (const _criteria of [{}, { _colour: 'red' }, { _name: { $regex: '(' } }, { _name: { $ne: 'x' } }]) {
      for (const [method, body] of [
        ['PATCH', { _criteria }],
        ['PUT', { _name: 'n', _userType: 'a', _criteria }],
      ] as const) {
        const answer = await rest(product, at(stored), { method, body });
        expect(answer).toMatchObject({
          status: 400,
          body: { code: 'ValidationFailed', errors: [{ path: expect.stringMatching(/^_criteria/) }] },
        });
      }
    }
    expect(await done(product, at(stored))).toEqual(stored);
  });

  it('is gone after its deletion, and an MCP URL that names it exposes nothing', async () => {
    const [stored] = await create(filter('a', { _name: 'getFile_IafFileSvc' }), filter('b', { _name: 'x' }));
    for (const name of ['a', stored._id]) {
      expect(await listedNames(product, `nsfilter=${space}&filter=${String(name)}`)).toEqual(['getFile_IafFileSvc']);
    }
    expect((await rest(product, at(stored), { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, at(stored))).status).toBe(404);
    expect((await rest(product, at(stored), { method: 'DELETE' })).status).toBe(404);
    for (const name of ['a', stored._id]) {
      const answer = await rpc(product, `nsfilter=${space}&filter=${String(name)}`, { method: 'tools/list' });
      expect(answer).toMatchObject({ status: 404, body: { error: { data: { errors: [{ path: 'filter' }] } } } });
    }
    await create(filter('a', { _name: 'x' }));
  });
});
