import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { ACCESS_TOKEN_COLLECTION, AccessTokens, Authenticator, newAccessToken } from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';
import { steadyClock, steadyNow } from '#libs/clock';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';

let dataDir: string;
let embedded: EmbeddedMongo;
let connection: Connection;
let reads: number;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'toolrack-access-'));
  embedded = await startEmbeddedMongo({ dataDir });
  connection = await createConnection(embedded.uri, { dbName: 'test', monitorCommands: true }).asPromise();
  connection.getClient().on('commandStarted', ({ commandName }) => {
    if (commandName === 'find') reads++;
  });
});
afterAll(async () => {
  await connection.close();
  await embedded.close();
  await rm(dataDir, { recursive: true });
});

let feed: LocalChangeFeed;
let tokens: AccessTokens;
beforeEach(() => {
  reads = 0;
  feed = new LocalChangeFeed();
  tokens = new AccessTokens(connection, feed, steadyClock);
});

const collection = () => connection.collection<Record<string, unknown> & { _id: string }>(ACCESS_TOKEN_COLLECTION);

async function stored(fields: object = {}): Promise<{ id: string; token: string }> {
  const { id, token, digest } = newAccessToken();
  await collection().insertOne({ _id: id, _userId: 'anna', _namespaces: ['demo'], _digest: digest, ...fields });
  await feed.publish({ topic: 'accessTokens', namespaces: [] });
  return { id, token };
}

describe('AccessTokens', () => {
  it('knows the user of a token, through the authenticator that accepts it', async () => {
    const { token } = await stored();
    const authenticator = new Authenticator([], feed);
    authenticator.accept(tokens);
    const anna = { id: 'anna', kind: 'user', namespaces: ['demo'] };
    expect(await authenticator.authenticate(`Bearer ${token}`)).toEqual(anna);
  });

  it('knows no other text', async () => {
    const { id, token } = await stored();
    const other = newAccessToken().token;
    const secret = other.slice(other.indexOf(':'));
    for (const text of ['', id, `atk-${id}`, `atk-${id}:`, `atk-${id}${secret}`, `${token}x`, other, `run-${token}`]) {
      expect(await tokens.authenticate(text)).toBeUndefined();
    }
  });

  it('refuses a token at its expiry', async () => {
    const live = await stored({ _expiresAt: new Date(steadyNow() + 60_000) });
    const over = await stored({ _expiresAt: new Date(steadyNow() - 1) });
    expect(await tokens.authenticate(live.token)).toBeDefined();
    expect(await tokens.authenticate(over.token)).toBeUndefined();
  });

  it('refuses a revoked token once it was told', async () => {
    const { id, token } = await stored();
    expect(await tokens.authenticate(token)).toBeDefined();
    await collection().deleteOne({ _id: id });
    await feed.publish({ topic: 'accessTokens', namespaces: [] });
    expect(await tokens.authenticate(token)).toBeUndefined();
  });

  it('is asked when the request has heard what was published before it', async () => {
    const { id, token } = await stored();
    const authenticator = new Authenticator([tokens], feed);
    await authenticator.authenticate(`Bearer ${token}`);
    await collection().deleteOne({ _id: id });
    feed.heard = () => feed.publish({ topic: 'accessTokens', namespaces: [] });
    await expect(authenticator.authenticate(`Bearer ${token}`)).rejects.toMatchObject({ code: 'Unauthenticated' });
  });

  it('reads the store once for any number of known and made up tokens', async () => {
    const { token } = await stored();
    await tokens.authenticate(token);
    expect(reads).toBe(1);
    const strangers = Array.from({ length: 500 }, () => newAccessToken().token);
    const found = await Promise.all([...strangers, token].map((one) => tokens.authenticate(one)));
    expect(found.filter((principal) => principal !== undefined)).toHaveLength(1);
    expect(reads).toBe(1);
  });

  it('reads again after a change, once for all who ask', async () => {
    const { token } = await stored();
    await tokens.authenticate(token);
    await feed.publish({ topic: 'accessTokens', namespaces: [] });
    await Promise.all([token, token, token].map((one) => tokens.authenticate(one)));
    expect(reads).toBe(2);
  });

  it('notes the last use in the store, not at each request', async () => {
    const { id, token } = await stored();
    let writes = 0;
    connection.getClient().on('commandStarted', ({ commandName }) => {
      if (commandName === 'update') writes++;
    });
    for (let count = 0; count < 20; count++) await tokens.authenticate(token);
    let kept: unknown;
    while (!(kept instanceof Date)) kept = (await collection().findOne({ _id: id }))?._lastUsedAt;
    expect(writes).toBe(1);
  });
});
