/** A user without grants against every route that is documented: nothing of a namespace is told, and nothing is changed. */
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  ACCESS_TOKENS,
  collection,
  declares,
  done,
  everything,
  file,
  FILES,
  filter,
  FILTERS,
  GRANTS,
  ITEMS,
  type Json,
  MCP,
  newNamespace,
  RUN_TAILS,
  RUNS,
  script,
  secret,
  SECRETS,
  SERVICES,
  store,
  tool,
  TOOLS,
  USER_GROUPS,
  within,
} from './support/api.ts';
import { callTool, listTools, rpc } from './support/mcp.ts';
import { accessToken, allow, asUser, group, newUserId } from './support/users.ts';

const MARK = 'Zanzibar';
const NOTIFICATION_GROUPS = '/notificationsvc/api/v1/groups';
const API = {
  openapi: '3.0.0',
  info: { title: MARK, version: '1' },
  paths: { '/a': { get: { operationId: `get${MARK}`, responses: { 200: { description: MARK } } } } },
};

let product: LocalProcess;
let space: string;
let user: Product;
/** Ids of one thing of each kind, and of what is within them. */
let ids: string[];
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SECRETS_KEY: 'the-key-of-secrets-in-these-tests-is-long' } });
  space = newNamespace();
  user = await asUser(product, newUserId(), space);
  const fields = { _description: MARK };
  const things = async (path: string, ...elements: object[]): Promise<Json[]> =>
    store(product, within(space, path), elements);
  const items = await things(
    ITEMS,
    script(`/** ${MARK} */\n${declares('answer', `console.log('${MARK}'); return '${MARK}'`)}`, fields),
    collection({ _name: MARK }),
  );
  const [related] = await things(`${ITEMS}/${String(items[1]._id)}/relateditems`, { name: MARK });
  const [stored] = await things(FILES, file({ _name: MARK }));
  await done(product, `${FILES}/${String(stored._id)}/content`, { method: 'PUT', body: { text: MARK } });
  const [called] = await things(TOOLS, tool(MARK));
  const others = [
    ...(await things(FILTERS, filter(MARK, { _name: MARK }))),
    ...(await things(SECRETS, secret('KEPT', fields))),
    ...(await things(SERVICES, { _name: MARK, _document: API, _baseUrl: 'https://api.example.com' })),
    ...(await things(NOTIFICATION_GROUPS, { _name: MARK, _userType: MARK })),
    await group(product, space, MARK),
    await allow(product, space, { to: MARK, resource: '*:*:*', actions: ['*'] }),
    await accessToken(product, MARK, { _namespaces: [space] }),
  ];
  await done(product, within(space, `${TOOLS}/${String(called._id)}/call`), { body: {} });
  let runs: Json[] = [];
  while (runs.length === 0) runs = (await done(product, within(space, RUNS)))._list;
  ids = [...items, related, stored, called, ...others, ...runs].map(({ _id }) => String(_id));
  ids.push(String(items[0]._tipId));
});
afterAll(() => product.stop());

/** Every documented route of a method, with each id in each place of one. */
async function paths(method: string): Promise<string[]> {
  const document = await done(product, '/docs/openapi.json');
  return Object.entries<Json>(document.paths).flatMap(([path, operations]): string[] => {
    if (operations[method] === undefined) return [];
    const whole = (id: string): string => path.replace(/\{version\}/, '1').replace(/\{\w+\}/g, () => id);
    const withIds = path.includes('{') ? ids.map(whole) : [path];
    const related = ids.map((id) => `${ITEMS}/${ids[1]!}/relateditems/${id}`);
    return path.includes('relateditems/{') ? [...withIds, ...related] : withIds;
  });
}

