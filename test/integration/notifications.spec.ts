/** Notifications: groups, members and messages over REST, and their webhooks as real receivers get them. */
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { type Principal, RunTokens } from '#libs/access';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  isSigned,
  startWebhookReceiver,
  type WebhookAnswer,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';
import {
  declares,
  done,
  ITEMS,
  type Json,
  newNamespace,
  script,
  SETTINGS,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, textOf } from './support/mcp.ts';
import { allow as grant, asUser, newUserId } from './support/users.ts';

const SERVICE_KEY = 'the-service-key-of-these-tests-is-long-enough';
const SECRETS_KEY = 'the-key-of-secrets-in-these-tests-is-long';
const NOTIFICATIONS = '/notificationsvc/api/v1';
const GROUPS = `${NOTIFICATIONS}/groups`;

let dataDir: string;
let embedded: EmbeddedMongo;
let client: mongo.MongoClient;
let product: LocalProcess;
let space: string;
let answer: WebhookAnswer = () => 204;
let receiver: WebhookReceiver;
const start = (environment: Record<string, string> = {}) =>
  startLocalProcess({
    environment: {
      SERVICE_KEY,
      SECRETS_KEY,
      MONGODB_URI: embedded.uri,
      FETCH_PRIVATE_HOSTS: '127.0.0.1',
      NOTIFICATION_RETRY_MS: '50',
      NOTIFICATION_ATTEMPTS: '4',
      NOTIFICATION_TIMEOUT_MS: '1000',
      ...environment,
    },
  });
beforeAll(async () => {
  dataDir = await newDataDir();
  embedded = await startEmbeddedMongo({ dataDir });
  client = await mongo.MongoClient.connect(embedded.uri);
  product = await start();
});
afterAll(async () => {
  await product.stop();
  await client.close();
  await embedded.close();
  await rm(dataDir, { recursive: true });
});
beforeEach(async () => {
  space = newNamespace();
  answer = () => 204;
  receiver = await startWebhookReceiver((webhook, response) => answer(webhook, response));
  await allow(receiver.host);
});
afterEach(() => receiver.stop());

const stored = (name: string) => client.db('toolrack').collection<{ _id: string } & mongo.Document>(name);
const allow = (...hosts: string[]) =>
  done(product, within(space, SETTINGS), { method: 'PUT', body: { _fetchHosts: hosts } });
const group = (userType = 'facilities', fields: object = {}) => ({
  _name: 'Facilities',
  _userType: userType,
  ...fields,
});
const newGroup = async (fields: object = {}): Promise<Json> =>
  (await store(product, within(space, GROUPS), [group('facilities', fields)]))[0];
const membersOf = ({ _id }: Json): string => `${GROUPS}/${String(_id)}/members`;
const messagesOf = ({ _id }: Json): string => `${GROUPS}/${String(_id)}/messages`;
const addMembers = (one: Json, ...members: object[]): Promise<Json[]> => store(product, membersOf(one), members);
const member = (name: string, path = '/') => ({ _name: name, _webhookUrl: `${receiver.url}${path}` });
const send = async (one: Json, ...messages: object[]): Promise<Json[]> => store(product, messagesOf(one), messages);
const message = ({ _id }: Json): Promise<Json> => done(product, `${NOTIFICATIONS}/messages/${String(_id)}`);
const settled = (sent: Json): Promise<Json> =>
  eventually('the message is settled', async () => {
    const now = await message(sent);
    return now._counts._pending === 0 && now;
  });

async function as(principal: Partial<Principal>): Promise<Product> {
  const whole: Principal = { id: 'somebody', kind: 'run', namespaces: [space], ...principal };
  return { ...product, token: await new RunTokens(SERVICE_KEY).issue(whole, { ttlMs: 60_000 }) };
}

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
      ['take', { _limit: 1, _without: [] }],
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

  it('with a new secret gets what is signed with that one', async () => {
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'));
    const renewed = await done(product, `${membersOf(one)}/${String(a._id)}/secret`, { method: 'POST' });
    expect(renewed).toMatchObject({ _id: a._id, _signingSecret: expect.stringMatching(/^whsec_/) });
    expect(renewed._signingSecret).not.toBe(a._signingSecret);
    const [sent] = await send(one, { _subject: 's' });
    await settled(sent);
    expect([a, renewed].map(({ _signingSecret }) => isSigned(receiver.received[0]!, _signingSecret))).toEqual([
      false,
      true,
    ]);
  });
});

