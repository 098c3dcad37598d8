import type { ChangeFeed } from '#libs/change-feed';
import { BEARER_TOKEN } from '#libs/config';
import { ToolrackError } from '#libs/errors';
import type { Principal } from './principal.js';
import type { TokenKind } from './tokens.js';

const SCHEME = /^Bearer +(.+)$/i;
const HOW = 'Send "Authorization: Bearer <token>"; the local process keeps its token in .data/admin-token.';

/**
 * Turns an Authorization header into a principal. Every kind of token is asked in turn; nobody gets in by default.
 * It is where each request begins, and so where it hears what was changed before it: tokens, grants and tools are
 * remembered from here on as they were when the request came.
 */
export class Authenticator {
  readonly #kinds: TokenKind[];
  readonly #feed: ChangeFeed;

  constructor(kinds: readonly TokenKind[], feed: ChangeFeed) {
    this.#kinds = [...kinds];
    this.#feed = feed;
  }

  /** Also knows tokens of this kind from now on: those that a store has, which is there later than this. */
  accept(kind: TokenKind): void {
    this.#kinds.push(kind);
  }

  /** @throws ToolrackError `Unauthenticated` */
  async authenticate(authorization: string | undefined): Promise<Principal> {
    if (authorization === undefined) throw new ToolrackError('Unauthenticated', `A token is missing. ${HOW}`);
    const token = SCHEME.exec(authorization)?.[1];
    if (token === undefined || !BEARER_TOKEN.test(token)) {
      throw new ToolrackError('Unauthenticated', `The Authorization header is not a bearer token. ${HOW}`);
    }
    await this.#feed.heard();
    for (const kind of this.#kinds) {
      const principal = await kind.authenticate(token);
      if (principal !== undefined) return principal;
    }
    throw new ToolrackError('Unauthenticated', `The token is unknown, expired or revoked. ${HOW}`);
  }
}
