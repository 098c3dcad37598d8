import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createLogger } from '#libs/telemetry';
import { RedisServer } from '#libs/testing';
import { RedisClock } from './redis-clock.js';
import { steadyNow } from './steady-clock.js';

const logger = createLogger({ service: 'spec', level: 'silent' });
const HOUR_MS = 3_600_000;
const lateNow = () => steadyNow() - HOUR_MS;
/** A busy machine answers late, and how late is how wrong one answer can be. */
const CLOSE_MS = 500;

async function redisMs(connection: Redis): Promise<number> {
  const [seconds, microseconds] = await connection.time();
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}

describe('RedisClock', () => {
  let redis: RedisServer;
  let connection: Redis;
  let clock: RedisClock;

  beforeEach(async () => {
    redis = await RedisServer.start();
    connection = new Redis(redis.url);
    connection.on('error', () => undefined);
  });
  afterEach(async () => {
    clock.close();
    connection.disconnect();
    await redis.stop();
  });

  /** A clock that has heard from Redis, in a process whose own clock was an hour behind when it started. */
  async function lateClock(): Promise<RedisClock> {
    clock = new RedisClock(connection, logger, { now: lateNow });
    while (clock.now() - lateNow() < HOUR_MS / 2) await delay(5);
    return clock;
  }

  it("tells Redis' time on a host whose clock is an hour behind", async () => {
    await lateClock();
    expect(Math.abs(clock.now() - (await redisMs(connection)))).toBeLessThan(CLOSE_MS);
  });

  it('goes on while Redis is away', async () => {
    await lateClock();
    await redis.kill();
    const [before, began] = [clock.now(), steadyNow()];
    await delay(100);
    expect(clock.now() - before).toBeGreaterThan(50);
    const ahead = clock.now() - before - (steadyNow() - began);
    expect(Math.abs(ahead)).toBeLessThan(CLOSE_MS);
  });

  it('gives times of the process back as they were', async () => {
    await lateClock();
    const deadline = lateNow() + 30_000;
    expect(clock.toSteady(clock.fromSteady(deadline))).toBeCloseTo(deadline, 3);
  });

  it('is the steady clock until Redis has answered', () => {
    clock = new RedisClock(connection, logger);
    expect(Math.abs(clock.now() - steadyNow())).toBeLessThan(CLOSE_MS);
  });
});
