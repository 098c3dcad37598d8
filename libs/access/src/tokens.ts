import { createHash, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
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

/**
 * Short-lived tokens by which one service acts for a principal at another: HS256 over the service key. They never
 * leave our processes: not into Redis, not into a sandbox.
 */
export class RunTokens implements TokenKind {
  readonly #key: Uint8Array;

  constructor(serviceKey: string) {
    this.#key = new TextEncoder().encode(serviceKey);
  }

  /** @param expiresAt epoch in milliseconds; the token is refused from then on (rounded up to a second) */
  async issue(principal: Principal, expiresAt: number): Promise<string> {
    const jwt = await new SignJWT({ principal })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setExpirationTime(Math.ceil(expiresAt / 1000))
      .sign(this.#key);
    return PREFIX + jwt;
  }

  async authenticate(token: string): Promise<Principal | undefined> {
    if (!token.startsWith(PREFIX)) return undefined;
    try {
      const { payload } = await jwtVerify(token.slice(PREFIX.length), this.#key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
      });
      return principalSchema.parse(payload.principal);
    } catch {
      return undefined;
    }
  }
}
