import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { placeOf } from './secret.record.js';
import { SecretsRepository } from './secrets.repository.js';

/** Secrets that are encrypted anew at one start at most; the next start goes on. */
const MAX_SECRETS = 10_000;

/** Encrypts anew at the start what another key than the current one encrypted, so that the previous key can go. */
@Injectable()
export class KeyRotation implements OnApplicationBootstrap {
  readonly #secrets: SecretsRepository;
  readonly #options: ItemsvcOptions;
  readonly #logger: Logger;

  constructor(
    secrets: SecretsRepository,
    @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#secrets = secrets;
    this.#options = options;
    this.#logger = logger;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { vault } = this.#options;
    if (vault.currentKeyId === undefined) return;
    const records = await this.#secrets.sealedOtherwise(vault.currentKeyId, MAX_SECRETS);
    let resealed = 0;
    for (const record of records) {
      try {
        await this.#secrets.reseal(record, vault.seal(vault.open(record._sealed, placeOf(record)), placeOf(record)));
        resealed += 1;
      } catch (error) {
        this.#logger.error({ err: error, secretId: record._id }, 'a secret could not be encrypted anew');
      }
    }
    if (resealed > 0) this.#logger.info({ resealed }, 'secrets are encrypted with the new key');
  }
}
