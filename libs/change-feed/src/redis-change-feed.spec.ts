import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Change, RedisChangeFeed } from '#libs/change-feed';
import { createLogger } from '#libs/telemetry';
import { RedisServer } from '#libs/testing';

const logger = createLogger({ service: 'test', level: 'silent' });
const change: Change = { topic: 'tools', namespaces: ['demo'] };

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

/** A way to Redis on which everything takes this many milliseconds longer, each way. */
async function startDelay(redisUrl: string, delayMs: number): Promise<{ url: string; server: Server }> {
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(redisUrl).port), '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('error', () => undefined);
      from.on('data', (chunk) => setTimeout(() => to.write(chunk), delayMs));
      from.once('close', () => to.destroy());
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `redis://127.0.0.1:${String((server.address() as AddressInfo).port)}`, server };
}

describe('RedisChangeFeed', () => {
  let redis: RedisServer;
  let feeds: RedisChangeFeed[] = [];

  function newFeed(url = redis.url): { feed: RedisChangeFeed; heard: Change[]; gaps: () => number } {
    const feed = new RedisChangeFeed(url, logger);
    feeds.push(feed);
    const heard: Change[] = [];
    let gaps = 0;
    feed.onChange((one) => heard.push(one));
    feed.onGap(() => gaps++);
    return { feed, heard, gaps: () => gaps };
  }

  beforeEach(async () => {
    redis = await RedisServer.start();
  });

  afterEach(async () => {
    await Promise.all(feeds.map((feed) => feed.close()));
    feeds = [];
    await redis.stop();
  });

  it('tells every process once, its own before publishing is over', async () => {
    const here = newFeed();
    const there = newFeed();
    await until(() => here.feed.live && there.feed.live);
    const published = here.feed.publish(change);
    expect(here.heard).toEqual([change]);
    await published;
    await until(() => there.heard.length > 0);
    await here.feed.publish({ topic: 'items', namespaces: ['last'] });
    await until(() => there.heard.length > 1);
    expect(there.heard).toEqual([change, { topic: 'items', namespaces: ['last'] }]);
    expect(here.heard).toHaveLength(2);
  });

  it('is not live while Redis is away, and announces the gap', async () => {
    const { feed, gaps } = newFeed();
    await until(() => feed.live);
    const before = gaps();
    await redis.kill();
    await until(() => !feed.live);
    expect(gaps()).toBeGreaterThan(before);
    await expect(feed.publish(change)).resolves.toBeUndefined();
    await redis.start();
    await until(() => feed.live);
  });

  it('has heard, once it says so, what was published before it was asked, however late that comes', async () => {
    const delay = await startDelay(redis.url, 50);
    const here = newFeed();
    const there = newFeed(delay.url);
    await until(() => here.feed.live && there.feed.live);
    await here.feed.publish(change);
    expect(there.heard).toEqual([]);
    await there.feed.heard();
    expect(there.heard).toEqual([change]);
    expect(there.feed.live).toBe(true);
    // Asked while an older question is on its way, whose answer says nothing of what is published now.
    const older = there.feed.heard();
    await nextTurn();
    await here.feed.publish({ topic: 'items', namespaces: ['demo'] });
    await there.feed.heard();
    expect(there.heard).toHaveLength(2);
    await older;
    delay.server.close();
  });

  it('asks Redis once for all who ask together', async () => {
    const { feed } = newFeed();
    await until(() => feed.live);
    await Promise.all(Array.from({ length: 100 }, () => feed.heard()));
    const other = new Redis(redis.url);
    expect(await other.info('commandstats')).toContain('cmdstat_ping:calls=1,');
    await other.quit();
  });

  it('waits for nothing while Redis is away, and no longer when it goes away meanwhile', async () => {
    const { feed } = newFeed();
    await until(() => feed.live);
    redis.freeze();
    const asked = feed.heard();
    await redis.kill();
    await asked;
    expect(feed.live).toBe(false);
    await feed.heard();
  });

  it('takes a silent Redis for a gap, until it is reached again', async () => {
    const { feed, gaps } = newFeed();
    await until(() => feed.live);
    const before = gaps();
    redis.freeze();
    await feed.heard();
    expect(feed.live).toBe(false);
    expect(gaps()).toBeGreaterThan(before);
    redis.thaw();
    await until(() => feed.live);
    await feed.heard();
    expect(feed.live).toBe(true);
  });

  it('takes a message that it does not understand for a gap', async () => {
    const { feed, gaps } = newFeed();
    await until(() => feed.live);
    const before = gaps();
    const stranger = new Redis(redis.url);
    await stranger.publish('toolrack:changes', 'not JSON');
    await until(() => gaps() > before);
    expect(feed.live).toBe(true);
    stranger.disconnect();
    await once(stranger, 'end');
  });
});
