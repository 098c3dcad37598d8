/** What grants open to a user and what they leave closed, kind by kind: lists and single things alike. */
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  file,
  FILES,
  FUNCTIONS,
  ITEM_VERSIONS,
  ITEMS,
  type Json,
  newNamespace,
  RUNS,
  script,
  secret,
  SECRETS,
  SETTINGS,
  store,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool } from './support/mcp.ts';
import { allow, asUser, group, newUserId } from './support/users.ts';

let product: LocalProcess;
let space: string;
let annaId: string;
let anna: Product;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SECRETS_KEY: 'the-key-of-secrets-in-these-tests-is-long' } });
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  annaId = newUserId();
  anna = await asUser(product, annaId, space);
});

const grant = (resource: unknown, ...actions: string[]) =>
  allow(product, space, { to: annaId, resource: String(resource), actions });
const statusOf = async (path: string, options: Parameters<typeof rest>[2] = {}): Promise<number> =>
  (await rest(anna, path, options)).status;
const listed = async (path: string, caller = anna): Promise<string[]> => {
  const page = await done(caller, within(space, path));
  expect(page._total).toBe(page._list.length);
  return valuesOf(page, '_id').sort();
};

interface Kind {
  path: string;
  type: string;
  one: (name: string) => object;
  /** Requests about one thing that each take an action beside READ. */
  changes: [action: string, path: string, options: Parameters<typeof rest>[2]][];
  /** Paths beneath one thing that take READ. */
  reads: string[];
}

const KINDS: [string, Kind][] = [
  [
    'items',
    {
      path: ITEMS,
      type: 'itemsvc:nameduseritem',
      one: (name) => collection({ _name: name }),
      reads: ['', '/versions', '/relateditems', '/relateditems/search?searchText=a'],
      changes: [
        ['EDIT', '', { method: 'PATCH', body: { _description: 'x' } }],
        ['EDIT', '/versions', { body: { _userData: { a: 1 } } }],
        ['EDIT', '/relateditems', { body: [{ a: 1 }] }],
        ['DELETE', '', { method: 'DELETE' }],
      ],
    },
  ],
  [
    'files',
    {
      path: FILES,
      type: 'filesvc:file',
      one: (name) => file({ _name: name }),
      reads: ['', '/versions', '/content', '/url'],
      changes: [
        ['EDIT', '/content', { method: 'PUT', body: {}, headers: { 'content-type': 'text/plain' } }],
        ['DELETE', '', { method: 'DELETE' }],
      ],
    },
  ],
];

