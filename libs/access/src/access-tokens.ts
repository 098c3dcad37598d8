/**
 * Access tokens of users. All that there are are kept in memory, without their secrets, and read again when one was made
 * or revoked: a request costs no read of the store, whether its token is known or made up. Making and revoking them is the
 * item service's.
 */
import { LRUCache } from 'lru-cache';
import type { Connection } from 'mongoose';
import type { ChangeFeed } from '#libs/change-feed';
import { type Clock, steadyNow } from '#libs/clock';
import { readAccessToken, sameDigest } from './access-token.js';
import type { Principal } from './principal.js';
import type { TokenKind } from './tokens.js';

export const ACCESS_TOKEN_COLLECTION = 'accesstokens';
/** There are never more, so that they fit into the memory of every process. */
export const MAX_ACCESS_TOKENS = 10_000;

/** What is known of a token, by its id. */
interface KnownToken {
  _id: string;
  _userId: string;
  _namespaces: string[];
  _digest: string;
  _expiresAt?: Date | null;
}

type KnownTokens = ReadonlyMap<string, KnownToken>;

/** Bounds how long a revoked token is taken when whoever revoked it could not reach the feed, in milliseconds. */
const MAX_AGE_MS = 10_000;
/** The same while changes of other processes may be missed. */
const MAX_AGE_WITHOUT_FEED_MS = 2_000;
/** The last use of a token is written no more often than this by each process, in milliseconds. */
const USE_STEP_MS = 5 * 60_000;

export class AccessTokens implements TokenKind {
  readonly #connection: Connection;
  readonly #feed: ChangeFeed;
  readonly #clock: Clock;
  readonly #usesNoted = new LRUCache<string, number>({ max: MAX_ACCESS_TOKENS });
  #read: { tokens: Promise<KnownTokens>; at: number } | undefined;

  constructor(connection: Connection, feed: ChangeFeed, clock: Clock) {
    this.#connection = connection;
    this.#feed = feed;
    this.#clock = clock;
    feed.onGap(() => {
      this.#read = undefined;
    });
    feed.onChange(({ topic }) => {
      if (topic === 'accessTokens') this.#read = undefined;
    });
  }

  async authenticate(token: string): Promise<Principal | undefined> {
    const given = readAccessToken(token);
    if (given === undefined) return undefined;
    const known = (await this.#known()).get(given.id);
    if (known === undefined || !sameDigest(known._digest, given.digest)) return undefined;
    if (known._expiresAt instanceof Date && +known._expiresAt <= this.#clock.now()) return undefined;
    this.#noteUse(known._id);
    return { id: known._userId, kind: 'user', namespaces: known._namespaces };
  }

  /** All tokens; whoever asks while they are being read shares that read. */
  async #known(): Promise<KnownTokens> {
    const maxAgeMs = this.#feed.live ? MAX_AGE_MS : MAX_AGE_WITHOUT_FEED_MS;
    if (this.#read !== undefined && steadyNow() - this.#read.at < maxAgeMs) return this.#read.tokens;
    const read = { tokens: this.#readAll(), at: steadyNow() };
    this.#read = read;
    try {
      return await read.tokens;
    } catch (error) {
      if (this.#read === read) this.#read = undefined;
      throw error;
    }
  }

  async #readAll(): Promise<KnownTokens> {
    const found = await this.#connection
      .collection<KnownToken>(ACCESS_TOKEN_COLLECTION)
      .find({}, { projection: { _id: 1, _userId: 1, _namespaces: 1, _digest: 1, _expiresAt: 1 } })
      .toArray();
    return new Map(found.map((token) => [token._id, token]));
  }

  /** Nobody waits for it, and nothing hangs on it: what was not written is written at a later use. */
  #noteUse(id: string): void {
    const now = steadyNow();
    if (now - (this.#usesNoted.get(id) ?? -Infinity) < USE_STEP_MS) return;
    this.#usesNoted.set(id, now);
    this.#connection
      .collection<{ _id: string; _lastUsedAt?: Date }>(ACCESS_TOKEN_COLLECTION)
      .updateOne({ _id: id }, { $max: { _lastUsedAt: new Date() } })
      .catch(() => this.#usesNoted.delete(id));
  }
}
