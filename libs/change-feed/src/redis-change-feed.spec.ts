import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Change, RedisChangeFeed } from '#libs/change-feed';
import { createLogger } from '#libs/telemetry';
import { RedisServer } from '#libs/testing';

const logger = createLogger({ service: 'test', level: 'silent' });
const change: Change = { topic: 'tools', namespaces: ['demo'] };

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe('RedisChangeFeed', () => {
  let redis: RedisServer;
  let feeds: RedisChangeFeed[] = [];

  function newFeed(): { feed: RedisChangeFeed; heard: Change[]; gaps: () => number } {
    const feed = new RedisChangeFeed(redis.url, logger);
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
