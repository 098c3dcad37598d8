import type { Principal, RunTokens } from '#libs/access';
import { itemVersionSchema } from '#libs/contracts';
import { createPlatformApi, type PlatformTransport } from '#libs/platform-api';
import type { ScriptVersion } from '#libs/sandbox';

const READ_TOKEN_MS = 30_000;
const FUNCTIONS_PAGE = 1_000;

export interface FunctionOfScript {
  userType: string;
  functionName: string;
  namespace: string;
}

export interface DeclaringVersion {
  versionId: string;
  functions: string[];
}

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
    const { IafItemSvc } = await this.#platformApi(namespace);
    const version = itemVersionSchema.parse(
      await IafItemSvc.getNamedUserItemVersion(versionId, { _namespaces: [namespace] }),
    );
    if (typeof version._userData !== 'string') throw new Error(`The version ${versionId} is not a script.`);
    return { versionId, namespace, source: version._javascript ?? version._userData };
  }

  /** The newest version of the script that declares a function, and all functions that it declares. */
  async declaring({ userType, functionName, namespace }: FunctionOfScript): Promise<DeclaringVersion | undefined> {
    const { IafItemSvc } = await this.#platformApi(namespace);
    const ctx = { _namespaces: [namespace] };
    const [found] = (await IafItemSvc.getScriptFunctions({ _userType: userType, _name: functionName }, ctx))._list;
    if (found === undefined) return undefined;
    const page = { _offset: 0, _pageSize: FUNCTIONS_PAGE };
    const { _list } = await IafItemSvc.getScriptFunctions({ _userType: userType }, ctx, page);
    const functions = new Set([functionName]);
    for (const { name, _versionId } of _list) if (_versionId === found._versionId) functions.add(name);
    return { versionId: found._versionId, functions: [...functions] };
  }

  async #platformApi(namespace: string): Promise<ReturnType<typeof createPlatformApi>> {
    const worker: Principal = { id: 'scriptworker', kind: 'service', namespaces: [namespace] };
    const token = await this.#runTokens.issue(worker, { ttlMs: READ_TOKEN_MS });
    return createPlatformApi({ transport: this.#transport, token });
  }
}
