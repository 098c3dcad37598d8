import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import { done, file, FILES, type Json, newNamespace, store, valuesOf, within } from './support/api.ts';

const MAX_FILE_BYTES = 4 * 1024 * 1024;

let product: LocalProcess;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { MAX_FILE_BYTES: String(MAX_FILE_BYTES) } });
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

const list = (query: Record<string, string> = {}) => done(product, within(space, FILES, query));
const at = ({ _id }: { _id: string }, rest = ''): string => `${FILES}/${_id}${rest}`;
const newFile = async (fields: object = {}): Promise<Json> =>
  (await store(product, within(space, FILES), [file(fields)]))[0];

/** Puts content as a stream of chunks, whose length is not declared. */
async function put(path: string, body: Uint8Array | string, contentType?: string) {
  const response = await fetch(new URL(path, product.url), {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${product.token}`,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
    body: new Blob([body as Uint8Array<ArrayBuffer>]).stream(),
    duplex: 'half',
  });
  return { status: response.status, body: (await response.json()) as Json };
}

async function get(path: string) {
  const response = await fetch(new URL(path, product.url), { headers: { authorization: `Bearer ${product.token}` } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a file', () => {
  it('is created from an array, empty at first, and answered as a page', async () => {
    const body = [file({ _name: 'a b.txt', _tags: ['x', 'y'], _description: 'd' }), file()];
    const answer = await rest(product, within(space, FILES), { body });
    expect(answer).toMatchObject({ status: 201, body: { _offset: 0, _pageSize: 2, _total: 2 } });
    const [first, second] = answer.body._list;
    expect(first).toEqual({
      _id: expect.any(String),
      _irn: `filesvc:file:${String(first._id)}`,
      _name: 'a b.txt',
      _description: 'd',
      _namespaces: [space],
      _tags: ['x', 'y'],
      _status: 'EMPTY',
      _tipId: null,
      _tipVersion: 0,
      _fileVersion: null,
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
    });
    expect(second._tags).toEqual([]);
    expect(await done(product, at(first))).toEqual(first);
    expect(await rest(product, at(first, '/content'))).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    expect((await done(product, at(first, '/versions')))._list).toEqual([]);
  });

  it('keeps 3 MB of any bytes, with type, size and hash', async () => {
    const bytes = randomBytes(3 * 1024 * 1024 + 17);
    const stored = await newFile({ _name: 'größe "1".bin' });
    const answer = await put(at(stored, '/content'), bytes, 'image/x-strange; q="1"');
    const version = {
      _version: 1,
      _isTip: true,
      _fileId: stored._id,
      _contentType: 'image/x-strange; q="1"',
      _size: bytes.length,
      _sha256: sha256(bytes),
    };
    expect(answer).toMatchObject({
      status: 200,
      body: { _status: 'AVAILABLE', _tipVersion: 1, _fileVersion: version },
    });
    const content = await get(at(stored, '/content'));
    expect(sha256(content.bytes)).toBe(sha256(bytes));
    expect(Object.fromEntries(content.headers)).toMatchObject({
      'content-type': version._contentType,
      'content-length': String(bytes.length),
      'x-content-type-options': 'nosniff',
    });
    expect(content.headers.get('content-disposition')).toContain(encodeURIComponent('größe "1".bin'));
  });

  it.each([
    'application/json',
    'text/plain; charset=utf-8',
    'multipart/form-data',
    'application/x-www-form-urlencoded',
  ])('of type %s is stored as it is, and not read', async (contentType) => {
    const stored = await newFile();
    const text = '{ "not": json, --boundary a=b&c';
    expect((await put(at(stored, '/content'), text, contentType)).status).toBe(200);
    const content = await get(at(stored, '/content'));
    expect(content.bytes.toString()).toBe(text);
    expect(content.headers.get('content-type')).toBe(contentType);
  });

  it('without a type is a stream of bytes', async () => {
    const stored = await newFile();
    expect((await put(at(stored, '/content'), 'x')).status).toBe(200);
    expect((await get(at(stored, '/content'))).headers.get('content-type')).toBe('application/octet-stream');
  });

  it('may have no bytes at all', async () => {
    const stored = await newFile();
    expect(await put(at(stored, '/content'), '', 'text/plain')).toMatchObject({
      status: 200,
      body: { _status: 'AVAILABLE', _fileVersion: { _size: 0, _sha256: sha256(Buffer.alloc(0)) } },
    });
    expect(await get(at(stored, '/content'))).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
    const declared = await fetch(new URL(at(stored, '/content'), product.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${product.token}` },
    });
    expect([declared.status, await declared.json()]).toMatchObject([200, { _tipVersion: 2 }]);
    expect((await get(at(stored, '/content'))).bytes).toHaveLength(0);
  });

  it('has versions that stay as they are', async () => {
    const stored = await newFile();
    for (const text of ['one', 'two!', 'three']) await put(at(stored, '/content'), text, `text/${text.slice(0, 3)}`);
    const { _total, _list } = await done(product, at(stored, '/versions'));
    expect(_total).toBe(3);
    expect(_list).toMatchObject([
      { _version: 3, _isTip: true, _size: 5, _contentType: 'text/thr' },
      { _version: 2, _isTip: false, _size: 4, _contentType: 'text/two' },
      { _version: 1, _isTip: false, _size: 3, _contentType: 'text/one' },
    ]);
    for (const [version, text] of [
      ['1', 'one'],
      ['2', 'two!'],
      ['3', 'three'],
    ] as const) {
      const content = await get(`${at(stored, '/content')}?version=${version}`);
      expect(content.bytes.toString()).toBe(text);
      expect(content.headers.get('content-type')).toBe(`text/${text.slice(0, 3)}`);
    }
    const page = await done(product, `${at(stored, '/versions')}?_offset=1&_pageSize=1`);
    expect(page).toMatchObject({ _offset: 1, _pageSize: 1, _total: 3, _list: [{ _version: 2 }] });
    expect((await get(`${at(stored, '/content')}?version=4`)).status).toBe(404);
    for (const version of ['0', '-1', 'tip', '1.0', '']) {
      const answer = await rest(product, `${at(stored, '/content')}?version=${version}`);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'version' }] } });
    }
  });

  it('that several clients put at the same time has a version of each', async () => {
    const stored = await newFile();
    const texts = Array.from({ length: 8 }, (_, index) => `content ${String(index)}`);
    const answers = await Promise.all(texts.map((text) => put(at(stored, '/content'), text, 'text/plain')));
    expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 200));
    const versions = await done(product, at(stored, '/versions'));
    expect(valuesOf(versions, '_version')).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    const contents = await Promise.all(
      texts.map(async (_, index) =>
        (await get(`${at(stored, '/content')}?version=${String(index + 1)}`)).bytes.toString(),
      ),
    );
    expect(contents.sort()).toEqual(texts);
  });

  it('is gone after its deletion, with its contents', async () => {
    const [stored, other] = await store(product, within(space, FILES), [file(), file({ _name: 'b' })]);
    await put(at(stored, '/content'), 'x');
    expect((await rest(product, at(stored), { method: 'DELETE' })).status).toBe(204);
    for (const path of [
      at(stored),
      at(stored, '/versions'),
      at(stored, '/content'),
      `${at(stored, '/content')}?version=1`,
    ]) {
      expect(await rest(product, path)).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    }
    expect((await put(at(stored, '/content'), 'y')).status).toBe(404);
    expect((await rest(product, at(stored), { method: 'DELETE' })).status).toBe(404);
    expect((await list())._list).toEqual([other]);
  });

  it('is seen only in the namespaces that nsfilter names', async () => {
    const stored = await newFile();
    for (const rest of ['', '/versions']) {
      expect((await get(within(space, at(stored, rest)))).status).toBe(200);
      expect((await get(within('other', at(stored, rest)))).status).toBe(404);
    }
    expect((await put(within('other', at(stored, '/content')), 'x')).status).toBe(404);
    expect(await done(product, at(stored))).toEqual(stored);
  });
});

