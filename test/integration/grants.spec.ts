/** Grants: who may make and see them, and what users are told of what they may do. */
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  declares,
  done,
  file,
  FILES,
  filter,
  FILTERS,
  GRANTS,
  ITEMS,
  type Json,
  newNamespace,
  script,
  SERVICES,
  store,
  tool,
  TOOLS,
  USER_GROUPS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool } from './support/mcp.ts';
import { allow, asUser, group, newUserId } from './support/users.ts';

const NOTIFICATION_GROUPS = '/notificationsvc/api/v1/groups';
const ACCESS = '/permissionsvc/api/v1/access';

let product: LocalProcess;
let space: string;
let annaId: string;
let anna: Product;
let theFile: Json;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  annaId = newUserId();
  anna = await asUser(product, annaId, space);
  [theFile] = await store(product, within(space, FILES), [file()]);
});

const at = ({ _id }: Json): string => `${GRANTS}/${String(_id)}`;
const grant = (_resource: string, _actions: string[], _grantee: object) => ({ _resource, _actions, _grantee });
const make = (caller: Product, ...grants: object[]) => rest(caller, within(space, GRANTS), { body: grants });
const idsFor = async (caller: Product): Promise<string[]> =>
  valuesOf(await done(caller, within(space, GRANTS)), '_id').sort();

