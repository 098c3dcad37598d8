import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  everything,
  FUNCTIONS,
  ITEM_VERSIONS,
  ITEMS,
  type Json,
  newNamespace,
  script,
  store,
  valuesOf,
  within,
} from './support/api.ts';

let product: LocalProcess;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

const config = (data: unknown, fields: object = {}) => ({
  _name: 'Settings',
  _userType: 'settings',
  _itemClass: 'UserConfig',
  _version: { _userData: data },
  ...fields,
});
const list = (query: Record<string, string> = {}) => done(product, within(space, ITEMS, query));
const namesOf = (page: Json): string[] => valuesOf(page, '_name');
const at = (item: { _id: string }, rest = ''): string => `${ITEMS}/${item._id}${rest}`;

describe('an item', () => {
  it('is created from an array, and answered as a page', async () => {
    const body = [config({ a: 1 }, { _shortName: 'set', _description: 'All of it' }), collection()];
    const answer = await rest(product, within(space, ITEMS), { body });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ _offset: 0, _pageSize: 2, _total: 2 });
    const [first, second] = answer.body._list;
    expect(first).toEqual({
      _id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      _irn: `itemsvc:nameduseritem:${String(first._id)}`,
      _name: 'Settings',
      _shortName: 'set',
      _description: 'All of it',
      _namespaces: [space],
      _userType: 'settings',
      _itemClass: 'UserConfig',
      _tipId: expect.any(String),
      _tipVersion: 1,
      _versions: [
        {
          _id: first._tipId,
          _userItemDbId: first._id,
          _isTip: true,
          _version: 1,
          _userData: { a: 1 },
          _metadata: first._metadata,
        },
      ],
      _metadata: {
        _createdAt: expect.stringMatching(/Z$/),
        _createdById: 'admin',
        _updatedAt: first._metadata._createdAt,
        _updatedById: 'admin',
      },
    });
    expect(second).toMatchObject({ _itemClass: 'NamedUserCollection', _description: '' });
    expect(await done(product, at(first))).toEqual(first);
  });

  it.each([
    'Script',
    'NamedUserCollection',
    'NamedFileCollection',
    'NamedTelemetryCollection',
    'NamedCompositeItem',
    'UserConfig',
  ])('may be of class %s', async (_itemClass) => {
    const [item] = await store(product, within(space, ITEMS), [script(declares('f'), { _itemClass })]);
    expect(await done(product, at(item))).toEqual(item);
  });

  it('is changed by PUT and PATCH, with what is left out as each says', async () => {
    const [item] = await store(product, within(space, ITEMS), [config(1, { _shortName: 's', _description: 'd' })]);
    const patched = await done(product, at(item), { method: 'PATCH', body: { _name: 'Other' } });
    expect(patched).toMatchObject({ _name: 'Other', _shortName: 's', _description: 'd', _tipVersion: 1 });
    const body = { _name: 'Third', _userType: 'other' };
    const replaced = await done(product, at(item), { method: 'PUT', body });
    expect(replaced).toMatchObject({ ...body, _description: '', _tipVersion: 1, _itemClass: 'UserConfig' });
    expect(replaced).not.toHaveProperty('_shortName');
    expect(await done(product, at(item))).toEqual(replaced);
    expect(replaced._metadata._createdAt).toBe(item._metadata._createdAt);
  });

  it('refuses a lost update', async () => {
    const [item] = await store(product, within(space, ITEMS), [config(1)]);
    const etag = (await rest(product, at(item))).headers.get('etag')!;
    const change = (method: string, body: object) =>
      rest(product, at(item), { method, body, headers: { 'if-match': etag } });
    const first = await change('PATCH', { _name: 'First' });
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).not.toBe(etag);
    for (const method of ['PATCH', 'PUT']) {
      const lost = await change(method, { _name: 'Second', _userType: 'x', _version: { _userData: 2 } });
      expect(lost).toMatchObject({ status: 412, body: { code: 'PreconditionFailed' } });
    }
    expect(await done(product, at(item))).toMatchObject({ _name: 'First', _tipVersion: 1 });
    const again = await rest(product, at(item), {
      method: 'PUT',
      body: { _name: 'Second', _userType: 'x' },
      headers: { 'if-match': first.headers.get('etag')! },
    });
    expect(again.status).toBe(200);
  });

  it('lets one of two changes of the same state through', async () => {
    const [item] = await store(product, within(space, ITEMS), [config(1)]);
    const etag = (await rest(product, at(item))).headers.get('etag')!;
    const changes = ['a', 'b', 'c', 'd'].map((_name) =>
      rest(product, at(item), { method: 'PATCH', body: { _name }, headers: { 'if-match': etag } }),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412]);
  });

  it('is gone after its deletion, with its versions', async () => {
    const [item, other] = await store(product, within(space, ITEMS), [config(1), config(2)]);
    expect((await rest(product, at(item), { method: 'DELETE' })).status).toBe(204);
    for (const path of [at(item), at(item, '/versions'), `${ITEM_VERSIONS}/${String(item._tipId)}`]) {
      expect(await rest(product, path)).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    }
    expect((await rest(product, at(item), { method: 'DELETE' })).status).toBe(404);
    expect((await list())._list).toEqual([other]);
  });

  it('is seen only in the namespaces that nsfilter names', async () => {
    const [item] = await store(product, within(space, ITEMS), [config(1)]);
    expect((await rest(product, within(space, at(item)))).status).toBe(200);
    expect((await rest(product, within('other', at(item)))).status).toBe(404);
    expect((await rest(product, within(`other,${space}`, at(item)))).status).toBe(200);
  });

  it('may lie in several namespaces', async () => {
    const other = newNamespace();
    const elements = [config(1), config(2, { _namespaces: [other] })];
    const [both, one] = await store(product, within(`${space},${other}`, ITEMS), elements);
    expect(both._namespaces).toEqual([space, other]);
    expect((await list())._list).toEqual([both]);
    expect((await done(product, within(other, ITEMS)))._total).toBe(2);
    expect((await done(product, within(`${space},${other}`, ITEMS)))._total).toBe(2);
    expect(one._namespaces).toEqual([other]);
  });
});

