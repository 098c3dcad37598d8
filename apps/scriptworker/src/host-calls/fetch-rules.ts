/** What a namespace allows its scripts outside the house, as the item service keeps it. */
import type { Principal, RunTokens } from '#libs/access';
import { type ChangeFeed, NamespaceCache } from '#libs/change-feed';
import { namespaceSettingsSchema, resolvedSecretsSchema } from '#libs/contracts';
import { HostList } from '#libs/guarded-fetch';
import {
  callPlatform,
  createPlatformApi,
  PlatformApiError,
  type PlatformOperation,
  type PlatformTransport,
} from '#libs/platform-api';
import { SecretRefusal } from './secret-refusal.js';

export interface FetchRulesOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  changeFeed: ChangeFeed;
}

const TOKEN_MS = 30_000;
const TIMEOUT_MS = 10_000;
const CACHED_NAMESPACES = 10_000;

/** Not a method of the platform API: values are for services alone. */
const RESOLVE_SECRETS: PlatformOperation = {
  id: 'resolveSecrets',
  service: 'IafItemSvc',
  access: 'READ',
  title: 'Resolve secrets',
  description: 'The values of secrets that go to an origin.',
  method: 'POST',
  path: '/itemsvc/api/v1/secrets/resolve',
  arguments: ['body', 'ctx'],
  parameters: [{ name: 'nsfilter', in: 'query', required: true, encoding: 'text', schema: { type: 'string' } }],
};

export class FetchRules {
  readonly #options: FetchRulesOptions;
  readonly #hosts: NamespaceCache<HostList>;

  constructor(options: FetchRulesOptions) {
    this.#options = options;
    this.#hosts = new NamespaceCache({ feed: options.changeFeed, topics: ['settings'], max: CACHED_NAMESPACES });
  }

  /** The hosts that scripts of the namespace may fetch from, at this moment. @throws PlatformApiError */
  async hosts(namespace: string): Promise<HostList> {
    await this.#options.changeFeed.heard();
    return this.#hosts.get(namespace, async () => {
      const { IafItemSvc } = createPlatformApi(await this.#caller(namespace));
      const settings = namespaceSettingsSchema.parse(
        await IafItemSvc.getNamespaceSettings({ _namespaces: [namespace] }),
      );
      return new HostList(settings._fetchHosts);
    });
  }

  /**
   * Values of secrets that are meant for the origin; they are kept nowhere.
   *
   * @throws SecretRefusal when one does not exist or is not for the origin; PlatformApiError when the service is away
   */
  async secrets(namespace: string, names: readonly string[], origin: string): Promise<Map<string, string>> {
    const values = { body: { _names: [...names], _origin: origin } };
    const call = { operation: RESOLVE_SECRETS, values, namespaces: [namespace] };
    try {
      const { _list } = resolvedSecretsSchema.parse(await callPlatform(call, await this.#caller(namespace)));
      return new Map(_list.map(({ _name, _value }) => [_name, _value]));
    } catch (error) {
      const isRefusal = error instanceof PlatformApiError && error.status < 500;
      throw isRefusal ? new SecretRefusal(error.message) : error;
    }
  }

  async #caller(namespace: string): Promise<{ transport: PlatformTransport; token: string; signal: AbortSignal }> {
    const worker: Principal = { id: 'scriptworker', kind: 'service', namespaces: [namespace] };
    const token = await this.#options.runTokens.issue(worker, { ttlMs: TOKEN_MS });
    return { transport: this.#options.transport, token, signal: AbortSignal.timeout(TIMEOUT_MS) };
  }
}
