import type { Principal } from '#libs/access';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import { declares, done, ITEMS, newNamespace, script, SETTINGS, store, within } from './support/api.ts';
import { callTool } from './support/mcp.ts';
import { asPrincipal, SERVICE_KEY } from './support/run-tokens.ts';

let product: LocalProcess;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess({
    environment: { SERVICE_KEY, FETCH_PRIVATE_HOSTS: 'wiki.internal,10.1.1.1:8080' },
  });
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

const as = (principal: Partial<Principal>): Promise<Product> =>
  asPrincipal(product, { kind: 'service', namespaces: [], ...principal });

const read = (caller: Product = product, namespace = space) => rest(caller, within(namespace, SETTINGS));
const put = (_fetchHosts: unknown, { caller = product, ...headers }: { caller?: Product; 'if-match'?: string } = {}) =>
  rest(caller, within(space, SETTINGS), { method: 'PUT', body: { _fetchHosts }, headers });

describe('the settings of a namespace', () => {
  it('allow nothing until somebody sets them', async () => {
    expect((await read()).status).toBe(404);
    await store(product, within(space, ITEMS), [script(declares('answer'))]);
    const unset = await read();
    expect(unset).toMatchObject({ status: 200, body: { _namespace: space, _fetchHosts: [] } });
    expect(unset.body).not.toHaveProperty('_metadata');
    expect(unset.headers.get('etag')).toBe('"0"');
  });

  it('are stored in one way of writing, with who set them, and make the namespace exist', async () => {
    const stored = await put(['API.Example.com', 'api.example.com', '*.example.org:8443', 'wiki.internal', '1.1.1.1']);
    expect(stored).toMatchObject({
      status: 200,
      body: {
        _namespace: space,
        _fetchHosts: ['api.example.com', '*.example.org:8443', 'wiki.internal', '1.1.1.1'],
        _metadata: { _createdById: 'admin', _updatedById: 'admin' },
      },
    });
    expect(await read()).toMatchObject({ status: 200, body: stored.body });
    const other = await as({ namespaces: [space] });
    await put([], { caller: other });
    const { body } = await read();
    expect(body).toMatchObject({ _fetchHosts: [], _metadata: { _createdById: 'admin', _updatedById: 'somebody' } });
  });

  it('are changed only from the revision that If-Match names', async () => {
    expect((await put(['a.example.com'], { 'if-match': '"1"' })).status).toBe(412);
    const first = await put(['a.example.com'], { 'if-match': '"0"' });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"1"']);
    expect((await put(['b.example.com'], { 'if-match': '"0"' })).status).toBe(412);
    expect((await put(['b.example.com'], { 'if-match': '"1"' })).status).toBe(200);
    expect((await read()).body._fetchHosts).toEqual(['b.example.com']);
    const all = await Promise.all(Array.from({ length: 5 }, (_, index) => put([`h${index}.example.com`])));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await read()).headers.get('etag')).toBe('"7"');
  });

  it.each([
    [['api.example.com', '*'], '_fetchHosts[1]'],
    [['*.com'], '_fetchHosts[0]'],
    [['10.0.0.0/8'], '_fetchHosts[0]'],
    [['10.1.1.1', 'localhost'], '_fetchHosts[1]'],
    [['169.254.169.254'], '_fetchHosts[0]'],
    [['metadata.google.internal'], '_fetchHosts[0]'],
    [['https://api.example.com'], '_fetchHosts[0]'],
    [[''], '_fetchHosts[0]'],
    [[1], '_fetchHosts[0]'],
    ['api.example.com', '_fetchHosts'],
    [undefined, '_fetchHosts'],
  ])('refuse %j and name the entry', async (hosts, path) => {
    expect(await put(hosts)).toMatchObject({
      status: 400,
      body: { code: 'ValidationFailed', errors: [{ path, message: expect.any(String) }] },
    });
    expect((await read()).status).toBe(404);
  });

  it('refuse more hosts than anybody looks through', async () => {
    const hosts = Array.from({ length: 201 }, (_, index) => `h${String(index)}.example.com`);
    expect(await put(hosts)).toMatchObject({ status: 400, body: { errors: [{ path: '_fetchHosts' }] } });
    expect((await put(hosts.slice(1))).status).toBe(200);
  });

  it('belong to one namespace, and are seen and set by its principals alone', async () => {
    await put(['a.example.com']);
    const mine = await as({ namespaces: [space] });
    const foreign = await as({ namespaces: [newNamespace()] });
    expect((await read(mine)).status).toBe(200);
    expect((await put(['b.example.com'], { caller: mine })).status).toBe(200);
    for (const answer of [await read(foreign), await put([], { caller: foreign })]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'NamespaceNotFound' } });
    }
    const several = await rest(product, within(`${space},other`, SETTINGS));
    expect(several).toMatchObject({ status: 400, body: { errors: [{ path: 'nsfilter' }] } });
    expect((await read()).body._fetchHosts).toEqual(['b.example.com']);
  });

  it('are read by scripts and models, and changed by neither', async () => {
    await put(['a.example.com']);
    const name = 'getNamespaceSettings_IafItemSvc';
    const { result } = await callTool(product, `nsfilter=${space}`, { name, arguments: {} });
    expect(result.structuredContent).toMatchObject({ _fetchHosts: ['a.example.com'] });
    const run = await as({ kind: 'run', namespaces: [space] });
    expect(await put(['b.example.com'], { caller: run })).toMatchObject({
      status: 403,
      body: { code: 'Forbidden', detail: expect.stringMatching(/A script may not/) },
    });
    expect((await done(product, within(space, SETTINGS)))._fetchHosts).toEqual(['a.example.com']);
  });
});
