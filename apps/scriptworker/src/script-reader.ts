import type { Principal, RunTokens } from '#libs/access';
import { itemVersionSchema } from '#libs/contracts';
import { createPlatformApi, type PlatformTransport } from '#libs/platform-api';
import type { ScriptVersion } from '#libs/sandbox';

const READ_TOKEN_MS = 30_000;

/**
 * Reads script versions from the item service: of TypeScript what was left when its types were taken out, once, when it
 * was stored. The worker reads them itself: who may run a script need not read it.
 */
export class ScriptReader {
  readonly #transport: PlatformTransport;
  readonly #runTokens: RunTokens;

  constructor(transport: PlatformTransport, runTokens: RunTokens) {
    this.#transport = transport;
    this.#runTokens = runTokens;
  }

  /** @throws PlatformApiError when there is no such version in the namespace, Error when it is not a script */
  async read(versionId: string, namespace: string): Promise<ScriptVersion> {
    const worker: Principal = { id: 'scriptworker', kind: 'service', namespaces: [namespace] };
    const token = await this.#runTokens.issue(worker, { ttlMs: READ_TOKEN_MS });
    const { IafItemSvc } = createPlatformApi({ transport: this.#transport, token });
    const version = itemVersionSchema.parse(
      await IafItemSvc.getNamedUserItemVersion(versionId, { _namespaces: [namespace] }),
    );
    if (typeof version._userData !== 'string') throw new Error(`The version ${versionId} is not a script.`);
    return { versionId, namespace, source: version._javascript ?? version._userData };
  }
}
