/**
 * Access tokens as the admin keeps them: made, listed and revoked. That a request bears one is found out by `AccessTokens`
 * of libs/access, in every process.
 */
import { Inject, Injectable } from '@nestjs/common';
import { MAX_ACCESS_TOKENS, newAccessToken, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Clock } from '#libs/clock';
import type { AccessToken, CreatedAccessToken, NewAccessToken, Page } from '#libs/contracts';
import { conflict, type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import { CHANGE_FEED, CLOCK, createdBy, createdPage, insertAllOrNone, pageOf, type PageRange } from '#libs/service-kit';
import type { AccessTokenRecord } from './access-token.record.js';
import { AccessTokensRepository } from './access-tokens.repository.js';
import { requireAdmin } from './admin-alone.js';
import { RemovedUsersRepository } from './removed-users.repository.js';

const WHAT = 'Access tokens';

@Injectable()
export class AccessTokensService {
  readonly #tokens: AccessTokensRepository;
  readonly #removed: RemovedUsersRepository;
  readonly #feed: ChangeFeed;
  readonly #clock: Clock;

  constructor(
    tokens: AccessTokensRepository,
    removed: RemovedUsersRepository,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#tokens = tokens;
    this.#removed = removed;
    this.#feed = feed;
    this.#clock = clock;
  }

  async create(principal: Principal, elements: readonly NewAccessToken[]): Promise<Page<CreatedAccessToken>> {
    requireAdmin(principal, WHAT);
    const problems = elements.flatMap(({ _expiresAt }, index) => this.#expiryProblems(_expiresAt, `[${index}]`));
    if (problems.length > 0) throw validationFailed(problems);
    await this.#requireNotRemoved(elements);
    if ((await this.#tokens.count()) + elements.length > MAX_ACCESS_TOKENS) {
      const detail = `There are at most ${MAX_ACCESS_TOKENS} access tokens; revoke those that nobody uses.`;
      throw new ToolrackError('Conflict', detail);
    }
    const made = elements.map(({ _expiresAt, ...element }) => {
      const { id, token, digest } = newAccessToken();
      const record: AccessTokenRecord = {
        ...element,
        _id: id,
        _digest: digest,
        _expiresAt: _expiresAt === undefined ? null : new Date(_expiresAt),
        _lastUsedAt: null,
        _metadata: createdBy(principal),
      };
      return { record, token };
    });
    const records = made.map(({ record }) => record);
    await insertAllOrNone(records, this.#tokens, { announce: () => this.#announce() });
    try {
      await this.#requireNotRemoved(elements);
    } catch (error) {
      // A user was removed meanwhile, and may have been before its token was there.
      await this.#tokens.takeBack(records.map(({ _id }) => _id));
      await this.#announce();
      throw error;
    }
    return createdPage(made.map(({ record, token }) => ({ ...toAccessToken(record), _token: token })));
  }

  async page(
    principal: Principal,
    { userId, ...range }: PageRange & { userId: string | undefined },
  ): Promise<Page<AccessToken>> {
    requireAdmin(principal, WHAT);
    return pageOf(range, await this.#tokens.page(userId, range), toAccessToken);
  }

  async get(principal: Principal, id: string): Promise<AccessToken> {
    requireAdmin(principal, WHAT);
    const record = await this.#tokens.byId(id);
    if (record === null) throw absent(id);
    return toAccessToken(record);
  }

  /** From its answer on no process takes the token, unless it cannot be told; that one takes it for 10 s at most. */
  async revoke(principal: Principal, id: string): Promise<void> {
    requireAdmin(principal, WHAT);
    const isRevoked = await this.#tokens.delete(id);
    await this.#announce();
    if (!isRevoked) throw absent(id);
  }

  #expiryProblems(expiresAt: string | undefined, path: string): FieldProblem[] {
    if (expiresAt === undefined || Date.parse(expiresAt) > this.#clock.now()) return [];
    return [{ path: `${path}._expiresAt`, message: 'must be in the future' }];
  }

  /** @throws ToolrackError `Conflict` */
  async #requireNotRemoved(elements: readonly NewAccessToken[]): Promise<void> {
    const removed = await this.#removed.among(elements.map(({ _userId }) => _userId));
    const problems = elements.flatMap(({ _userId }, index): FieldProblem[] =>
      removed.has(_userId)
        ? [{ path: `[${index}]._userId`, message: `the user "${_userId}" was removed; give the new one another id` }]
        : [],
    );
    if (problems.length > 0) throw conflict(problems);
  }

  async #announce(): Promise<void> {
    await this.#feed.publish({ topic: 'accessTokens', namespaces: [] });
  }
}

function absent(id: string): ToolrackError {
  return new ToolrackError('NotFound', `There is no access token with the id "${id}".`);
}

function toAccessToken({ _digest: _, _expiresAt, _lastUsedAt, ...record }: AccessTokenRecord): AccessToken {
  return {
    ...record,
    _irn: `passportsvc:accesstoken:${record._id}`,
    _expiresAt: _expiresAt?.toISOString() ?? null,
    _lastUsedAt: _lastUsedAt?.toISOString() ?? null,
  };
}