describe.each(KINDS)('%s', (_name, { path, type, one, reads, changes }) => {
  let things: Json[];
  beforeEach(async () => {
    things = await store(product, within(space, path), [one('a'), one('b'), one('c')]);
    if (path === FILES) {
      for (const { _id } of things) await done(product, `${path}/${String(_id)}/content`, { method: 'PUT', body: {} });
    }
  });
  const at = (thing: Json, beneath = ''): string => `${path}/${String(thing._id)}${beneath}`;

  it('are not there for a user without grants, whatever is asked', async () => {
    expect(await listed(path)).toEqual([]);
    const [thing] = things;
    const absent = await rest(anna, `${path}/absent`);
    const forbidden = await rest(anna, at(thing));
    expect(forbidden.body.detail).toBe(String(absent.body.detail).replace('absent', thing._id));
    for (const beneath of reads) expect([beneath, await statusOf(at(thing, beneath))]).toEqual([beneath, 404]);
    for (const [action, beneath, options] of changes) {
      expect([action, beneath, await statusOf(at(thing, beneath), options)]).toEqual([action, beneath, 404]);
    }
    expect(await statusOf(within(space, path), { body: [one('d')] })).toBe(403);
    expect(await listed(path, product)).toHaveLength(3);
  });

  it('are listed and read when READ is granted, and not changed', async () => {
    const [thing, other] = things;
    await grant(thing._irn, 'READ');
    expect(await listed(path)).toEqual([thing._id]);
    for (const beneath of reads) expect([beneath, await statusOf(at(thing, beneath))]).toEqual([beneath, 200]);
    for (const beneath of reads) expect([beneath, await statusOf(at(other, beneath))]).toEqual([beneath, 404]);
    for (const [action, beneath, options] of changes) {
      expect([action, beneath, await statusOf(at(thing, beneath), options)]).toEqual([action, beneath, 403]);
    }
    await grant(`${type}:*`, 'READ');
    expect(await listed(path)).toEqual(valuesOf({ _list: things }, '_id').sort());
  });

  it('are changed by whoever was granted just that beside READ', async () => {
    for (const [action, beneath, options] of changes) {
      const [thing, other] = await store(product, within(space, path), [one('x'), one('y')]);
      await grant(thing._irn, action);
      expect([action, beneath, await statusOf(at(thing, beneath), options)]).toEqual([action, beneath, 404]);
      await grant(thing._irn, 'READ');
      const status = await statusOf(at(thing, beneath), options);
      expect([action, beneath, status, status < 300]).toEqual([action, beneath, status, true]);
      await grant(other._irn, 'READ', action === 'EDIT' ? 'DELETE' : 'EDIT', 'CREATE', 'SHARE', 'RUN', 'ASSIGN');
      expect([action, beneath, await statusOf(at(other, beneath), options)]).toEqual([action, beneath, 403]);
    }
  });

  it('are created with CREATE on the type, and are their creator’s to do everything with', async () => {
    await grant(`${type}:*`, 'CREATE');
    const [own] = await store(anna, within(space, path), [one('own')]);
    if (path === FILES) await done(anna, at(own, '/content'), { method: 'PUT', body: {} });
    expect(await listed(path)).toEqual([own._id]);
    for (const beneath of reads) expect([beneath, await statusOf(at(own, beneath))]).toEqual([beneath, 200]);
    for (const [action, beneath, options] of changes) {
      expect([action, beneath, (await statusOf(at(own, beneath), options)) < 300]).toEqual([action, beneath, true]);
    }
  });

  it('are paged over what the user may read alone', async () => {
    await grant(things[0]._irn, 'READ');
    await grant(things[2]._irn, 'READ');
    const seen: string[] = [];
    for (const _offset of ['0', '1', '2']) {
      const page = await done(anna, within(space, path, { _offset, _pageSize: '1' }));
      expect(page._total).toBe(2);
      seen.push(...valuesOf(page, '_id'));
    }
    expect(seen.sort()).toEqual([things[0]._id, things[2]._id].sort());
  });

  it('in two namespaces are read by a grant in one, and changed by grants in both', async () => {
    const other = newNamespace();
    const both = await asUser(product, annaId, space, other);
    const [shared] = await store(product, within(`${space},${other}`, path), [one('shared')]);
    const [[action, beneath, options]] = changes as [Kind['changes'][number]];
    await grant(shared._irn, 'READ', action);
    expect((await rest(both, at(shared))).body._namespaces).toEqual([space, other]);
    expect((await rest(both, `${at(shared)}?nsfilter=${other}`)).status).toBe(404);
    expect((await rest(both, at(shared, beneath), options)).status).toBe(403);
    await allow(product, other, { to: annaId, resource: String(shared._irn), actions: [action] });
    expect((await rest(both, at(shared, beneath), options)).status).toBeLessThan(300);
    // The token that opens one namespace only is no better than before.
    expect(await statusOf(at(shared, beneath), options)).toBe(403);
  });

  it('follow groups and grants at once', async () => {
    const [thing] = things;
    const team = await group(product, space);
    const members = (_members: string[]) =>
      done(product, `/passportsvc/api/v1/usergroups/${String(team._id)}`, { method: 'PATCH', body: { _members } });
    const { _id } = await allow(product, space, {
      to: { _userGroupId: team._id },
      resource: String(thing._irn),
      actions: ['READ'],
    });
    const sees = async (): Promise<boolean[]> => [
      (await listed(path)).includes(thing._id),
      (await statusOf(at(thing))) === 200,
    ];
    expect(await sees()).toEqual([false, false]);
    await members([annaId]);
    expect(await sees()).toEqual([true, true]);
    await members([]);
    expect(await sees()).toEqual([false, false]);
    await members([annaId]);
    await rest(product, `/permissionsvc/api/v1/grants/${String(_id)}`, { method: 'DELETE' });
    expect(await sees()).toEqual([false, false]);
  });

  it('of another namespace stay closed, whatever is granted in one', async () => {
    const other = newNamespace();
    const [foreign] = await store(product, within(other, path), [one('foreign')]);
    await grant('*:*:*', '*');
    expect(await statusOf(within(other, path))).toBe(404);
    expect(await statusOf(at(foreign))).toBe(404);
    expect((await rest(await asUser(product, annaId, space, other), at(foreign))).status).toBe(404);
  });
});