describe('content that does not arrive whole', () => {
  const untouched = async (stored: Json): Promise<void> => {
    expect(await done(product, at(stored))).toEqual(stored);
    expect(await done(product, at(stored, '/versions'))).toMatchObject({ _total: 0, _list: [] });
    expect((await get(at(stored, '/content'))).status).toBe(404);
  };

  it('is refused over the limit, whether its length is declared or not, and no version is left', async () => {
    const stored = await newFile();
    const bytes = Buffer.alloc(MAX_FILE_BYTES + 1);
    const refused = { status: 413, body: { code: 'PayloadTooLarge', detail: expect.stringContaining('4194304') } };
    expect(await put(at(stored, '/content'), bytes)).toMatchObject(refused);
    const declared = await fetch(new URL(at(stored, '/content'), product.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${product.token}` },
      body: bytes,
    });
    expect({ status: declared.status, body: await declared.json() }).toMatchObject(refused);
    await untouched(stored);
    expect((await put(at(stored, '/content'), bytes.subarray(1))).status).toBe(200);
    expect((await get(at(stored, '/content'))).bytes).toHaveLength(MAX_FILE_BYTES);
  });

  it.each(['chunked', 'declared'])('leaves no version when the client goes away in the middle (%s)', async (how) => {
    const stored = await newFile();
    const sent = request(new URL(at(stored, '/content'), product.url), {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${product.token}`,
        ...(how === 'declared' ? { 'content-length': String(MAX_FILE_BYTES) } : {}),
      },
    });
    const ended = new Promise((resolve) => sent.once('close', resolve));
    sent.once('error', () => undefined);
    await new Promise((resolve) => sent.write(randomBytes(1024 * 1024), resolve));
    sent.destroy();
    await ended;
    await untouched(stored);
    expect((await put(at(stored, '/content'), 'whole')).body).toMatchObject({ _tipVersion: 1 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await done(product, at(stored, '/versions'))).toMatchObject({ _total: 1 });
    expect((await get(at(stored, '/content'))).bytes.toString()).toBe('whole');
  });
});