async function stateOf(): Promise<string> {
  const lists = [USER_GROUPS, GRANTS].map((path) => rest(product, within(space, path)));
  const answers = await Promise.all([...lists, rest(product, `${ACCESS_TOKENS}?_pageSize=1000`)]);
  const content = await Promise.all(ids.map((id) => rest(product, `${ITEMS}/${id}/relateditems`)));
  // Only the last use of a token changes by itself.
  const text = JSON.stringify([...answers, ...content].map(({ status, body }) => [status, body._list]));
  return (await everything(product, space)) + text.replace(/"_lastUsedAt":("[^"]*"|null)/g, '');
}

describe('a user with grants on other things', () => {
  it('reads nothing of what is not granted, by whichever route and id', async () => {
    const otherId = newUserId();
    const other = await asUser(product, otherId, space);
    const [things, theFile, theTool, theFilter] = [
      (await store(product, within(space, ITEMS), [collection({ _userType: 'mine' })]))[0],
      (await store(product, within(space, FILES), [file()]))[0],
      (await store(product, within(space, TOOLS), [tool('mine')]))[0],
      (await store(product, within(space, FILTERS), [filter('mine', { _name: 'mine' })]))[0],
    ];
    for (const { _irn } of [things, theFile, theTool, theFilter]) {
      await allow(product, space, { to: otherId, resource: String(_irn), actions: ['*'] });
    }
    const told: string[] = [];
    for (const path of await paths('get')) {
      if (path === RUN_TAILS) continue;
      const { status, text } = await rest(other, `${path}?nsfilter=${space}`);
      if (text.includes(MARK) || status >= 500) told.push(`${String(status)} ${path}`);
    }
    expect(told).toEqual([]);
    for (const [path, one] of [
      [ITEMS, things],
      [FILES, theFile],
      [TOOLS, theTool],
      [FILTERS, theFilter],
    ] as const) {
      const { status } = await rest(other, `${path}/${String(one._id)}`, { method: 'DELETE' });
      expect([path, status]).toEqual([path, 204]);
    }
  });
});

describe('a user without grants', () => {
  it('reads nothing, by whichever route and id', async () => {
    const all = await paths('get');
    expect(all.length).toBeGreaterThan(300);
    const told: string[] = [];
    let answered = 0;
    let toldToAdmin = 0;
    for (const path of all) {
      // It is for every user, and tells of nothing.
      if (path === RUN_TAILS) continue;
      // A live tail would never end.
      const admins = path.includes('tail') ? undefined : await rest(product, `${path}?nsfilter=${space}`);
      if (admins?.text.includes(MARK) === true) toldToAdmin++;
      for (const query of [`nsfilter=${space}`, `nsfilter=${space}&_resource=*:*:*`, '']) {
        const { status, text } = await rest(user, `${path}?${query}`);
        if (status === 200) answered++;
        if (text.includes(MARK) || status >= 500) told.push(`${String(status)} ${path}?${query}`);
      }
    }
    expect(told).toEqual([]);
    expect(answered).toBeGreaterThan(10);
    expect(toldToAdmin).toBeGreaterThan(20);
  });

  it('changes nothing, by whichever route and id', async () => {
    const before = await stateOf();
    expect(before).toContain(MARK);
    const bodies: (object | undefined)[] = [{ _name: 'Other' }, { _members: [] }, [{ _name: 'Other' }], undefined];
    const done: string[] = [];
    for (const method of ['post', 'put', 'patch', 'delete']) {
      for (const path of await paths(method)) {
        for (const body of method === 'delete' ? [undefined] : bodies) {
          const options = { method: method.toUpperCase(), ...(body && { body }) };
          const { status } = await rest(user, `${path}?nsfilter=${space}`, options);
          if (status < 400 || status >= 500) done.push(`${String(status)} ${method} ${path}`);
        }
      }
    }
    expect(done).toEqual([]);
    expect(await stateOf()).toBe(before);
  });

  it('finds system tools alone over MCP, none of which tells more than REST', async () => {
    const listed = await listTools(user, `nsfilter=${space}`);
    expect(listed.length).toBeGreaterThan(30);
    expect(JSON.stringify(listed)).not.toContain(MARK);
    for (const { name, inputSchema } of listed) {
      const required: string[] = inputSchema.required ?? [];
      for (const id of required.length === 0 ? [''] : ids) {
        const values = required.map((key) => [key, key === '_resource' ? '*:*:*' : key === 'version' ? 1 : id]);
        const message = await callTool(user, `nsfilter=${space}`, { name, arguments: Object.fromEntries(values) });
        expect([name, JSON.stringify(message).includes(MARK)]).toEqual([name, false]);
      }
    }
    const hidden = await callTool(user, `nsfilter=${space}`, { name: MARK, arguments: {} });
    expect(hidden.error.code).toBe(-32602);
    const filtered = await rpc(user, `nsfilter=${space}&filter=${MARK}`, { method: 'tools/list' });
    expect(filtered.body.result).toBeUndefined();
    expect((await rest(user, `${MCP}?nsfilter=${space}`)).status).toBe(405);
  });
});
