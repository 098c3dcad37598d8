/**
 * A script's `fetch`: to the hosts that its namespace allows, with the secrets that its headers name put in next to the
 * dial and taken out of whatever comes back. What may be dialled, and all limits, are the guarded fetch's.
 */
import type { FetchRequest, FetchResponse } from '#libs/contracts';
import {
  FetchError,
  type GuardedFetch,
  type GuardedResponse,
  type HostList,
  Redaction,
  requireAllowed,
} from '#libs/guarded-fetch';
import type { FetchCall } from '#libs/sandbox';
import type { HostCallContext } from '#libs/script-runner';
import type { FetchRules } from './fetch-rules.js';
import { filledHeaders, secretNames } from './secret-placeholders.js';
import { SecretRefusal } from './secret-refusal.js';

export interface FetchCallsOptions {
  guarded: GuardedFetch;
  rules: FetchRules;
  /** A body that grew by marks beyond it is refused. */
  responseBytes: number;
}

export class FetchCalls {
  readonly #options: FetchCallsOptions;

  constructor(options: FetchCallsOptions) {
    this.#options = options;
  }

  /** @throws FetchError, SecretRefusal; PlatformApiError when the item service is away */
  async call({ request }: FetchCall, run: HostCallContext): Promise<FetchResponse> {
    const hosts = await this.#options.rules.hosts(run.namespace);
    try {
      const names = secretNames(request);
      const response = await (names.length === 0
        ? this.#send(request, { run, hosts })
        : this.#sendWithSecrets(request, names, { run, hosts }));
      return { ...response, body: response.body.toString('base64') };
    } catch (error) {
      if (!(error instanceof FetchError) || error.code !== 'HostNotAllowed') throw error;
      const where = `the _fetchHosts of the settings of the namespace "${run.namespace}"`;
      throw new FetchError(error.code, `${error.message} They are ${where}.`);
    }
  }

  async #sendWithSecrets(
    request: FetchRequest,
    names: readonly string[],
    { run, hosts }: { run: HostCallContext; hosts: HostList },
  ): Promise<GuardedResponse> {
    const url = URL.parse(request.url);
    if (url === null)
      throw new SecretRefusal(`The secret "${names.join('", "')}" has nowhere to go: the URL is not valid.`);
    requireAllowed(url, hosts);
    requireWhole(request, names);
    const values = await this.#options.rules.secrets(run.namespace, names, url.origin);
    const redaction = new Redaction([...values].map(([name, value]) => ({ value, mark: `[secret ${name}]` })));
    const { headers, confidentialHeaders } = filledHeaders(request.headers, values);
    try {
      const response = await this.#send({ ...request, headers }, { run, hosts, confidentialHeaders });
      return redaction.response(response, this.#options.responseBytes);
    } catch (error) {
      throw redaction.error(error);
    }
  }

  async #send(
    { url, method, headers, body, redirect }: FetchRequest,
    { run, ...permit }: { run: HostCallContext; hosts: HostList; confidentialHeaders?: string[] },
  ): Promise<GuardedResponse> {
    return this.#options.guarded.fetch(
      { url, method, headers, redirect, ...(body === undefined ? {} : { body: Buffer.from(body, 'base64') }) },
      { ...permit, partition: run.namespace, signal: run.ended },
    );
  }
}

/** A part of an echo would show a part of a secret, in which nothing can be found. */
function requireWhole({ headers }: FetchRequest, [name = '']: readonly string[]): void {
  if (headers.some(([header]) => header.toLowerCase() === 'range')) {
    throw new SecretRefusal(`The secret "${name}" cannot be used with the header "range".`);
  }
}