describe('the list of files', () => {
  beforeEach(async () => {
    const elements = ['ant', 'bee', 'cat', 'dog'].map((_name, index) =>
      file({ _name, _tags: index % 2 === 0 ? ['even', 'all'] : ['all'] }),
    );
    await store(product, within(space, FILES), elements);
  });

  const QUERIES: [object, string[]][] = [
    [{}, ['ant', 'bee', 'cat', 'dog']],
    [{ _tags: 'even' }, ['ant', 'cat']],
    [{ _tags: { $all: ['all', 'even'] } }, ['ant', 'cat']],
    [{ _tags: { $size: 1 } }, ['bee', 'dog']],
    [{ _name: { $regex: '^[ab]' } }, ['ant', 'bee']],
    [{ _tipVersion: 0, _tipId: null, _name: { $nin: ['dog'] } }, ['ant', 'bee', 'cat']],
  ];
  it.each(QUERIES)('answers %j', async (query, names) => {
    const page = await list({ query: JSON.stringify(query), sort: '{"_name": 1}' });
    expect(valuesOf(page, '_name')).toEqual(names);
    expect(page._total).toBe(names.length);
  });

  it('is sorted, cut into pages and projected', async () => {
    const page = await list({
      sort: '{"_name": -1}',
      page: '{"_offset": 1, "_pageSize": 2}',
      project: '{"_name": 1, "_status": 1, "_id": 0}',
    });
    expect(page).toEqual({
      _offset: 1,
      _pageSize: 2,
      _total: 4,
      _list: [
        { _name: 'cat', _status: 'EMPTY' },
        { _name: 'bee', _status: 'EMPTY' },
      ],
    });
    const [slim] = (await list({ project: '{"_fileVersion": 0, "_irn": 0}' }))._list;
    expect(slim).not.toHaveProperty('_fileVersion');
    expect(slim).toHaveProperty('_tags');
  });
});