describe('a message', () => {
  it('reaches every member, signed for each, and says so', async () => {
    const one = await newGroup();
    const members = await addMembers(one, member('a', '/a?x=1'), member('b', '/b'));
    const _data = { rooms: [1, 2], $set: { 'a.b': '<&>"ü' } };
    const [sent] = await send(one, { _subject: 'Lift', _body: 'It is **out**.', _data });
    expect(sent).toMatchObject({ _subject: 'Lift', _data, _counts: { _pending: 2, _delivered: 0, _failed: 0 } });
    const outcome = await settled(sent);
    expect(outcome).toMatchObject({
      _irn: `notificationsvc:message:${String(sent._id)}`,
      _counts: { _delivered: 2 },
      _data,
    });
    expect(outcome._deliveries).toMatchObject(
      members.map(({ _id, _name }) => ({
        _memberId: _id,
        _memberName: _name,
        _status: 'delivered',
        _attempts: 1,
        _httpStatus: 204,
        _error: null,
        _nextAttemptAt: null,
      })),
    );
    expect(receiver.received).toHaveLength(2);
    for (const { _name, _signingSecret } of members) {
      const webhook = receiver.received.find(({ path }) => path.startsWith(`/${String(_name)}`))!;
      expect(isSigned(webhook, _signingSecret)).toBe(true);
      expect(webhook.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': sent._id });
      expect(JSON.parse(webhook.body)).toEqual({
        type: 'notification.message',
        timestamp: sent._metadata._createdAt,
        data: { _id: sent._id, _groupId: one._id, _namespace: space, _subject: 'Lift', _body: 'It is **out**.', _data },
      });
    }
    expect(isSigned({ ...receiver.received[0]!, body: '{}' }, members[0]._signingSecret)).toBe(false);
    const page = await done(product, messagesOf(one));
    expect(page).toMatchObject({
      _total: 1,
      _list: [{ _id: sent._id, _counts: { _pending: 0, _delivered: 2, _failed: 0 } }],
    });
    expect(page._list[0]).not.toHaveProperty('_deliveries');
  });

  it('is tried again under the same id after what may pass, and no more than so often', async () => {
    const one = await newGroup();
    await addMembers(one, member('away', '/away'), member('back', '/back'));
    answer = ({ path }) => {
      const earlier = receiver.received.filter((other) => other.path === path).length;
      return path === '/back' && earlier === 3 ? 200 : 503;
    };
    const [sent] = await send(one, { _subject: 's' });
    expect((await settled(sent))._deliveries).toMatchObject([
      {
        _memberName: 'away',
        _status: 'failed',
        _attempts: 4,
        _httpStatus: 503,
        _error: 'The receiver answered with 503.',
      },
      { _memberName: 'back', _status: 'delivered', _attempts: 3, _httpStatus: 200, _error: null },
    ]);
    expect(receiver.received).toHaveLength(7);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([sent._id]));
    const times = receiver.received.filter(({ path }) => path === '/away').map(({ at }) => at);
    expect(times[3]! - times[2]!).toBeGreaterThan(times[1]! - times[0]!);
  });

  it.each([400, 401, 404, 410, 302])('is given up after an answer of %d', async (status) => {
    const one = await newGroup();
    await addMembers(one, member('a'));
    answer = (_webhook, response) => {
      response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end();
      return undefined;
    };
    const [sent] = await send(one, { _subject: 's' });
    expect((await settled(sent))._deliveries).toMatchObject([{ _status: 'failed', _attempts: 1, _httpStatus: status }]);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/']);
  });

  it('waits for as long as a receiver asks for', async () => {
    const one = await newGroup();
    await addMembers(one, member('a'));
    answer = (_webhook, response) => {
      if (receiver.received.length > 1) return 204;
      response.writeHead(429, { 'retry-after': '1' }).end();
      return undefined;
    };
    const [sent] = await send(one, { _subject: 's' });
    expect((await settled(sent))._deliveries).toMatchObject([{ _status: 'delivered', _attempts: 2 }]);
    expect(receiver.received[1]!.at - receiver.received[0]!.at).toBeGreaterThanOrEqual(950);
  });

  it('is tried again when the receiver is silent, breaks off, or is not there', async () => {
    const one = await newGroup();
    const gone = await startWebhookReceiver();
    await gone.stop();
    await allow(receiver.host, gone.host);
    await addMembers(one, member('breaks', '/breaks'), member('silent', '/silent'), {
      _name: 'gone',
      _webhookUrl: `${gone.url}/`,
    });
    answer = ({ path }, response) => {
      const times = receiver.received.filter((other) => other.path === path).length;
      if (times > 1) return 204;
      if (path === '/breaks') response.destroy();
      return undefined;
    };
    const [sent] = await send(one, { _subject: 's' });
    expect((await settled(sent))._deliveries).toMatchObject([
      { _memberName: 'breaks', _status: 'delivered', _attempts: 2 },
      {
        _memberName: 'gone',
        _status: 'failed',
        _attempts: 4,
        _httpStatus: null,
        _error: expect.stringContaining(gone.host),
      },
      { _memberName: 'silent', _status: 'delivered', _attempts: 2 },
    ]);
  });

  it('goes nowhere when its host is listed no more, or its member is deleted', async () => {
    const one = await newGroup();
    const [, b] = await addMembers(one, member('a', '/a'), member('b', '/b'));
    answer = (_webhook, response) => {
      response.writeHead(503, { 'retry-after': '2' }).end();
      return undefined;
    };
    const [sent] = await send(one, { _subject: 's' });
    await eventually('both were tried', () => Promise.resolve(receiver.received.length === 2));
    await done(product, `${membersOf(one)}/${String(b._id)}`, { method: 'DELETE' });
    await allow('api.example.com');
    const outcome = await settled(sent);
    expect(outcome._deliveries).toMatchObject([
      { _status: 'failed', _error: expect.stringMatching(/not one of the hosts/) },
      { _status: 'failed', _error: 'The member was deleted.' },
    ]);
    expect(receiver.received).toHaveLength(2);
  });

  it('is not sent to a private address that nobody opened, whatever the namespace lists', async () => {
    const [settings] = await stored('namespacesettings').find({ _id: space }).toArray();
    await stored('namespacesettings').updateOne(
      { _id: settings!._id },
      { $set: { _fetchHosts: ['10.0.0.1', receiver.host] } },
    );
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'));
    await stored('notificationmembers').updateOne({ _id: a._id }, { $set: { _webhookUrl: 'https://10.0.0.1/' } });
    const [sent] = await send(one, { _subject: 's' });
    expect((await settled(sent))._deliveries).toMatchObject([
      { _status: 'failed', _attempts: 1, _error: expect.stringContaining('10.0.0.1') },
    ]);
  });

  it('is refused without a member, with too much in it, or when too much is pending', async () => {
    const one = await newGroup();
    const post = (...messages: object[]) => rest(product, messagesOf(one), { body: messages });
    expect(await post({ _subject: 's' })).toMatchObject({ status: 400, body: { errors: [{ path: 'id' }] } });
    await addMembers(one, member('a'));
    for (const [body, path] of [
      [{ _body: 'x' }, '[0]._subject'],
      [{ _subject: '' }, '[0]._subject'],
      [{ _subject: 's', _body: 'x'.repeat(20_001) }, '[0]._body'],
      [{ _subject: 's', _data: { a: 'x'.repeat(70_000) } }, '[0]._data'],
      [{ _subject: 's', _data: [] }, '[0]._data'],
      [{ _subject: 's', other: 1 }, '[0].other'],
    ] as const) {
      expect(await post(body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    }
    expect((await done(product, messagesOf(one)))._total).toBe(0);
    await stored('notificationdeliveries').insertMany(
      Array.from({ length: 5_000 }, (_, index) => ({
        _id: `${space}-${String(index)}`,
        _messageId: 'none',
        _namespaces: [space],
        _status: 'pending',
        _dueAt: new Date(Date.now() + 3_600_000),
      })),
    );
    const refused = await post({ _subject: 's' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    await stored('notificationdeliveries').deleteMany({ _messageId: 'none' });
    expect((await post({ _subject: 's' })).status).toBe(201);
    expect(receiver.received.length).toBeLessThanOrEqual(1);
  });

  it('is sent by a script, with the rights of its caller, and read by a model', async () => {
    const one = await newGroup();
    await addMembers(one, member('a'));
    const source = declares(
      'notify',
      `const { IafNotification } = libraries.PlatformApi;
       return IafNotification.getGroups({ _userType: 'facilities' }, ctx)
         .then(({ _list: [group] }) => IafNotification.createMessages(group._id, [{ _subject: input.subject }], ctx));`,
    );
    await store(product, within(space, ITEMS), [script(source)]);
    await store(product, within(space, TOOLS), [
      tool('notify', { _schema: { type: 'object' }, _script: { _userType: 'scripts', _scriptName: 'notify' } }),
    ]);
    const called = await callTool(product, `nsfilter=${space}`, {
      name: 'notify',
      arguments: { subject: 'from a script' },
    });
    const [sent] = JSON.parse(textOf(called))._list;
    await settled(sent);
    expect(JSON.parse(receiver.received[0]!.body).data._subject).toBe('from a script');
    const read = await callTool(product, `nsfilter=${space}`, {
      name: 'getMessage_IafNotification',
      arguments: { id: sent._id },
    });
    expect(read.result.structuredContent).toMatchObject({ _subject: 'from a script', _counts: { _delivered: 1 } });
    for (const name of ['getGroup_IafNotification', 'getGroup_IafNotication']) {
      const found = await callTool(product, `nsfilter=${space}`, { name, arguments: { id: one._id } });
      expect(found.result.structuredContent).toMatchObject({ _id: one._id, _name: 'Facilities' });
    }
    const groups = await callTool(product, `nsfilter=${space}`, { name: 'getGroups_IafNotification', arguments: {} });
    expect(groups.result.structuredContent._list).toMatchObject([{ _id: one._id }]);
  });
});

describe('deliveries', () => {
  it('go on where they were when the process is killed in the middle of them', async () => {
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'));
    let isBack = false;
    answer = () => (isBack ? 204 : 503);
    await product.stop();
    product = await start({ NOTIFICATION_RETRY_MS: '1500' });
    const [sent] = await send(one, { _subject: 's' });
    await eventually('it was tried', () => Promise.resolve(receiver.received.length === 1));
    await eventually('the attempt is settled', async () => (await message(sent))._deliveries[0]._httpStatus === 503);
    await product.kill();
    isBack = true;
    product = await start();
    expect((await settled(sent))._deliveries).toMatchObject([{ _status: 'delivered', _attempts: 2 }]);
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]!.headers['webhook-id']).toBe(sent._id);
    expect(isSigned(receiver.received[1]!, a._signingSecret)).toBe(true);
  });

  it('are made again when the process was killed during an attempt', async () => {
    const one = await newGroup();
    await addMembers(one, member('a'));
    answer = () => (receiver.received.length > 1 ? 204 : undefined);
    const [sent] = await send(one, { _subject: 's' });
    await eventually('it was tried', () => Promise.resolve(receiver.received.length === 1));
    await product.kill();
    product = await start();
    expect((await settled(sent))._deliveries).toMatchObject([{ _status: 'delivered', _attempts: 2 }]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([sent._id]));
  });

  it('are broken off when the process ends, and made again at once', async () => {
    const one = await newGroup();
    await addMembers(one, member('a'));
    answer = () => (receiver.received.length > 1 ? 204 : undefined);
    await product.stop();
    product = await start({ NOTIFICATION_TIMEOUT_MS: '20000' });
    const [sent] = await send(one, { _subject: 's' });
    await eventually('it was tried', () => Promise.resolve(receiver.received.length === 1));
    await product.stop();
    product = await start();
    expect((await settled(sent))._deliveries).toMatchObject([{ _status: 'delivered', _attempts: 1 }]);
  });

  it('are made once each by two processes on one store', async () => {
    const second = await start();
    try {
      const one = await newGroup();
      await addMembers(
        one,
        ...Array.from({ length: 20 }, (_, index) => member(`m${String(index)}`, `/${String(index)}`)),
      );
      answer = (_webhook, response) => {
        void delay(20).then(() => response.writeHead(204).end());
        return undefined;
      };
      const sent = await send(one, { _subject: '1' }, { _subject: '2' }, { _subject: '3' });
      for (const each of sent)
        expect((await settled(each))._counts).toEqual({ _pending: 0, _delivered: 20, _failed: 0 });
      expect(receiver.received).toHaveLength(60);
    } finally {
      await second.stop();
    }
  });

  it('of one namespace do not hold up those of another', async () => {
    const slow = await newGroup();
    await addMembers(slow, ...Array.from({ length: 30 }, (_, index) => member(`m${String(index)}`, '/slow')));
    answer = ({ path }) => (path === '/slow' ? undefined : 204);
    await send(slow, { _subject: 's' });
    await eventually('the slow ones are tried', () => Promise.resolve(receiver.received.length >= 4));
    space = newNamespace();
    await allow(receiver.host);
    const quick = await newGroup();
    await addMembers(quick, member('a', '/quick'));
    const [sent] = await send(quick, { _subject: 's' });
    expect((await settled(sent))._counts._delivered).toBe(1);
    expect(receiver.received.filter(({ path }) => path === '/slow').length).toBeLessThan(30);
    await done(product, `${GROUPS}/${String(slow._id)}`, { method: 'DELETE' });
  });

  it('whose message was never stored are not made, and swept away', async () => {
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'));
    const delivery = (id: string, created: number) => ({
      _id: `${space}-${id}`,
      _messageId: `${space}-none`,
      _groupId: one._id,
      _memberId: a._id,
      _memberName: 'a',
      _namespaces: [space],
      _status: 'pending',
      _attempts: 0,
      _dueAt: new Date(),
      _createdAt: new Date(created),
      _expiresAt: new Date(Date.now() + 60_000),
    });
    await stored('notificationdeliveries').insertMany([
      delivery('old', Date.now() - 70_000),
      delivery('new', Date.now()),
    ]);
    // Whatever is sent wakes those that deliver.
    await settled((await send(one, { _subject: 's' }))[0]);
    await eventually('the old one is swept away', async () => {
      return (await stored('notificationdeliveries').countDocuments({ _id: `${space}-old` })) === 0;
    });
    expect(await stored('notificationdeliveries').findOne({ _id: `${space}-new` })).toMatchObject({
      _status: 'pending',
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('are signed as before when the key of secrets was changed', async () => {
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'));
    const keyOf = async () => (await stored('notificationmembers').findOne({ _id: a._id }))!._sealed.keyId as string;
    const before = await keyOf();
    await product.stop();
    const key = 'another-key-of-secrets-that-is-long-enough';
    product = await start({ SECRETS_KEY: key, SECRETS_KEY_PREVIOUS: SECRETS_KEY });
    await eventually('it is encrypted anew', async () => (await keyOf()) !== before);
    await settled((await send(one, { _subject: 's' }))[0]);
    expect(isSigned(receiver.received[0]!, a._signingSecret)).toBe(true);
    await product.stop();
    product = await start({ SECRETS_KEY, SECRETS_KEY_PREVIOUS: key });
    await eventually('it is encrypted anew', async () => (await keyOf()) === before);
  });
});
