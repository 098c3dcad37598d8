/** The secrets that webhooks are signed with: made here, shown once, kept encrypted as the secrets of namespaces are. */
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import type { SealedValue, SecretPlace } from '../secrets/secret-vault.js';
import { namespaceIn } from './group.record.js';
import type { MemberRecord } from './member.record.js';
import { MembersRepository } from './members.repository.js';
import { newSigningSecret } from './webhook-signature.js';

/** Secrets that are encrypted anew at one start at most; the next start goes on. */
const MAX_RESEALED = 10_000;

type Owner = Pick<MemberRecord, '_id' | '_namespaces'>;

const placeOf = (owner: Owner): SecretPlace => ({ namespace: namespaceIn(owner), id: owner._id });

@Injectable()
export class SigningSecrets implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #members: MembersRepository;
  readonly #options: ItemsvcOptions;
  readonly #logger: Logger;
  #resealing: Promise<void> = Promise.resolve();

  constructor(
    members: MembersRepository,
    @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#members = members;
    this.#options = options;
    this.#logger = logger;
  }

  /** @throws ToolrackError `Unavailable` where there is no key to keep it under */
  make(owner: Owner): { secret: string; sealed: SealedValue } {
    const secret = newSigningSecret();
    return { secret, sealed: this.#options.vault.seal(secret, placeOf(owner)) };
  }

  /** @throws ToolrackError `Unavailable` when its key is not there */
  open(member: MemberRecord): string {
    return this.#options.vault.open(member._sealed, placeOf(member));
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
        await this.#members.reseal(member, this.#options.vault.seal(this.open(member), placeOf(member)));
      } catch (error) {
        this.#logger.error({ err: error, memberId: member._id }, 'a signing secret could not be encrypted anew');
      }
    }
  }
}
