import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  file,
  FILES,
  filter,
  FILTERS,
  ITEMS,
  LISTS,
  newNamespace,
  script,
  secret,
  SECRETS,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { rpc } from './support/mcp.ts';

let product: LocalProcess;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());

/** What everything that reads a namespace answers: one status for each list, the preview and the MCP URL. */
async function statuses(namespace: string): Promise<number[]> {
  const reads = [...LISTS, `${TOOLS}/exposed`].map((path) => rest(product, within(namespace, path)));
  const calls = ['tools/list', 'tools/call'].map((method) =>
    rpc(product, `nsfilter=${namespace}`, { method, params: { name: 'getFiles_IafFileSvc' } }),
  );
  return (await Promise.all([...reads, ...calls])).map(({ status }) => status);
}
const ABSENT = new Array(LISTS.length + 3).fill(404);
const PRESENT = new Array(LISTS.length + 3).fill(200);

describe('a namespace', () => {
  it('that holds nothing is answered with a 404 that says so, everywhere', async () => {
    expect(await statuses('never_used')).toEqual(ABSENT);
    const says = /"never_used" holds nothing that you may see\. A namespace exists once something is stored in it\./;
    for (const path of [...LISTS, `${TOOLS}/exposed`]) {
      const { body } = await rest(product, within('never_used', path));
      expect(body).toMatchObject({ code: 'NamespaceNotFound', detail: expect.stringMatching(says) });
    }
    const { body } = await rpc(product, 'nsfilter=never_used', { method: 'tools/list' });
    expect(body.error).toMatchObject({ message: expect.stringMatching(says), data: { code: 'NamespaceNotFound' } });
  });

  const FIRSTS: [string, string, () => object][] = [
    ['an item', ITEMS, () => script(declares('answer'))],
    ['a collection', ITEMS, () => collection()],
    ['a file', FILES, () => file()],
    ['a filter', FILTERS, () => filter('f', { _name: 'x' })],
    ['a secret', SECRETS, () => secret('A')],
  ];
  it.each(FIRSTS)(
    'exists once %s is stored in it, and no longer when that is deleted',
    async (_what, path, element) => {
      const namespace = newNamespace();
      expect(await statuses(namespace)).toEqual(ABSENT);
      for (let round = 0; round < 2; round++) {
        const [{ _id }] = await store(product, within(namespace, path), [element()]);
        expect(await statuses(namespace)).toEqual(PRESENT);
        await done(product, `${path}/${String(_id)}`, { method: 'DELETE' });
        expect(await statuses(namespace)).toEqual(ABSENT);
      }
    },
  );

  it('exists while one thing is left in it, whatever it is', async () => {
    const namespace = newNamespace();
    const paths: string[] = [];
    for (const [path, element] of [
      [ITEMS, script(declares('answer'))],
      [FILES, file()],
      [TOOLS, tool('t')],
      [FILTERS, filter('f', { _name: 'x' })],
    ] as const) {
      const [{ _id }] = await store(product, within(namespace, path), [element]);
      paths.push(`${path}/${String(_id)}`);
    }
    for (const path of paths) {
      expect(await statuses(namespace)).toEqual(PRESENT);
      await done(product, path, { method: 'DELETE' });
    }
    expect(await statuses(namespace)).toEqual(ABSENT);
  });

  it('is not made by a creation that is refused, nor by trying a tool', async () => {
    const namespace = newNamespace();
    const bodies: [string, object][] = [
      [ITEMS, [script(declares('a')), script('function (')]],
      [FILES, [file(), file({ _x: 1 })]],
      [TOOLS, [tool('t')]],
      [FILTERS, [filter('f', { _name: 'x' }), filter('g', {})]],
      [`${TOOLS}/try`, { tool: tool('t'), arguments: {} }],
    ];
    for (const [path, body] of bodies) {
      const { status } = await rest(product, within(namespace, path), { body });
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
    expect(await statuses(namespace)).toEqual(ABSENT);
  });

  it.each(['A-z_09', 'x'.repeat(64)])('may be named %j', async (namespace) => {
    await store(product, within(namespace, FILES), [file()]);
    expect(await statuses(namespace)).toEqual(PRESENT);
  });

  it.each(['x'.repeat(65), 'a.b', 'a b', 'ä', '../x', '$x', ''])('may not be named %j', async (namespace) => {
    const answer = await rest(product, within(namespace, FILES), { body: [file()] });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: expect.stringMatching(/^nsfilter/) }] } });
  });
});
