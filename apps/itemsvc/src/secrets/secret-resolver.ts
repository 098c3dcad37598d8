import { Inject, Injectable } from '@nestjs/common';
import { type Principal, requireNamespace } from '#libs/access';
import type { ResolvedSecrets, ResolveSecrets } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { HostList } from '#libs/guarded-fetch';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { placeOf, type SecretRecord } from './secret.record.js';
import { SecretsRepository } from './secrets.repository.js';

/**
 * The one way out for values: to our own processes, for an origin that the secret names. That the namespace allows its
 * host as well is for who sends the request to see to.
 */
@Injectable()
export class SecretResolver {
  readonly #secrets: SecretsRepository;
  readonly #options: ItemsvcOptions;

  constructor(secrets: SecretsRepository, @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions) {
    this.#secrets = secrets;
    this.#options = options;
  }

  /**
   * @throws ToolrackError `Forbidden` for everybody but services, and for an origin that a secret is not for; `NotFound`
   *   when there is no such secret; `Unavailable` when its key is not there. Each names the secret.
   */
  async resolve(
    principal: Principal,
    namespace: string,
    { _names, _origin }: ResolveSecrets,
  ): Promise<ResolvedSecrets> {
    if (principal.kind !== 'service') throw new ToolrackError('Forbidden', 'Values of secrets are for services alone.');
    requireNamespace(principal, namespace);
    const url = new URL(_origin);
    const records = new Map((await this.#secrets.named(namespace, _names)).map((record) => [record._name, record]));
    return {
      _list: _names.map((name) => {
        const record = records.get(name);
        if (record === undefined) throw new ToolrackError('NotFound', `There is no secret "${name}" in the namespace.`);
        this.#requireMeant(record, url);
        return { _name: name, _value: this.#open(record) };
      }),
    };
  }

  #requireMeant({ _name, _hosts }: SecretRecord, url: URL): void {
    const hosts = new HostList(_hosts);
    if (!hosts.allows(url)) {
      const detail = `The secret "${_name}" is not for "${url.host}"; it may be sent to ${hosts.toString()} only.`;
      throw new ToolrackError('Forbidden', detail);
    }
    if (url.protocol === 'http:' && !this.#options.privateHosts.opens(url)) {
      throw new ToolrackError(
        'Forbidden',
        `The secret "${_name}" is sent over https only, and not to "${url.origin}".`,
      );
    }
  }

  #open(record: SecretRecord): string {
    try {
      return this.#options.vault.open(record._sealed, placeOf(record));
    } catch (error) {
      if (!(error instanceof ToolrackError)) throw error;
      throw new ToolrackError(error.code, `The secret "${record._name}" cannot be used. ${error.message}`, {
        cause: error,
      });
    }
  }
}