describe('functions and versions of scripts', () => {
  it('are there for whoever may READ the script', async () => {
    const [item] = await store(product, within(space, ITEMS), [script(declares('answer'))]);
    const functions = async (): Promise<string[]> => valuesOf(await done(anna, within(space, FUNCTIONS)), 'name');
    const version = `${ITEM_VERSIONS}/${String(item._tipId)}`;
    expect(await functions()).toEqual([]);
    expect(await statusOf(version)).toBe(404);
    await grant(item._irn, 'READ');
    expect(await functions()).toEqual(['answer']);
    expect(await statusOf(version)).toBe(200);
  });
});

describe('secrets and settings of a namespace', () => {
  it('are for the admin, and for whoever may EDIT the settings', async () => {
    const [kept] = await store(product, within(space, SECRETS), [secret('KEPT')]);
    const at = `${SECRETS}/${String(kept._id)}`;
    const requests: [string, Parameters<typeof rest>[2], number, number][] = [
      [within(space, SECRETS), {}, 403, 200],
      [within(space, SECRETS), { body: [secret('NEW')] }, 403, 201],
      [at, {}, 404, 200],
      [at, { method: 'PATCH', body: { _description: 'x' } }, 404, 200],
      [at, { method: 'DELETE' }, 404, 204],
      [within(space, SETTINGS), { method: 'PUT', body: { _fetchHosts: ['example.com'] } }, 403, 200],
    ];
    await grant('itemsvc:nameduseritem:*', '*');
    await grant(`itemsvc:namespacesettings:${space}`, 'READ', 'CREATE', 'DELETE', 'SHARE');
    for (const [path, options, refused] of requests) {
      expect([path, options, await statusOf(path, options)]).toEqual([path, options, refused]);
    }
    const resolve = { body: { _names: ['KEPT'], _origin: 'https://api.example.com' } };
    await grant('itemsvc:namespacesettings:*', 'EDIT');
    for (const [path, options, , allowed] of requests) {
      expect([path, options, await statusOf(path, options)]).toEqual([path, options, allowed]);
    }
    expect(await statusOf(within(space, `${SECRETS}/resolve`), resolve)).toBe(403);
  });
});

describe('what is said of a namespace as a whole', () => {
  it('is for whoever may READ its settings, over MCP as well', async () => {
    await store(product, within(space, FILES), [file()]);
    const other = newNamespace();
    await store(product, within(other, FILES), [file()]);
    const metrics = ['usage', 'files', 'runs', 'storage'].map((what) => `/usagemetricssvc/api/v1/${what}`);
    const statuses = (namespaces: string) =>
      Promise.all([SETTINGS, ...metrics].map((path) => statusOf(within(namespaces, path))));
    const counted = async (): Promise<unknown> => {
      const call = { name: 'getFileCount_IafUsageMetrics', arguments: {} };
      const { result } = await callTool(anna, `nsfilter=${space}`, call);
      return result.isError === true ? result.content[0].text : result.structuredContent._list[0]._count;
    };
    await grant('*:*:*', 'CREATE', 'DELETE', 'SHARE', 'RUN');
    expect(await statuses(space)).toEqual([403, 403, 403, 403, 403]);
    expect(await counted()).toContain(`the right to READ on "itemsvc:namespacesettings:${space}"`);
    await grant(`itemsvc:namespacesettings:${space}`, 'READ');
    expect(await statuses(space)).toEqual([200, 200, 200, 200, 200]);
    expect(await counted()).toBe(1);
    expect(await statuses(`${space},${other}`)).toEqual([400, 404, 404, 404, 404]);
    const settings = within(space, SETTINGS);
    expect(await statusOf(settings, { method: 'PUT', body: { _fetchHosts: [] } })).toBe(403);
    expect(await statusOf(within(space, SECRETS))).toBe(403);
  });
});

describe('what does not ask for grants', () => {
  it('is closed to users, whatever they are granted', async () => {
    await grant('*:*:*', '*');
    await store(product, within(space, FILES), [file()]);
    for (const path of ['/metrics', '/passportsvc/api/v1/accesstokens']) {
      expect([path, await statusOf(path)]).toEqual([path, 403]);
    }
    expect(await statusOf(RUNS, { method: 'PUT', body: [] })).toBe(403);
  });
});
