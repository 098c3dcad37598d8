/** Messages to groups, and their webhooks as real receivers get them, whatever happens meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import type { LocalProcess } from '../support/local-process.ts';
import { type OpenDatabase, openDatabase } from '../support/open-database.ts';
import { rest } from '../support/product.ts';
import {
  isSigned,
  startWebhookReceiver,
  type WebhookAnswer,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';
import { declares, done, ITEMS, type Json, newNamespace, script, store, tool, TOOLS, within } from './support/api.ts';
import { callTool, textOf } from './support/mcp.ts';
import {
  GROUPS,
  membersOf,
  messagesOf,
  notificationRequests,
  SECRETS_KEY,
  startNotifyingProduct,
} from './support/notifications.ts';

let database: OpenDatabase;
let product: LocalProcess;
let space: string;
let answer: WebhookAnswer = () => 204;
let receiver: WebhookReceiver;
const start = (environment?: Record<string, string>) => startNotifyingProduct(database, environment);
beforeAll(async () => {
  database = await openDatabase();
  product = await start();
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
const { addMembers, allow, member, message, newGroup, send, settled } = notificationRequests(() => ({
  product,
  space,
  receiver,
}));

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

  it('is given up when the receiver is gone, and tried again after any other refusal', async () => {
    const one = await newGroup();
    await addMembers(one, ...['302', '401', '404', '410'].map((status) => member(status, `/${status}`)));
    answer = ({ path }, response) => {
      const earlier = receiver.received.filter((other) => other.path === path).length;
      if (earlier > 1) return 200;
      response.writeHead(Number(path.slice(1)), { location: `${receiver.url}/elsewhere` }).end();
      return undefined;
    };
    const [sent] = await send(one, { _subject: 's' });
    const delivered = { _status: 'delivered', _attempts: 2 };
    expect((await settled(sent))._deliveries).toMatchObject([
      delivered,
      delivered,
      delivered,
      { _status: 'failed', _attempts: 1, _httpStatus: 410 },
    ]);
    expect(receiver.received.map(({ path }) => path)).not.toContain('/elsewhere');
  });

  it('goes no more to a receiver that is gone, until its URL is given anew', async () => {
    const one = await newGroup();
    const [a] = await addMembers(one, member('a'));
    answer = () => 410;
    await settled((await send(one, { _subject: '1' }))[0]);
    const [second] = await send(one, { _subject: '2' });
    expect((await settled(second))._deliveries).toMatchObject([
      { _status: 'failed', _httpStatus: null, _error: expect.stringContaining('is gone (410)') },
    ]);
    expect(receiver.received).toHaveLength(1);
    answer = () => 204;
    const path = `${membersOf(one)}/${String(a._id)}`;
    const body = { _name: 'b' };
    expect(Object.keys(await done(product, path, { method: 'PATCH', body }))).not.toContain('_goneAt');
    expect((await settled((await send(one, { _subject: '3' }))[0]))._counts._failed).toBe(1);
    await done(product, path, { method: 'PATCH', body: { _webhookUrl: a._webhookUrl } });
    expect((await settled((await send(one, { _subject: '4' }))[0]))._counts._delivered).toBe(1);
    expect(receiver.received).toHaveLength(2);
  });

  it('is delivered once by an answer of success, whatever becomes of its body', async () => {
    const one = await newGroup();
    await addMembers(one, ...['large', 'endless', 'broken', 'encoded'].map((name) => member(name, `/${name}`)));
    answer = ({ path }, response) => {
      response.writeHead(200, path === '/encoded' ? { 'content-encoding': 'gzip' } : {});
      if (path === '/large') response.end(Buffer.alloc(10 * 1024 * 1024));
      else if (path === '/encoded') response.end('not gzip at all');
      else
        response.write('a beginning', () => {
          if (path === '/broken') response.destroy();
        });
      return undefined;
    };
    const [sent] = await send(one, { _subject: 's' });
    expect((await settled(sent))._counts).toEqual({ _pending: 0, _delivered: 4, _failed: 0 });
    expect(receiver.received).toHaveLength(4);
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

  it.each([
    ['group', false],
    ['namespace', true],
  ])('of one %s do not hold up those of another', async (_what, isElsewhere) => {
    const slow = await newGroup();
    await addMembers(slow, ...Array.from({ length: 30 }, (_, index) => member(`m${String(index)}`, '/slow')));
    answer = ({ path }) => (path === '/slow' ? undefined : 204);
    await send(slow, { _subject: 's' });
    await eventually('the slow ones are tried', () => Promise.resolve(receiver.received.length >= 4));
    if (isElsewhere) {
      space = newNamespace();
      await allow(receiver.host);
    }
    const quick = await newGroup({ _userType: 'quick' });
    await addMembers(quick, member('a', '/quick'));
    const [sent] = await send(quick, { _subject: 's' });
    expect((await settled(sent))._counts._delivered).toBe(1);
    expect(receiver.received.filter(({ path }) => path === '/slow').length).toBeLessThan(30);
    await done(product, `${GROUPS}/${String(slow._id)}`, { method: 'DELETE' });
  });

  it('to members that answer go on beside members of their group that do not', async () => {
    const one = await newGroup();
    await addMembers(
      one,
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => member(name, '/slow')),
      member('z', '/quick'),
    );
    answer = ({ path }) => (path === '/slow' ? undefined : 204);
    const sent = await send(one, ...Array.from({ length: 20 }, (_, index) => ({ _subject: String(index) })));
    await eventually('all are delivered to the one that answers', async () => {
      const { _list } = await done(product, messagesOf(one));
      return (_list as Json[]).every(({ _counts }) => _counts._delivered === 1);
    });
    // 120 attempts, each of which a member keeps waiting for a second.
    expect(receiver.received.filter(({ path }) => path === '/slow').length).toBeLessThan(6 * sent.length);
    await done(product, `${GROUPS}/${String(one._id)}`, { method: 'DELETE' });
  });

  it('of a group whose deletion was broken off are not made, and what is left of it is deleted', async () => {
    const one = await newGroup();
    await addMembers(one, member('a'));
    answer = (_webhook, response) => {
      response.writeHead(503, { 'retry-after': '1' }).end();
      return undefined;
    };
    await send(one, { _subject: 's' });
    await eventually('it was tried', () => Promise.resolve(receiver.received.length === 1));
    await stored('notificationgroups').deleteOne({ _id: one._id });
    await eventually('everything is deleted', async () => {
      const left = ['notificationmembers', 'notificationmessages', 'notificationdeliveries'].map((name) =>
        stored(name).countDocuments({ _groupId: one._id }),
      );
      return (await Promise.all(left)).every((count) => count === 0);
    });
    expect(receiver.received).toHaveLength(1);
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
    const renewed = await done(product, `${membersOf(one)}/${String(a._id)}/secret`, { method: 'POST' });
    const keyOf = async () => (await stored('notificationmembers').findOne({ _id: a._id }))!._sealed.keyId as string;
    const before = await keyOf();
    await product.stop();
    const key = 'another-key-of-secrets-that-is-long-enough';
    product = await start({ SECRETS_KEY: key, SECRETS_KEY_PREVIOUS: SECRETS_KEY });
    await eventually('it is encrypted anew', async () => (await keyOf()) !== before);
    await settled((await send(one, { _subject: 's' }))[0]);
    for (const { _signingSecret } of [a, renewed]) expect(isSigned(receiver.received[0]!, _signingSecret)).toBe(true);
    await product.stop();
    product = await start({ SECRETS_KEY, SECRETS_KEY_PREVIOUS: key });
    await eventually('it is encrypted anew', async () => (await keyOf()) === before);
  });
});
