import { createHash, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { type Clock, steadyClock } from '#libs/clock';
import { type Principal, principalSchema } from './principal.js';

/** Knows one kind of bearer token. */
export interface TokenKind {
  /** The principal that the token names, or undefined when the token is not of this kind or not valid. */
  authenticate(token: string): Promise<Principal | undefined>;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The token of the first principal. Compared by digest, in constant time. */
export class AdminToken implements TokenKind {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = digest(token);
  }

  authenticate(token: string): Promise<Principal | undefined> {
    const admin: Principal = { id: 'admin', kind: 'admin', namespaces: '*' };
    return Promise.resolve(timingSafeEqual(digest(token), this.#digest) ? admin : undefined);
  }
}

const ISSUER = 'toolrack';
const PREFIX = 'run-';
/** How far the clocks of two services may be apart, in milliseconds. */
const SKEW_MS = 5_000;

/**
 * Short-lived tokens by which one service acts for a principal at another: HS256 over the service key. They never
 * leave our processes: not into Redis, not into a sandbox. Their times are told by the clock that the services have in
 * common, which in one process is the steady clock.
 */
export class RunTokens implements TokenKind {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  constructor(serviceKey: string, clock = steadyClock) {
    this.#clock = clock;
    this.#key = new TextEncoder().encode(serviceKey);
  }

  /** A token that is good for `ttlMs` milliseconds, rounded up to a second, and refused 5 s later at the latest. */
  async issue(principal: Principal, { ttlMs }: { ttlMs: number }): Promise<string> {
    const jwt = await new SignJWT({ principal })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setExpirationTime(Math.ceil((this.#clock.now() + ttlMs) / 1_000))
      .sign(this.#key);
    return PREFIX + jwt;
  }

  async authenticate(token: string): Promise<Principal | undefined> {
    if (!token.startsWith(PREFIX)) return undefined;
    try {
      const { payload } = await jwtVerify(token.slice(PREFIX.length), this.#key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
        currentDate: new Date(this.#clock.now()),
        clockTolerance: SKEW_MS / 1_000,
      });
      return principalSchema.parse(payload.principal);
    } catch {
      return undefined;
    }
  }
}
