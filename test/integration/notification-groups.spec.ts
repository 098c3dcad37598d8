/** Groups of notifications and their members over REST: who may do what with them, and where members may be. */
import type { Principal } from '#libs/access';
import type { LocalProcess } from '../support/local-process.ts';
import { type OpenDatabase, openDatabase } from '../support/open-database.ts';
import { type Product, rest } from '../support/product.ts';
import {
  isSigned,
  startWebhookReceiver,
  type WebhookAnswer,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';
import { done, type Json, newNamespace, store, valuesOf, within } from './support/api.ts';
import {
  group,
  GROUPS,
  membersOf,
  messagesOf,
  notificationRequests,
  NOTIFICATIONS,
  startNotifyingProduct,
} from './support/notifications.ts';
import { asPrincipal } from './support/run-tokens.ts';
import { allow as grant, asUser, newUserId } from './support/users.ts';

let database: OpenDatabase;
let product: LocalProcess;
let space: string;
let answer: WebhookAnswer = () => 204;
let receiver: WebhookReceiver;
beforeAll(async () => {
  database = await openDatabase();
  product = await startNotifyingProduct(database);
});
afterAll(async () => {
  await product.stop();
  await database.close();
});
beforeEach(async () => {
  space = newNamespace();
  answer = () => 204;
  receiver = await startWebhookReceiver((webhook, response) => answer(webhook, response));
  await allow(receiver.host);
});
afterEach(() => receiver.stop());

const stored = (name: string) => database.collection(name);
const { addMembers, allow, member, newGroup, send, settled } = notificationRequests(() => ({
  product,
  space,
  receiver,
}));

const as = (principal: Partial<Principal>): Promise<Product> =>
  asPrincipal(product, { kind: 'run', namespaces: [space], ...principal });

describe('a group', () => {
  it('is created, listed, changed and deleted', async () => {
    const body = [group('a', { _name: 'B' }), group('b', { _name: 'A', _description: 'd' })];
    const created = await rest(product, within(space, GROUPS), { body });
    expect(created).toMatchObject({ status: 201, body: { _total: 2 } });
    const [first, second] = created.body._list;
    expect(first).toEqual({
      _id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      _irn: `notificationsvc:group:${String(first._id)}`,
      _name: 'B',
      _description: '',
      _userType: 'a',
      _namespaces: [space],
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
    });
    expect(valuesOf(await done(product, within(space, GROUPS)), '_name')).toEqual(['A', 'B']);
    expect((await done(product, within(space, GROUPS, { _userType: 'b' })))._list).toEqual([second]);
    const path = `${GROUPS}/${String(first._id)}`;
    const patch = { method: 'PATCH', body: { _description: 'new' }, headers: { 'if-match': '"1"' } };
    expect((await rest(product, path, patch)).body).toMatchObject({ _name: 'B', _description: 'new' });
    expect((await rest(product, path, patch)).status).toBe(412);
    const put = await done(product, path, { method: 'PUT', body: { _name: 'C', _userType: 'c' } });
    expect(put).toMatchObject({ _name: 'C', _description: '', _userType: 'c' });
    expect(await rest(product, path, { method: 'PATCH', body: { _userType: 'b' } })).toMatchObject({
      status: 409,
      body: { errors: [{ path: '_userType' }] },
    });
    expect(await rest(product, within(space, GROUPS), { body: [group('d'), group('b')] })).toMatchObject({
      status: 409,
      body: { errors: [{ path: '[1]._userType' }] },
    });
    expect((await rest(product, path, { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, path)).status).toBe(404);
    expect((await done(product, within(space, GROUPS)))._list).toEqual([second]);
  });

  it('takes its members and messages with it', async () => {
    const one = await newGroup();
    await addMembers(one, member('a'));
    answer = () => 500;
    const [sent] = await send(one, { _subject: 's' });
    await done(product, `${GROUPS}/${String(one._id)}`, { method: 'DELETE' });
    expect((await rest(product, `${NOTIFICATIONS}/messages/${String(sent._id)}`)).status).toBe(404);
    for (const name of ['notificationmembers', 'notificationmessages', 'notificationdeliveries']) {
      expect(await stored(name).countDocuments({ _groupId: one._id })).toBe(0);
    }
  });

  it('is there for those alone who may use its namespace, and changed by people alone', async () => {
    const one = await newGroup();
    const [stranger, run] = [await as({ namespaces: ['elsewhere'] }), await as({})];
    for (const path of [`${GROUPS}/${String(one._id)}`, membersOf(one), messagesOf(one)]) {
      expect((await rest(stranger, path)).status).toBe(404);
      expect((await rest(run, path)).status).toBe(200);
    }
    expect((await rest(stranger, within(space, GROUPS))).status).toBe(404);
    expect((await rest(stranger, messagesOf(one), { body: [{ _subject: 's' }] })).status).toBe(404);
    for (const [path, init] of [
      [within(space, GROUPS), { body: [group('x')] }],
      [`${GROUPS}/${String(one._id)}`, { method: 'PATCH', body: { _name: 'x' } }],
      [`${GROUPS}/${String(one._id)}`, { method: 'DELETE' }],
      [membersOf(one), { body: [member('a')] }],
    ] as const) {
      expect(await rest(run, path, init)).toMatchObject({ status: 403, body: { code: 'Forbidden' } });
    }
    const service = await as({ kind: 'service' });
    for (const [path, body] of [
      ['take', { _limit: 1, _underWay: [], _slowMembers: [] }],
      ['settle', [{ _id: 'a', _lease: 'b' }]],
    ] as const) {
      expect((await rest(product, `${NOTIFICATIONS}/deliveries/${path}`, { body })).status).toBe(403);
      expect((await rest(run, `${NOTIFICATIONS}/deliveries/${path}`, { body })).status).toBe(403);
      expect((await rest(service, `${NOTIFICATIONS}/deliveries/${path}`, { body })).status).toBeLessThan(300);
    }
  });
});

describe('a user', () => {
  it('does with a group what grants allow, and sees none without', async () => {
    const [one, other] = await store(product, within(space, GROUPS), [group('a'), group('b')]);
    await addMembers(one, member('a'));
    const userId = newUserId();
    const user = await asUser(product, userId, space);
    const path = `${GROUPS}/${String(one._id)}`;
    const seen = async () => valuesOf(await done(user, within(space, GROUPS)), '_id');
    const post = () => rest(user, messagesOf(one), { body: [{ _subject: 's' }] });
    expect([await seen(), (await rest(user, path)).status, (await post()).status]).toEqual([[], 404, 404]);
    await grant(product, space, { to: userId, resource: String(one._irn), actions: ['READ'] });
    expect([await seen(), (await rest(user, path)).status, (await post()).status]).toEqual([[one._id], 200, 403]);
    expect((await done(user, membersOf(one)))._total).toBe(1);
    expect((await rest(user, membersOf(one), { body: [member('b')] })).status).toBe(403);
    await grant(product, space, { to: userId, resource: String(one._irn), actions: ['RUN'] });
    const sent = await post();
    expect(sent.status).toBe(201);
    const message = `${NOTIFICATIONS}/messages/${String(sent.body._list[0]._id)}`;
    expect((await rest(user, message)).status).toBe(200);
    const [hidden] = await addMembers(other, member('c')).then(() => send(other, { _subject: 's' }));
    expect((await rest(user, `${NOTIFICATIONS}/messages/${String(hidden._id)}`)).status).toBe(404);
    await grant(product, space, {
      to: userId,
      resource: 'notificationsvc:group:*',
      actions: ['CREATE', 'EDIT', 'DELETE'],
    });
    expect((await rest(user, membersOf(one), { body: [member('b')] })).status).toBe(201);
    const [own] = await store(user, within(space, GROUPS), [group('c')]);
    expect((await seen()).sort()).toEqual([one._id, own._id].sort());
    expect((await rest(user, path, { method: 'DELETE' })).status).toBe(204);
    expect((await rest(user, `${GROUPS}/${String(other._id)}`, { method: 'DELETE' })).status).toBe(404);
  });
});

describe('a member', () => {
  it('is told its signing secret once, which is encrypted where it is stored', async () => {
    const one = await newGroup();
    const created = await rest(product, membersOf(one), { body: [member('a')] });
    expect(created.status).toBe(201);
    const [{ _signingSecret, ...shown }] = created.body._list;
    expect(_signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(shown).toEqual({
      _id: expect.any(String),
      _groupId: one._id,
      _name: 'a',
      _webhookUrl: `${receiver.url}/`,
      _namespaces: [space],
      _metadata: expect.any(Object),
      _previousSecretUntil: null,
    });
    expect((await done(product, membersOf(one)))._list).toEqual([shown]);
    const record = JSON.stringify(await stored('notificationmembers').findOne({ _id: shown._id }));
    expect(record).not.toContain(String(_signingSecret).slice(6, 30));
  });

  it.each([
    ['ftp://127.0.0.1/', /must be an https URL/],
    ['nowhere', /must be an https URL/],
    ['http://api.example.com/', /over https/],
    ['https://api.example.com/', /not one of the hosts that the settings/],
    ['http://127.0.0.1:1/', /not one of the hosts that the settings/],
    ['http://user:word@127.0.0.1:1/', /neither a name nor a password/],
    ['http://127.0.0.1:1/#x', /no fragment/],
  ])('cannot be at %s', async (_webhookUrl, problem) => {
    const one = await newGroup();
    const [added] = await addMembers(one, member('there'));
    const refused = (path: string) => ({
      status: 400,
      body: { errors: [{ path, message: expect.stringMatching(problem) }] },
    });
    const body = [member('a'), { _name: 'b', _webhookUrl }];
    expect(await rest(product, membersOf(one), { body })).toMatchObject(refused('[1]._webhookUrl'));
    const patch = { method: 'PATCH', body: { _webhookUrl } };
    expect(await rest(product, `${membersOf(one)}/${String(added._id)}`, patch)).toMatchObject(refused('_webhookUrl'));
    expect(valuesOf(await done(product, membersOf(one)), '_name')).toEqual(['there']);
  });

  it('is changed and deleted, has a name of its own, and 49 others at most', async () => {
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'), member('b'));
    const at = `${membersOf(one)}/${String(a._id)}`;
    expect(await rest(product, membersOf(one), { body: [member('c'), member('b')] })).toMatchObject({
      status: 409,
      body: { errors: [{ path: '[1]._name' }] },
    });
    expect((await rest(product, at, { method: 'PATCH', body: { _name: 'b' } })).status).toBe(409);
    const patched = await rest(product, at, { method: 'PATCH', body: { _name: 'x' } });
    expect([patched.body._name, patched.headers.get('etag')]).toEqual(['x', '"2"']);
    const many = Array.from({ length: 49 }, (_, index) => member(`m${String(index)}`));
    expect((await rest(product, membersOf(one), { body: many })).status).toBe(400);
    expect((await rest(product, at, { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, at, { method: 'DELETE' })).status).toBe(404);
    expect((await rest(product, membersOf(one), { body: many })).status).toBe(201);
    expect((await done(product, membersOf(one)))._total).toBe(50);
  });

  it('with a new secret gets what is signed with that one, and for a day with those before', async () => {
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'));
    const made: string[] = [a._signingSecret];
    const renew = async (): Promise<Json> => {
      const renewed = await done(product, `${membersOf(one)}/${String(a._id)}/secret`, { method: 'POST' });
      expect(renewed).toMatchObject({ _id: a._id, _signingSecret: expect.stringMatching(/^whsec_/) });
      made.push(renewed._signingSecret);
      return renewed;
    };
    const signing = async () => {
      const [sent] = await send(one, { _subject: 's' });
      await settled(sent);
      const webhook = receiver.received.find(({ headers }) => headers['webhook-id'] === sent._id);
      return made.map((secret) => isSigned(webhook!, secret));
    };
    const { _previousSecretUntil } = await renew();
    const inADay = Date.now() + 86_400_000;
    expect(Math.abs(Date.parse(_previousSecretUntil) - inADay)).toBeLessThan(60_000);
    expect((await done(product, membersOf(one)))._list).toMatchObject([{ _previousSecretUntil }]);
    expect(await signing()).toEqual([true, true]);
    for (let count = 0; count < 3; count++) await renew();
    expect(new Set(made).size).toBe(5);
    expect(await signing()).toEqual([false, true, true, true, true]);
    const { _previousSecrets } = (await stored('notificationmembers').findOne({ _id: a._id }))!;
    const over = (_previousSecrets as object[]).map((previous) => ({ ...previous, until: new Date(Date.now() - 1) }));
    await stored('notificationmembers').updateOne({ _id: a._id }, { $set: { _previousSecrets: over } });
    expect(await signing()).toEqual([false, false, false, false, true]);
    expect((await done(product, membersOf(one)))._list).toMatchObject([{ _previousSecretUntil: null }]);
  });
});
