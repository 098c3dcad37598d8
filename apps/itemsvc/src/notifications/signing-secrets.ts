/**
 * The secrets that webhooks are signed with: made here, shown once, kept encrypted as the secrets of namespaces are. One
 * that was replaced signs beside the new one for a day, so that a receiver can go from one to the other without losing
 * anything (Standard Webhooks 1.0.0, "Webhook headers").
 */
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Clock } from '#libs/clock';
import { ToolrackError } from '#libs/errors';
import { CLOCK, LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import type { SealedValue, SecretPlace } from '../secrets/secret-vault.js';
import { namespaceIn } from './group.record.js';
import type { MemberRecord, PreviousSecret } from './member.record.js';
import { MembersRepository } from './members.repository.js';
import { newSigningSecret } from './webhook-signature.js';

/** Secrets that are encrypted anew at one start at most; the next start goes on. */
const MAX_RESEALED = 10_000;
/** How long a secret that was replaced signs as well, in milliseconds. */
const OVERLAP_MS = 24 * 3_600_000;
/** Secrets that sign beside the newest at most. */
const MAX_PREVIOUS = 3;

type Owner = Pick<MemberRecord, '_id' | '_namespaces'>;

const placeOf = (owner: Owner): SecretPlace => ({ namespace: namespaceIn(owner), id: owner._id });

@Injectable()
export class SigningSecrets implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #members: MembersRepository;
  readonly #options: ItemsvcOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #resealing: Promise<void> = Promise.resolve();

  constructor(
    members: MembersRepository,
    @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#members = members;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** @throws ToolrackError `Unavailable` where there is no key to keep it under */
  make(owner: Owner): { secret: string; sealed: SealedValue } {
    const secret = newSigningSecret();
    return { secret, sealed: this.#options.vault.seal(secret, placeOf(owner)) };
  }

  /** The secrets before the one that takes the place of the current one: that one, and those that still sign. */
  previousAfter(member: MemberRecord): PreviousSecret[] {
    const replaced = { sealed: member._sealed, until: new Date(this.#clock.now() + OVERLAP_MS) };
    return [replaced, ...this.#stillSigning(member)].slice(0, MAX_PREVIOUS);
  }

  /** When the member's webhooks will be signed with its newest secret alone; undefined when they are. */
  overlapEndsAt(member: MemberRecord): Date | undefined {
    const [latest] = this.#stillSigning(member);
    return latest?.until;
  }

  /** What a webhook to the member is signed with, the newest first. @throws ToolrackError `Unavailable` when its key is not there */
  open(member: MemberRecord): string[] {
    return [this.#open(member, member._sealed), ...this.#openPrevious(member).map(({ secret }) => secret)];
  }

  #stillSigning({ _previousSecrets = [] }: MemberRecord): PreviousSecret[] {
    const now = this.#clock.now();
    return _previousSecrets.filter(({ until }) => until.getTime() > now);
  }

  #open(member: MemberRecord, sealed: SealedValue): string {
    return this.#options.vault.open(sealed, placeOf(member));
  }

  /** One that cannot be opened keeps no webhook from being sent: the newest signs it. */
  #openPrevious(member: MemberRecord): { secret: string; until: Date }[] {
    return this.#stillSigning(member).flatMap(({ sealed, until }) => {
      try {
        return [{ secret: this.#open(member, sealed), until }];
      } catch (error) {
        if (!(error instanceof ToolrackError)) throw error;
        this.#logger.warn({ err: error, memberId: member._id }, 'a previous signing secret cannot be opened');
        return [];
      }
    });
  }

  /** Encrypts anew what another key than the current one encrypted, so that the previous key can go. */
  onApplicationBootstrap(): void {
    const { currentKeyId } = this.#options.vault;
    if (currentKeyId === undefined) return;
    this.#resealing = this.#reseal(currentKeyId).catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'signing secrets could not be encrypted anew');
    });
  }

  /** The store closes after this. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#resealing;
  }

  async #reseal(keyId: string): Promise<void> {
    for (const member of await this.#members.sealedOtherwise(keyId, MAX_RESEALED)) {
      try {
        const seal = (secret: string): SealedValue => this.#options.vault.seal(secret, placeOf(member));
        await this.#members.reseal(member, {
          _sealed: seal(this.#open(member, member._sealed)),
          _previousSecrets: this.#openPrevious(member).map(({ secret, until }) => ({ sealed: seal(secret), until })),
        });
      } catch (error) {
        this.#logger.error({ err: error, memberId: member._id }, 'a signing secret could not be encrypted anew');
      }
    }
  }
}
