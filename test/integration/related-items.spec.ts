import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import { collection, done, ITEMS, newNamespace, store, valuesOf, within } from './support/api.ts';

let product: LocalProcess;
let space: string;
/** Path of the related items of a new collection. */
let related: string;
let collectionId: string;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  const [{ _id }] = await store(product, within(space, ITEMS), [collection()]);
  collectionId = _id;
  related = `${ITEMS}/${collectionId}/relateditems`;
});

const list = (query: Record<string, string> = {}) => done(product, within(space, related, query));
const at = ({ _id }: { _id: string }): string => `${related}/${_id}`;

describe('a related item', () => {
  it('is created from an array, and answered as a page', async () => {
    const body = [{ colour: 'red', size: { x: 1 }, tags: ['a'] }, { colour: 'blue' }];
    const answer = await rest(product, related, { body });
    expect(answer).toMatchObject({ status: 201, body: { _offset: 0, _pageSize: 2, _total: 2 } });
    const [first] = answer.body._list;
    expect(first).toEqual({
      ...body[0],
      _id: expect.any(String),
      _irn: `itemsvc:relateditem:${String(first._id)}`,
      _collectionId: collectionId,
      _namespaces: [space],
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
    });
    expect(await done(product, at(first))).toEqual(first);
  });

  it('may belong to any class of collection', async () => {
    for (const _itemClass of ['NamedFileCollection', 'NamedTelemetryCollection']) {
      const [{ _id }] = await store(product, within(space, ITEMS), [collection({ _itemClass })]);
      expect((await rest(product, `${ITEMS}/${String(_id)}/relateditems`, { body: [{ a: 1 }] })).status).toBe(201);
    }
  });

  it('is replaced by PUT and merged by PATCH', async () => {
    const [item] = await store(product, related, [{ a: 1, b: 2 }]);
    expect(await done(product, at(item), { method: 'PATCH', body: { b: 3, c: 4 } })).toMatchObject({
      a: 1,
      b: 3,
      c: 4,
    });
    const replaced = await done(product, at(item), { method: 'PUT', body: { d: 5 } });
    expect(replaced).toMatchObject({ d: 5, _id: item._id, _collectionId: collectionId });
    expect(replaced).not.toHaveProperty('a');
    expect(await done(product, at(item))).toEqual(replaced);
  });

  it('refuses a lost update, and loses no concurrent change', async () => {
    const [item] = await store(product, related, [{ a: 1 }]);
    const etag = (await rest(product, at(item))).headers.get('etag')!;
    const change = (body: object, method = 'PATCH') =>
      rest(product, at(item), { method, body, headers: { 'if-match': etag } });
    const answers = await Promise.all([1, 2, 3].map((b) => change({ b })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await change({ c: 1 }, 'PUT')).status).toBe(412);
    const fields = ['d', 'e', 'f', 'g', 'h', 'i'];
    const unconditional = await Promise.all(
      fields.map((field) => rest(product, at(item), { method: 'PATCH', body: { [field]: 1 } })),
    );
    expect(unconditional.map(({ status }) => status)).toEqual(fields.map(() => 200));
    expect(Object.keys(await done(product, at(item)))).toEqual(expect.arrayContaining(['a', 'b', ...fields]));
    const replaced = await Promise.all([1, 2, 3].map((a) => rest(product, at(item), { method: 'PUT', body: { a } })));
    expect(replaced.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it.each(['_id', '_collectionId', '_namespaces', '_metadata', '_irn', '_revision'])(
    'cannot be given %s by PUT or PATCH',
    async (field) => {
      const [item] = await store(product, related, [{ a: 1 }]);
      for (const method of ['PUT', 'PATCH']) {
        const answer = await rest(product, at(item), { method, body: { [field]: 'x' } });
        expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
      }
      expect(await done(product, at(item))).toEqual(item);
    },
  );

  it('is gone after its deletion, and with its collection', async () => {
    const [one, two] = await store(product, related, [{ a: 1 }, { a: 2 }]);
    expect((await rest(product, at(one), { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, at(one))).status).toBe(404);
    expect((await rest(product, at(one), { method: 'DELETE' })).status).toBe(404);
    expect((await list())._list).toEqual([two]);
    await done(product, `${ITEMS}/${collectionId}`, { method: 'DELETE' });
    for (const path of [at(two), related]) expect((await rest(product, path)).status).toBe(404);
  });

  it('is not found through another collection', async () => {
    const [item] = await store(product, related, [{ a: 1 }]);
    const [other] = await store(product, within(space, ITEMS), [collection()]);
    const path = `${ITEMS}/${String(other._id)}/relateditems/${String(item._id)}`;
    for (const method of ['GET', 'DELETE']) expect((await rest(product, path, { method })).status).toBe(404);
    expect(await done(product, at(item))).toEqual(item);
  });
});

describe('the list of related items', () => {
  beforeEach(async () => {
    const records = [5, 3, 1, 4, 2].map((n) => ({ n, parity: n % 2 === 0 ? 'even' : 'odd', parts: [{ k: n }] }));
    await store(product, related, records);
  });

  const QUERIES: [object, number[]][] = [
    [{ parity: 'even' }, [2, 4]],
    [{ n: { $gte: 2, $lt: 4 } }, [2, 3]],
    [{ 'parts.k': { $in: [1, 5] } }, [1, 5]],
    [{ parts: { $elemMatch: { k: { $gt: 4 } } } }, [5]],
    [{ parity: { $regex: '^o' }, n: { $ne: 1 } }, [3, 5]],
    [{ absent: { $exists: false }, n: 1 }, [1]],
    [{ n: '1' }, []],
    [{ _collectionId: 'other' }, []],
  ];
  it.each(QUERIES)('answers %j', async (query, values) => {
    const page = await list({ query: JSON.stringify(query), sort: '{"n": 1}' });
    expect(valuesOf(page, 'n')).toEqual(values);
    expect(page._total).toBe(values.length);
  });

  it('is sorted, cut into pages and projected', async () => {
    const page = await list({
      sort: '{"n": -1}',
      page: '{"_offset": 1, "_pageSize": 3}',
      project: '{"n": 1, "_id": 0}',
    });
    expect(page).toEqual({ _offset: 1, _pageSize: 3, _total: 5, _list: [{ n: 4 }, { n: 3 }, { n: 2 }] });
  });

  it('holds only its own collection', async () => {
    const [{ _id }] = await store(product, within(space, ITEMS), [collection()]);
    await store(product, `${ITEMS}/${String(_id)}/relateditems`, [{ n: 99 }]);
    expect(valuesOf(await list({ sort: '{"n": 1}' }), 'n')).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a search of related items', () => {
  const search = (searchText: string, query: Record<string, string> = {}) =>
    done(product, within(space, `${related}/search`, { searchText, ...query }));
  const names = async (searchText: string, query: Record<string, string> = {}) =>
    valuesOf(await search(searchText, { sort: '{"name": 1}', ...query }), 'name');

  beforeEach(async () => {
    await store(product, related, [
      { name: 'Kitchen', floor: 0, about: { text: 'Warm WATER and an oven' } },
      { name: 'Lobby', floor: 0, tags: ['water', 'Fountain'] },
      { name: 'Office', floor: 1, about: { text: 'no oven, cold water' } },
      { name: '.*', floor: 2 },
    ]);
  });

  it('finds the records whose texts hold all the words, in any field and any case', async () => {
    expect(await names('water')).toEqual(['Kitchen', 'Lobby', 'Office']);
    expect(await names('OVEN  water')).toEqual(['Kitchen', 'Office']);
    expect(await names('fount wat')).toEqual(['Lobby']);
    expect(await names('.*')).toEqual(['.*']);
    expect(await names('nowhere')).toEqual([]);
    expect(await names(space)).toEqual([]);
  });

  it('is narrowed by a query, sorted, cut into pages and projected', async () => {
    expect(await names('water', { query: '{"floor": 0}' })).toEqual(['Kitchen', 'Lobby']);
    const page = await search('water', {
      sort: '{"name": -1}',
      _offset: '1',
      _pageSize: '1',
      project: '{"name": 1, "_id": 0}',
    });
    expect(page).toEqual({ _offset: 1, _pageSize: 1, _total: 3, _list: [{ name: 'Lobby' }] });
  });

  it('ends a page before it is too large, and counts on', async () => {
    const large = 'x'.repeat(3 * 1024 * 1024);
    for (const name of ['a', 'b', 'c', 'd']) await store(product, related, [{ name, large }]);
    const page = await search('xxx', { project: '{"name": 1}' });
    expect([page._total, page._list.length]).toEqual([4, 2]);
    const next = await search('xxx', { project: '{"name": 1}', _offset: '2' });
    expect(next._list).toHaveLength(2);
  });

  it('refuses a text without words, with too many, or with none given', async () => {
    for (const text of ['', ' ', 'x'.repeat(201), 'a b c d e f g h i j k']) {
      const answer = await rest(product, within(space, `${related}/search`, { searchText: text }));
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'searchText' }] } });
    }
    expect((await rest(product, within(space, `${related}/search`))).body.errors).toMatchObject([
      { path: 'searchText', message: expect.stringContaining('is required') },
    ]);
    expect((await rest(product, within('other', `${related}/search`, { searchText: 'a' }))).status).toBe(404);
  });
});