describe('a grant', () => {
  it('is created, listed, read, changed and deleted by the admin', async () => {
    const created = await allow(product, space, { to: annaId, resource: 'filesvc:file:*', actions: ['READ'] });
    expect(created).toEqual({
      _id: expect.any(String),
      _irn: `permissionsvc:grant:${String(created._id)}`,
      _resource: 'filesvc:file:*',
      _actions: ['READ'],
      _grantee: { _userId: annaId },
      _namespaces: [space],
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
    });
    expect(await done(product, at(created))).toEqual(created);
    expect((await done(product, within(space, GRANTS)))._list).toEqual([created]);
    expect((await done(product, within(space, GRANTS, { _resource: 'filesvc:*:*' })))._list).toEqual([]);
    const patched = await rest(product, at(created), { method: 'PATCH', body: { _actions: ['*'] } });
    expect(patched).toMatchObject({ status: 200, body: { _resource: 'filesvc:file:*', _actions: ['*'] } });
    const { _id } = await group(product, space, annaId);
    const body = grant(String(theFile._irn), ['READ'], { _userGroupId: _id });
    expect(await rest(product, at(created), { method: 'PUT', body })).toMatchObject({ status: 200, body });
    expect((await rest(product, at(created), { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, at(created))).status).toBe(404);
  });

  it.each<[string, (own: Json) => object, string]>([
    ['a type that there is not', () => ({ _resource: 'filesvc:files:*' }), '[0]._resource'],
    ['a resource that there is not', () => ({ _resource: 'filesvc:file:absent' }), '[0]._resource'],
    ['the settings of another namespace', () => ({ _resource: 'itemsvc:namespacesettings:demo' }), '[0]._resource'],
    ['a group that there is not', () => ({ _grantee: { _userGroupId: 'absent' } }), '[0]._grantee._userGroupId'],
    ['a namespace that nsfilter does not name', () => ({ _namespaces: ['demo'] }), '[0]._namespaces[0]'],
    ['an action that there is not', () => ({ _actions: ['WRITE'] }), '[0]._actions[0]'],
  ])('names %s as what is wrong', async (_what, fields, path) => {
    const whole = grant('filesvc:file:*', ['READ'], { _userId: annaId });
    const answer = await make(product, { ...whole, ...fields(theFile) });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect(await idsFor(product)).toEqual([]);
  });

  it('is made by nobody who may not SHARE the resource, or lacks what is granted', async () => {
    const bob = newUserId();
    const resource = String(theFile._irn);
    const wanted = grant(resource, ['READ'], { _userId: bob });
    // What anna does not see is not there for her.
    expect(await make(anna, wanted)).toMatchObject({ status: 400, body: { errors: [{ path: '[0]._resource' }] } });
    await allow(product, space, { to: annaId, resource, actions: ['READ'] });
    expect((await make(anna, wanted)).status).toBe(403);
    await allow(product, space, { to: annaId, resource, actions: ['SHARE'] });
    expect((await make(anna, wanted)).status).toBe(201);
    for (const more of [
      grant(resource, ['READ', 'EDIT'], { _userId: bob }),
      grant(resource, ['*'], { _userId: annaId }),
      grant('filesvc:file:*', ['READ'], { _userId: bob }),
      grant('*:*:*', ['READ'], { _userId: bob }),
    ]) {
      expect(await make(anna, more)).toMatchObject({ status: 403, body: { code: 'Forbidden' } });
    }
    const [made] = (await make(anna, wanted)).body._list;
    const patch = (body: object) => rest(anna, at(made), { method: 'PATCH', body });
    expect((await patch({ _actions: ['DELETE'] })).status).toBe(403);
    expect((await patch({ _actions: ['SHARE'] })).status).toBe(200);
  });

  it('is seen by whoever made it, has it, or may SHARE what it is about', async () => {
    const [bobId, carlId] = [newUserId(), newUserId()];
    const [bob, carl] = [await asUser(product, bobId, space), await asUser(product, carlId, space)];
    const shared = await allow(product, space, { to: annaId, resource: 'filesvc:file:*', actions: ['READ', 'SHARE'] });
    const team = await group(product, space, bobId);
    const [made] = (await make(anna, grant(String(theFile._irn), ['READ'], { _userGroupId: team._id }))).body._list;
    const other = await allow(product, space, { to: carlId, resource: 'itemsvc:nameduseritem:*', actions: ['READ'] });
    expect(await idsFor(product)).toEqual([shared._id, made._id, other._id].sort());
    expect(await idsFor(anna)).toEqual([shared._id, made._id].sort());
    expect(await idsFor(bob)).toEqual([made._id]);
    expect(await idsFor(carl)).toEqual([other._id]);
    for (const [caller, seen] of [
      [anna, [shared, made]],
      [bob, [made]],
      [carl, [other]],
    ] as const) {
      for (const one of [shared, made, other]) {
        expect((await rest(caller, at(one))).status).toBe(seen.some(({ _id }) => _id === one._id) ? 200 : 404);
      }
    }
    expect((await rest(bob, at(made), { method: 'DELETE' })).status).toBe(403);
    expect((await rest(carl, at(made), { method: 'DELETE' })).status).toBe(404);
    expect((await rest(anna, at(made), { method: 'DELETE' })).status).toBe(204);
  });
});

describe('a user', () => {
  it('has at most 5,000 grants in a namespace, made for it or handed over to it', async () => {
    const bobId = newUserId();
    const toBob = grant('filesvc:file:*', ['READ'], { _userId: bobId });
    const hundred = new Array<object>(100).fill(toBob);
    for (let batch = 0; batch < 50; batch++) expect((await make(product, ...hundred)).status).toBe(201);
    const more = await make(product, grant('filesvc:file:*', ['READ'], { _userId: annaId }), toBob);
    expect(more).toMatchObject({ status: 409, body: { errors: [{ path: '[1]._grantee' }] } });
    const other = await allow(product, space, { to: annaId, resource: 'filesvc:file:*', actions: ['READ'] });
    const handOver = { method: 'PATCH', body: { _grantee: toBob._grantee } };
    expect(await rest(product, at(other), handOver)).toMatchObject({
      status: 409,
      body: { errors: [{ path: '_grantee' }] },
    });
    const [last] = (await done(product, within(space, GRANTS, { _userId: bobId })))._list;
    expect((await rest(product, at(last), { method: 'PATCH', body: { _actions: ['EDIT'] } })).status).toBe(200);
    await rest(product, at(last), { method: 'DELETE' });
    expect((await rest(product, at(other), handOver)).status).toBe(200);
  });
});

describe('grants about a thing', () => {
  it('go with it, and with the group that has them', async () => {
    const document = {
      openapi: '3.0.0',
      info: { title: 'T', version: '1' },
      paths: { '/a': { get: { responses: {} } } },
    };
    const [item] = await store(product, within(space, ITEMS), [script(declares('answer'))]);
    const things = [
      item,
      theFile,
      (await store(product, within(space, TOOLS), [tool('one')]))[0],
      (await store(product, within(space, FILTERS), [filter('kept', { _name: 'one' })]))[0],
      (
        await store(product, within(space, SERVICES), [
          { _name: 'T', _document: document, _baseUrl: 'https://t.example.com' },
        ])
      )[0],
      (await store(product, within(space, NOTIFICATION_GROUPS), [{ _name: 'N', _userType: 'n' }]))[0],
      await group(product, space, annaId),
    ];
    const paths = [ITEMS, FILES, TOOLS, FILTERS, SERVICES, NOTIFICATION_GROUPS, USER_GROUPS];
    const kept = await allow(product, space, { to: annaId, resource: 'filesvc:file:*', actions: ['READ'] });
    for (const { _irn } of things) await allow(product, space, { to: annaId, resource: _irn, actions: ['READ'] });
    const team = { _userGroupId: String(things.at(-1)._id) };
    await allow(product, space, { to: team, resource: '*:*:*', actions: ['READ'] });
    let left = things.length + 2;
    for (const [index, { _id }] of things.entries()) {
      expect((await done(product, within(space, GRANTS)))._total).toBe(left);
      await done(product, within(space, `${paths[index]!}/${String(_id)}`), { method: 'DELETE' });
      left -= index === things.length - 1 ? 2 : 1;
      await eventually('the grants are gone', async () => (await done(product, within(space, GRANTS)))._total === left);
    }
    expect(await idsFor(product)).toEqual([kept._id]);
  });

  it('are seen, changed and deleted by whoever made the thing, whoever granted them', async () => {
    await allow(product, space, { to: annaId, resource: 'filesvc:file:*', actions: ['CREATE'] });
    const [own] = await store(anna, within(space, FILES), [file()]);
    const bobId = newUserId();
    const given = await allow(product, space, { to: bobId, resource: String(own._irn), actions: ['READ'] });
    const elsewhere = await allow(product, space, { to: bobId, resource: String(theFile._irn), actions: ['READ'] });
    expect(await idsFor(anna)).toContain(given._id);
    expect(await idsFor(anna)).not.toContain(elsewhere._id);
    expect((await rest(anna, at(given), { method: 'PATCH', body: { _actions: ['READ', 'EDIT'] } })).status).toBe(200);
    // Pointed at another thing, it is no longer hers.
    expect((await rest(product, at(given), { method: 'PATCH', body: { _resource: theFile._irn } })).status).toBe(200);
    expect((await rest(anna, at(given))).status).toBe(404);
    expect((await rest(product, at(given), { method: 'PATCH', body: { _resource: own._irn } })).status).toBe(200);
    expect((await rest(anna, at(given), { method: 'DELETE' })).status).toBe(204);
    expect((await rest(anna, at(elsewhere))).status).toBe(404);
  });

  it('are listed for a user, for a group, and for a resource', async () => {
    const team = await group(product, space, annaId);
    const resource = String(theFile._irn);
    const toUser = await allow(product, space, { to: annaId, resource, actions: ['READ'] });
    const toGroup = await allow(product, space, { to: { _userGroupId: team._id }, resource, actions: ['EDIT'] });
    await allow(product, space, { to: newUserId(), resource: '*:*:*', actions: ['READ'] });
    const ids = async (query: Record<string, string>, caller: Product = product): Promise<string[]> =>
      valuesOf(await done(caller, within(space, GRANTS, query)), '_id').sort();
    for (const caller of [product, anna]) {
      expect(await ids({ _userId: annaId }, caller)).toEqual([toUser._id]);
      expect(await ids({ _userGroupId: String(team._id) }, caller)).toEqual([toGroup._id]);
      expect(await ids({ _resource: resource }, caller)).toEqual([toUser._id, toGroup._id].sort());
    }
    expect(await ids({ _userId: annaId, _resource: '*:*:*' })).toEqual([]);
    expect((await rest(product, within(space, GRANTS, { _userId: 'no user' }))).status).toBe(400);
  });
});

describe('checkAccess', () => {
  const check = async (caller: Product, _resource: string, query: object = {}): Promise<Json[]> =>
    (await done(caller, within(space, ACCESS, { _resource, ...query })))._list;

  it('says what is granted, and by which grant', async () => {
    const resource = String(theFile._irn);
    const { _id } = await allow(product, space, { to: annaId, resource: 'filesvc:*:*', actions: ['READ'] });
    expect(await check(anna, resource, { _actions: 'READ,EDIT' })).toEqual([
      { _action: 'READ', _granted: true, _by: 'grant', _grantId: _id, _namespace: space },
      { _action: 'EDIT', _granted: false },
    ]);
    expect(valuesOf({ _list: await check(anna, resource) }, '_granted').filter(Boolean)).toHaveLength(1);
    expect(await check(product, resource, { _actions: 'DELETE' })).toEqual([
      { _action: 'DELETE', _granted: true, _by: 'principal', _namespace: space },
    ]);
    expect((await rest(anna, within(space, ACCESS, { _resource: 'x' }))).status).toBe(400);
    expect((await rest(anna, within(space, ACCESS, { _resource: resource, _actions: 'LOOK' }))).status).toBe(400);
  });

  it('follows a group at once', async () => {
    const team = await group(product, space);
    const to = { _userGroupId: team._id };
    await allow(product, space, { to, resource: 'filesvc:file:*', actions: ['READ'] });
    const isGranted = async (): Promise<boolean> =>
      (await check(anna, String(theFile._irn), { _actions: 'READ' }))[0]._granted;
    const members = (_members: string[]) =>
      done(product, `/passportsvc/api/v1/usergroups/${String(team._id)}`, { method: 'PATCH', body: { _members } });
    expect(await isGranted()).toBe(false);
    await members([annaId]);
    expect(await isGranted()).toBe(true);
    await members([]);
    expect(await isGranted()).toBe(false);
  });

  it('tells of each type what may be done with all, with own things, and with single ones', async () => {
    const actions = ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'];
    await allow(product, space, { to: annaId, resource: 'filesvc:file:*', actions: ['READ'] });
    await allow(product, space, { to: annaId, resource: String(theFile._irn), actions: ['EDIT'] });
    const of = (caller: Product, what: string) =>
      done(caller, within(space, `/permissionsvc/api/v1/${what}permissions`));
    expect(await of(anna, 'file')).toEqual({
      _resource: 'filesvc:file:*',
      _onAll: ['READ'],
      _onOwn: actions,
      _offset: 0,
      _pageSize: 50,
      _total: 1,
      _list: [{ _resource: theFile._irn, _actions: ['READ', 'EDIT'] }],
    });
    expect(await of(anna, 'item')).toMatchObject({ _onAll: [], _onOwn: actions, _total: 0 });
    await allow(product, space, { to: annaId, resource: 'graphicssvc:graphic:g1', actions: ['READ'] });
    expect(await of(anna, 'graphics')).toMatchObject({
      _onAll: [],
      _onOwn: [],
      _list: [{ _resource: 'graphicssvc:graphic:g1', _actions: ['READ'] }],
    });
    expect(await of(product, 'graphics')).toMatchObject({ _onAll: actions, _onOwn: actions, _list: [] });
    const call = { name: 'getGraphicsPermissions_IafPermission', arguments: {} };
    const { result } = await callTool(product, `nsfilter=${space}`, call);
    expect(result.structuredContent).toMatchObject({ _onAll: actions });
  });
});