describe('versions', () => {
  it('are added, move the tip, and never change', async () => {
    const [item] = await store(product, within(space, ITEMS), [config({ v: 1 })]);
    const added = await rest(product, at(item, '/versions'), { body: { _userData: { v: 2 } } });
    expect(added).toMatchObject({ status: 201, body: { _tipVersion: 2, _versions: [{ _userData: { v: 2 } }] } });
    await done(product, at(item), { method: 'PATCH', body: { _version: { _userData: { v: 3 } } } });
    await done(product, at(item), { method: 'PUT', body: { ...config({ v: 4 }), _itemClass: undefined } });
    const versions = await done(product, at(item, '/versions'));
    expect(versions._total).toBe(4);
    expect(versions._list).toMatchObject([
      { _version: 4, _isTip: true, _userData: { v: 4 } },
      { _version: 3, _isTip: false, _userData: { v: 3 } },
      { _version: 2, _isTip: false, _userData: { v: 2 } },
      { _version: 1, _isTip: false, _userData: { v: 1 } },
    ]);
    const first = await done(product, `${ITEM_VERSIONS}/${String(item._tipId)}`);
    expect(first).toEqual({ ...item._versions[0], _isTip: false });
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await rest(product, `${ITEM_VERSIONS}/${String(item._tipId)}`, { method, body: { _userData: 0 } });
      expect(answer.status).toBe(404);
    }
    const page = await done(product, `${at(item, '/versions')}?_offset=1&_pageSize=2`);
    expect(page).toMatchObject({ _offset: 1, _pageSize: 2, _total: 4, _list: [{ _version: 3 }, { _version: 2 }] });
  });

  it('are not added by a change that leaves the data as it is', async () => {
    const [item] = await store(product, within(space, ITEMS), [config({ v: 1 })]);
    const body = { _name: 'Renamed', _version: { _userData: { v: 1 } } };
    expect(await done(product, at(item), { method: 'PATCH', body })).toMatchObject({
      _name: 'Renamed',
      _tipVersion: 1,
    });
  });

  it('that are added at the same time are all kept, each with a number of its own', async () => {
    const [item] = await store(product, within(space, ITEMS), [config(0)]);
    const data = Array.from({ length: 12 }, (_, index) => index + 1);
    const answers = await Promise.all(
      data.map((_userData) => rest(product, at(item, '/versions'), { body: { _userData } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(data.map(() => 201));
    const versions = await done(product, at(item, '/versions'));
    expect(valuesOf(versions, '_version')).toEqual([...data, 13].reverse());
    expect(valuesOf<number>(versions, '_userData').sort((a, b) => a - b)).toEqual([0, ...data]);
    expect(valuesOf(versions, '_isTip').filter(Boolean)).toHaveLength(1);
  });

  it('keep any JSON as it is', async () => {
    const data = { a: [1, null, true, -0.5, 1e21, '\u0000 ü 𝄞'], 'dotted.key': { $set: 1, '': [] } };
    const [item] = await store(product, within(space, ITEMS), [config(data)]);
    expect((await done(product, at(item)))._versions[0]._userData).toEqual(data);
  });
});

describe('the list of items', () => {
  beforeEach(async () => {
    const elements = ['ant', 'bee', 'cat', 'dog', 'eel'].map((_name, index) =>
      config(index, { _name, _userType: index % 2 === 0 ? 'even' : 'odd', _description: `no ${String(index)}` }),
    );
    await store(product, within(space, ITEMS), elements);
  });

  const QUERIES: [object, string[]][] = [
    [{}, ['ant', 'bee', 'cat', 'dog', 'eel']],
    [{ _userType: 'even' }, ['ant', 'cat', 'eel']],
    [{ _userType: { $ne: 'even' } }, ['bee', 'dog']],
    [{ _name: { $in: ['ant', 'eel', 'fox'] } }, ['ant', 'eel']],
    [{ _name: { $nin: ['ant', 'eel'] } }, ['bee', 'cat', 'dog']],
    [{ _name: { $gt: 'bee', $lte: 'dog' } }, ['cat', 'dog']],
    [{ _name: { $regex: '^.[ae]' } }, ['bee', 'cat', 'eel']],
    [{ _name: { $regex: '^A', $options: 'i' } }, ['ant']],
    [{ _name: { $not: { $regex: 'e' } } }, ['ant', 'cat', 'dog']],
    [{ $or: [{ _name: 'ant' }, { $and: [{ _userType: 'odd' }, { _name: 'dog' }] }] }, ['ant', 'dog']],
    [{ $nor: [{ _userType: 'odd' }] }, ['ant', 'cat', 'eel']],
    [{ _shortName: { $exists: true } }, []],
    [{ _namespaces: { $size: 1 }, _tipVersion: 1 }, ['ant', 'bee', 'cat', 'dog', 'eel']],
    [{ _namespaces: { $all: ['elsewhere'] } }, []],
    [{ _namespaces: { $in: ['demo'] } }, []],
    [{ '_metadata._createdById': 'admin', _name: 'bee' }, ['bee']],
  ];
  it.each(QUERIES)('answers %j', async (query, names) => {
    const page = await list({ query: JSON.stringify(query), sort: '{"_name": 1}' });
    expect(namesOf(page)).toEqual(names);
    expect(page._total).toBe(names.length);
  });

  it('is sorted and cut into pages that neither repeat nor miss', async () => {
    expect(namesOf(await list({ sort: '{"_name": -1}' }))).toEqual(['eel', 'dog', 'cat', 'bee', 'ant']);
    expect(namesOf(await list({ sort: '{"_userType": "desc", "_name": "asc"}' }))).toEqual([
      'bee',
      'dog',
      'ant',
      'cat',
      'eel',
    ]);
    const page = await list({ sort: '{"_name": 1}', page: '{"_offset": 1, "_pageSize": 2}' });
    expect(page).toMatchObject({ _offset: 1, _pageSize: 2, _total: 5 });
    expect(namesOf(page)).toEqual(['bee', 'cat']);
    const seen = [];
    for (let offset = 0; offset < 5; offset += 2) {
      seen.push(...namesOf(await list({ sort: '{"_userType": 1}', _offset: String(offset), _pageSize: '2' })));
    }
    expect(seen.sort()).toEqual(['ant', 'bee', 'cat', 'dog', 'eel']);
    expect(await list({ _offset: '100' })).toMatchObject({ _offset: 100, _pageSize: 50, _total: 5, _list: [] });
  });

  it('answers with the fields that are asked for', async () => {
    const query = '{"_name": "ant"}';
    const [{ _id }] = (await list({ query }))._list;
    expect((await list({ query, project: '{"_name": 1}' }))._list).toEqual([{ _id, _name: 'ant' }]);
    expect((await list({ query, project: '{"_name": 1, "_id": 0}' }))._list).toEqual([{ _name: 'ant' }]);
    const [slim] = (await list({ query, project: '{"_versions": 0, "_metadata": 0}' }))._list;
    expect(slim).toMatchObject({ _id, _name: 'ant', _tipVersion: 1 });
    expect(slim).not.toHaveProperty('_versions');
    const [nested] = (await list({ query, project: '{"_metadata._createdById": 1}' }))._list;
    expect(nested).toEqual({ _id, _metadata: { _createdById: 'admin' } });
  });
});

describe('scripts', () => {
  const SOURCE = `/**
 * Adds two numbers.
 * @title Adder
 * @category maths
 * @tag sum, numbers
 * @param {number} input.a - the first
 * @param {number} [input.b=2] - the second
 * @returns {{ sum: number }}
 */
async function add(input, libraries, ctx) {
  return { sum: input.a + input.b };
}
const local = () => 1;
function second() {}
`;
  const functions = (query: Record<string, string> = {}) => done(product, within(space, FUNCTIONS, query));

  it('are indexed by function, with what JSDoc says', async () => {
    const [item] = await store(product, within(space, ITEMS), [script(SOURCE, { _userType: 'maths' })]);
    const { _total, _list } = await functions();
    expect(_total).toBe(2);
    expect(_list[0]).toMatchObject({
      name: 'add',
      parameters: ['input', 'libraries', 'ctx'],
      async: true,
      description: 'Adds two numbers.',
      title: 'Adder',
      category: 'maths',
      inputSchema: {
        type: 'object',
        properties: {
          a: { type: 'number', description: 'the first' },
          b: { type: 'number', description: 'the second', default: 2 },
        },
        required: ['a'],
      },
      line: 10,
      _itemId: item._id,
      _userType: 'maths',
      _versionId: item._tipId,
      _version: 1,
      _namespaces: [space],
    });
    expect(_list[1]).toMatchObject({ name: 'second', parameters: [], async: false, line: 14 });
    expect((await functions({ _name: 'second' }))._list).toEqual([_list[1]]);
    expect((await functions({ _userType: 'other' }))._total).toBe(0);
    expect(await functions({ _offset: '1', _pageSize: '1' })).toMatchObject({ _total: 2, _list: [{ name: 'second' }] });
  });

  it('are indexed anew with each version, and no longer when they are deleted', async () => {
    const [item] = await store(product, within(space, ITEMS), [script(declares('one')), script(declares('other'))]);
    await done(product, at(item, '/versions'), { body: { _userData: declares('two') } });
    expect(valuesOf(await functions(), 'name').sort()).toEqual(['other', 'two']);
    await done(product, at(item), { method: 'DELETE' });
    expect((await functions())._list).toMatchObject([{ name: 'other' }]);
  });

  it('are known of each version that was ever stored, by its number and by its id', async () => {
    const [item, other] = await store(product, within(space, ITEMS), [
      script(declares('one')),
      script(declares('other'), { _userType: 'others' }),
    ]);
    await done(product, at(item, '/versions'), {
      body: { _userData: '/** @param {string} input.id */\n' + declares('two') },
    });
    const first = { name: 'one', _itemId: item._id, _versionId: item._tipId, _version: 1 };
    expect((await functions({ _version: '1', _userType: 'scripts' }))._list).toMatchObject([first]);
    expect((await functions({ _versionId: item._tipId }))._list).toMatchObject([first]);
    expect((await functions({ _version: '2' }))._list).toMatchObject([
      { name: 'two', _version: 2, inputSchema: { required: ['id'] } },
    ]);
    expect(valuesOf(await functions({ _version: '1' }), 'name').sort()).toEqual(['one', 'other']);
    const both = `${within(space, FUNCTIONS)}&_versionId=${item._tipId}&_versionId=${other._tipId}`;
    expect(valuesOf(await done(product, both), 'name').sort()).toEqual(['one', 'other']);
    expect((await functions({ _version: '3' }))._total).toBe(0);
    expect((await functions({ _versionId: item._tipId, _version: '2' }))._total).toBe(0);
    const elsewhere = newNamespace();
    await store(product, within(elsewhere, ITEMS), [script(declares('one'))]);
    expect((await done(product, within(elsewhere, FUNCTIONS, { _versionId: item._tipId })))._total).toBe(0);
    await done(product, at(item), { method: 'DELETE' });
    expect((await functions({ _versionId: item._tipId }))._total).toBe(0);
  });

  it('with a syntax error are refused as a new version too, and the tip stays', async () => {
    const [item] = await store(product, within(space, ITEMS), [script(declares('one'))]);
    for (const [method, path, body] of [
      ['POST', at(item, '/versions'), { _userData: 'function one( {' }],
      ['PATCH', at(item), { _version: { _userData: 'function one( {' } }],
      ['PATCH', at(item), { _version: { _userData: 7 } }],
    ] as const) {
      const before = await everything(product, space);
      const answer = await rest(product, path, { method, body });
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'ValidationFailed', errors: [{ path: expect.stringMatching(/_userData$/) }] },
      });
      expect(await everything(product, space)).toBe(before);
    }
    expect((await done(product, at(item, '/versions')))._total).toBe(1);
  });

  it('of one namespace and type may not declare the same function', async () => {
    const source = declares('taken');
    await store(product, within(space, ITEMS), [script(source)]);
    const refused = { status: 409, body: { code: 'Conflict' } };
    const before = await everything(product, space);
    const twice = await rest(product, within(space, ITEMS), {
      body: [script(declares('free')), script(declares('taken'))],
    });
    expect(twice).toMatchObject({ ...refused, body: { errors: [{ path: '[1]._version._userData' }] } });
    expect(twice.body.detail).toMatch(/already declares the function "taken"/);
    const within2 = [script(declares('a')), script(declares('a'))];
    expect(await rest(product, within(space, ITEMS), { body: within2 })).toMatchObject(refused);
    expect(await everything(product, space)).toBe(before);

    const [other] = await store(product, within(space, ITEMS), [script(declares('other'))]);
    const stands = await everything(product, space);
    const changes = [
      rest(product, at(other, '/versions'), { body: { _userData: source } }),
      rest(product, at(other), { method: 'PATCH', body: { _version: { _userData: source } } }),
    ];
    for (const answer of await Promise.all(changes)) expect(answer).toMatchObject(refused);
    const [elsewhere] = await store(product, within(space, ITEMS), [script(source, { _userType: 'elsewhere' })]);
    const moved = await rest(product, at(elsewhere), { method: 'PATCH', body: { _userType: 'scripts' } });
    expect(moved).toMatchObject(refused);
    await done(product, at(elsewhere), { method: 'DELETE' });
    expect(await everything(product, space)).toBe(stands);
    await store(product, within(newNamespace(), ITEMS), [script(source)]);
  });

  it('that declare the same function at the same time: exactly one is stored', async () => {
    const bodies = Array.from({ length: 6 }, (_, index) => [
      script(declares(`mine_${String(index)}`)),
      script(declares('wanted')),
    ]);
    const answers = await Promise.all(bodies.map((body) => rest(product, within(space, ITEMS), { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect((await list())._total).toBe(2);
    expect((await functions({ _name: 'wanted' }))._total).toBe(1);
  });

  it('whose functions are taken by two changes at the same time: exactly one wins', async () => {
    const items = await store(
      product,
      within(space, ITEMS),
      ['a', 'b', 'c'].map((name) => script(declares(name))),
    );
    const answers = await Promise.all(
      items.map((item) => rest(product, at(item, '/versions'), { body: { _userData: declares('wanted') } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await functions({ _name: 'wanted' }))._total).toBe(1);
    for (const item of items) {
      const { _tipVersion } = await done(product, at(item));
      expect((await done(product, at(item, '/versions')))._list).toHaveLength(_tipVersion);
    }
  });
});
