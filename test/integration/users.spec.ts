/** Users: how they come in, and what they may know of themselves. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Principal, RunTokens } from '#libs/access';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  ACCESS_TOKENS,
  CURRENT_USER,
  done,
  file,
  FILES,
  GRANTS,
  type Json,
  newNamespace,
  store,
  USER_GROUPS,
  USERS,
  valuesOf,
  within,
  WORKSPACES,
} from './support/api.ts';
import { callTool } from './support/mcp.ts';
import { accessToken, allow, asUser, group, newUserId } from './support/users.ts';

const SERVICE_KEY = 'the-service-key-of-these-tests-is-long-enough';

let product: LocalProcess;
let space: string;
let anna: string;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SERVICE_KEY } });
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  anna = newUserId();
  await store(product, within(space, FILES), [file()]);
});

const bearer = (token: string): Product => ({ ...product, token });
const run = async (principal: Partial<Principal>): Promise<Product> => {
  const whole: Principal = { id: 'admin', kind: 'run', namespaces: [space], ...principal };
  return bearer(await new RunTokens(SERVICE_KEY).issue(whole, { ttlMs: 60_000 }));
};

describe('an access token', () => {
  it('is shown once, lets its user in, and is listed without its secret', async () => {
    const created = await accessToken(product, anna, { _namespaces: [space] });
    expect(created).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{20}$/),
      _irn: `passportsvc:accesstoken:${String(created._id)}`,
      _name: `Token of ${anna}`,
      _userId: anna,
      _namespaces: [space],
      _expiresAt: null,
      _lastUsedAt: null,
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
      _token: expect.stringMatching(new RegExp(`^atk-${String(created._id)}:[A-Za-z0-9_-]{43}$`)),
    });
    expect(await done(bearer(created._token), CURRENT_USER)).toMatchObject({ _id: anna, _kind: 'user' });
    const secret = String(created._token).split(':')[1]!;
    const list = await rest(product, `${ACCESS_TOKENS}?_userId=${anna}`);
    const one = await rest(product, `${ACCESS_TOKENS}/${String(created._id)}`);
    expect(valuesOf(list.body, '_id')).toEqual([created._id]);
    for (const { text } of [list, one]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain('_digest');
    }
  });

  it('is refused at once when it is revoked', async () => {
    const { _id, _token } = await accessToken(product, anna, { _namespaces: [space] });
    const other = await asUser(product, anna, space);
    expect((await rest(bearer(_token), CURRENT_USER)).status).toBe(200);
    expect((await rest(product, `${ACCESS_TOKENS}/${String(_id)}`, { method: 'DELETE' })).status).toBe(204);
    expect(await rest(bearer(_token), CURRENT_USER)).toMatchObject({ status: 401, body: { code: 'Unauthenticated' } });
    expect((await rest(other, CURRENT_USER)).status).toBe(200);
    expect((await rest(product, `${ACCESS_TOKENS}/${String(_id)}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('is refused from its expiry on, and cannot be made with one in the past', async () => {
    const _expiresAt = new Date(Date.now() + 2_000).toISOString();
    const { _token } = await accessToken(product, anna, { _namespaces: [space], _expiresAt });
    expect((await rest(bearer(_token), CURRENT_USER)).status).toBe(200);
    await delay(Date.parse(_expiresAt) - Date.now() + 50);
    expect((await rest(bearer(_token), CURRENT_USER)).status).toBe(401);
    const body = [{ _name: 't', _userId: anna, _namespaces: [space], _expiresAt }];
    const late = await rest(product, ACCESS_TOKENS, { body });
    expect(late).toMatchObject({ status: 400, body: { errors: [{ path: '[0]._expiresAt' }] } });
  });

  it.each<[string, object, string]>([
    ['the id of a principal of ours', { _userId: 'admin' }, '[0]._userId'],
    ['no namespace', { _namespaces: [] }, '[0]._namespaces'],
    ['all namespaces', { _namespaces: ['*'] }, '[0]._namespaces[0]'],
    ['an unknown field', { _kind: 'admin' }, '[0]._kind'],
  ])('is not made with %s', async (_what, fields, path) => {
    const body = [{ _name: 't', _userId: anna, _namespaces: [space], ...fields }];
    expect(await rest(product, ACCESS_TOKENS, { body })).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  it('is made by the admin alone: not by a user, nor by a script of the admin', async () => {
    const body = [{ _name: 't', _userId: 'eve', _namespaces: [space] }];
    const { _id } = await accessToken(product, anna, { _namespaces: [space] });
    for (const caller of [await asUser(product, anna, space), await run({}), await run({ namespaces: '*' })]) {
      const requests: [string, object][] = [
        [ACCESS_TOKENS, { body }],
        [ACCESS_TOKENS, {}],
        [`${ACCESS_TOKENS}/${String(_id)}`, {}],
        [`${ACCESS_TOKENS}/${String(_id)}`, { method: 'DELETE' }],
      ];
      for (const [path, options] of requests) expect((await rest(caller, path, options)).status).toBe(403);
    }
  });
});

describe('the current user', () => {
  it('is told of itself, whichever principal it is', async () => {
    expect(await done(product, CURRENT_USER)).toEqual({
      _id: 'admin',
      _kind: 'admin',
      _namespaces: null,
      _needsGrants: false,
      _userGroups: [],
    });
    const { _id, _name } = await group(product, space, anna, 'somebody');
    await group(product, space, 'somebody');
    const user = { _id: anna, _kind: 'user', _namespaces: [space], _needsGrants: true };
    const _userGroups = [{ _id, _name, _namespaces: [space] }];
    expect(await done(await asUser(product, anna, space), CURRENT_USER)).toEqual({ ...user, _userGroups });
    const ofUser = await run({ id: anna, actsFor: 'user' });
    expect(await done(ofUser, CURRENT_USER)).toEqual({ ...user, _kind: 'run', _userGroups });
    const message = await callTool(product, `nsfilter=${space}`, { name: 'getCurrentUser_IafPassSvc', arguments: {} });
    expect(message.result.structuredContent).toMatchObject({ _id: 'admin', _kind: 'run', _namespaces: [space] });
  });

  it('is told which namespaces there are for it, a page at a time', async () => {
    const other = newNamespace();
    await store(product, within(other, FILES), [file()]);
    const user = await asUser(product, anna, other, space, 'holds_nothing');
    const names = [space, other].sort();
    expect(await done(user, WORKSPACES)).toEqual({
      _offset: 0,
      _pageSize: 50,
      _total: 2,
      _list: names.map((_name) => ({ _name })),
    });
    expect(await done(user, `${WORKSPACES}?_offset=1&_pageSize=1`)).toMatchObject({
      _total: 2,
      _list: [{ _name: names[1] }],
    });
    expect(valuesOf(await done(product, `${WORKSPACES}?_pageSize=1000`), '_name')).toEqual(
      expect.arrayContaining([...names, 'demo']),
    );
    expect(valuesOf(await done(await run({}), WORKSPACES), '_name')).toEqual([space]);
  });
});

describe('a user group', () => {
  const at = ({ _id }: Json): string => `${USER_GROUPS}/${String(_id)}`;

  it('is created, listed, read, changed and deleted', async () => {
    const created = await group(product, space, anna);
    expect(created).toEqual({
      _id: expect.any(String),
      _irn: `passportsvc:usergroup:${String(created._id)}`,
      _name: expect.any(String),
      _description: '',
      _members: [anna],
      _namespaces: [space],
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
    });
    expect(await done(product, at(created))).toEqual(created);
    expect((await done(product, within(space, USER_GROUPS)))._list).toEqual([created]);
    const patched = await rest(product, at(created), { method: 'PATCH', body: { _members: ['b', 'c'] } });
    expect(patched).toMatchObject({ status: 200, body: { _name: created._name, _members: ['b', 'c'] } });
    const headers = { 'if-match': '"1"' };
    const stale = await rest(product, at(created), { method: 'PUT', body: { _name: 'Other' }, headers });
    expect(stale.status).toBe(412);
    const replaced = await rest(product, at(created), { method: 'PUT', body: { _name: 'Other' } });
    expect(replaced).toMatchObject({ status: 200, body: { _name: 'Other', _members: [], _description: '' } });
    expect((await rest(product, at(created), { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, at(created))).status).toBe(404);
  });

  it('has a name of its own in each of its namespaces', async () => {
    const { _name, ...taken } = await group(product, space, anna);
    const refused = await rest(product, within(space, USER_GROUPS), {
      body: [{ _name: 'new' }, { _name }, { _name: 'new' }],
    });
    expect(refused.status).toBe(409);
    expect(valuesOf({ _list: refused.body.errors }, 'path')).toEqual(['[1]._name', '[2]._name']);
    expect(valuesOf(await done(product, within(space, USER_GROUPS)), '_id')).toEqual([taken._id]);
    const [other] = await store(product, within(space, USER_GROUPS), [{ _name: 'Other' }]);
    expect((await rest(product, at(other), { method: 'PATCH', body: { _name } })).status).toBe(409);
  });

  it('is there for its members, who may not change it, and for nobody else', async () => {
    const created = await group(product, space, anna);
    const member = await asUser(product, anna, space);
    const stranger = await asUser(product, newUserId(), space);
    expect(valuesOf(await done(member, within(space, USER_GROUPS)), '_id')).toEqual([created._id]);
    expect(await done(member, at(created))).toEqual(created);
    expect(await done(stranger, within(space, USER_GROUPS))).toMatchObject({ _total: 0, _list: [] });
    const absent = await rest(stranger, `${USER_GROUPS}/absent`);
    const forbidden = await rest(stranger, at(created));
    expect(forbidden.body).toMatchObject({
      code: 'NotFound',
      detail: String(absent.body.detail).replace('absent', created._id),
    });
    for (const caller of [member, stranger]) {
      for (const [method, body] of [
        ['PATCH', { _members: [] }],
        ['PUT', { _name: 'x' }],
        ['DELETE', undefined],
      ] as const) {
        expect((await rest(caller, at(created), { method, ...(body && { body }) })).status).toBe(404);
      }
      expect((await rest(caller, within(space, USER_GROUPS), { body: [{ _name: 'x' }] })).status).toBe(403);
    }
  });

  it('is not changed by a script, whoever it acts for', async () => {
    const created = await group(product, space, anna);
    const script = await run({});
    expect((await rest(script, at(created), { method: 'PATCH', body: { _members: ['eve'] } })).status).toBe(403);
    expect((await rest(script, within(space, USER_GROUPS), { body: [{ _name: 'x' }] })).status).toBe(403);
    expect(await done(script, at(created))).toEqual(created);
  });
});

describe('a user that is removed', () => {
  it('has no token, grant or group left, in any namespace, and leaves its id to nobody', async () => {
    const there = newNamespace();
    const bobId = newUserId();
    const here = await asUser(product, anna, space);
    const elsewhere = await asUser(product, anna, there);
    const bob = await asUser(product, bobId, space);
    await allow(product, space, { to: anna, resource: 'filesvc:file:*', actions: ['CREATE'] });
    await allow(product, there, { to: anna, resource: '*:*:*', actions: ['*'] });
    const kept = await allow(product, space, { to: bobId, resource: '*:*:*', actions: ['READ'] });
    const [made] = await store(here, within(space, FILES), [file()]);
    const team = await group(product, space, anna, bobId);
    const remove = (caller: Product, id = anna) => rest(caller, `${USERS}/${id}`, { method: 'DELETE' });
    for (const caller of [here, bob, await run({ id: 'admin' })]) expect((await remove(caller)).status).toBe(403);
    expect((await remove(product, 'admin')).status).toBe(400);
    expect((await remove(product)).status).toBe(204);
    for (const caller of [here, elsewhere]) expect((await rest(caller, CURRENT_USER)).status).toBe(401);
    expect((await done(product, `${ACCESS_TOKENS}?_userId=${anna}`))._total).toBe(0);
    expect(await done(product, `${USER_GROUPS}/${String(team._id)}`)).toMatchObject({
      _members: [bobId],
      _metadata: { _updatedById: 'admin' },
    });
    expect(valuesOf(await done(product, within(space, GRANTS)), '_id')).toEqual([kept._id]);
    expect((await rest(product, within(there, GRANTS))).status).toBe(404);
    expect(await done(bob, `${FILES}/${String(made._id)}`)).toMatchObject({ _metadata: { _createdById: anna } });
    const again = await rest(product, ACCESS_TOKENS, {
      body: [bobId, anna].map((_userId) => ({ _name: 'Again', _userId, _namespaces: [space] })),
    });
    expect(again).toMatchObject({ status: 409, body: { errors: [{ path: '[1]._userId' }] } });
    expect((await done(product, `${ACCESS_TOKENS}?_userId=${bobId}`))._total).toBe(1);
    expect((await remove(product)).status).toBe(204);
  });

  it('has no token that is made at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const id = newUserId();
      const make = () => rest(product, ACCESS_TOKENS, { body: [{ _name: 'A', _userId: id, _namespaces: [space] }] });
      const [, ...made] = await Promise.all([rest(product, `${USERS}/${id}`, { method: 'DELETE' }), make(), make()]);
      expect((await done(product, `${ACCESS_TOKENS}?_userId=${id}`))._total).toBe(0);
      for (const { status, body } of made.filter((one) => one.status === 201)) {
        expect([status, (await rest(bearer(String(body._list[0]._token)), CURRENT_USER)).status]).toEqual([201, 401]);
      }
    }
  });
});
