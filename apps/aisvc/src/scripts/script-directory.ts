import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { actingWithin, needsGrants, type Principal, RunTokens } from '#libs/access';
import { type ChangeFeed, NamespaceCache } from '#libs/change-feed';
import { pageSchema, type ScriptFunctionEntry, scriptFunctionEntrySchema, type ToolScript } from '#libs/contracts';
import { createPlatformApi, PlatformApiError, type PlatformTransport } from '#libs/platform-api';
import { CHANGE_FEED, PLATFORM_TRANSPORT } from '#libs/service-kit';

/** The functions of a namespace by `_userType`, then by name. */
export type Functions = ReadonlyMap<string, ReadonlyMap<string, ScriptFunctionEntry>>;

const PAGE_SIZE = 1_000;
const TOKEN_TTL_MS = 30_000;
const CACHED_NAMESPACES = 1_000;
const functionPageSchema = pageSchema(scriptFunctionEntrySchema);

const service = (namespace: string): Principal => ({ id: 'aisvc', kind: 'service', namespaces: [namespace] });

/** What the AI service knows of scripts: which function is where, in which version. Asked of the item service. */
@Injectable()
export class ScriptDirectory {
  readonly #transport: PlatformTransport;
  readonly #tokens: RunTokens;
  readonly #cache: NamespaceCache<Functions>;

  constructor(
    @Inject(PLATFORM_TRANSPORT) transport: PlatformTransport,
    tokens: RunTokens,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#transport = transport;
    this.#tokens = tokens;
    this.#cache = new NamespaceCache({ feed, topics: ['items'], max: CACHED_NAMESPACES });
  }

  /** The function that a tool of the namespace calls, in the newest version of its script; undefined when it is gone. */
  async find(namespace: string, script: ToolScript): Promise<ScriptFunctionEntry | undefined> {
    const functions = await this.functions(namespace);
    return functions.get(script._userType)?.get(script._scriptName);
  }

  /** The functions that the scripts of the namespace declare in their newest versions. */
  async functions(namespace: string): Promise<Functions> {
    return this.#cache.get(namespace, () => this.#read(namespace, service(namespace)));
  }

  /**
   * The functions that the scripts of the namespace declare now, whatever is kept of them.
   *
   * @param reader whoever may read the scripts that count; those of all scripts when undefined
   */
  async functionsNow(namespace: string, reader?: Principal): Promise<Functions> {
    const asks = reader !== undefined && needsGrants(reader) ? actingWithin(reader, namespace) : service(namespace);
    return this.#read(namespace, asks);
  }

  /** A namespace that holds nothing has no functions. */
  async #read(namespace: string, reader: Principal): Promise<Functions> {
    try {
      return await this.#readPages(namespace, reader);
    } catch (error) {
      if (error instanceof PlatformApiError && error.code === 'NamespaceNotFound') return new Map();
      throw error;
    }
  }

  async #readPages(namespace: string, reader: Principal): Promise<Functions> {
    const token = await this.#tokens.issue(reader, { ttlMs: TOKEN_TTL_MS });
    const { IafItemSvc } = createPlatformApi({ transport: this.#transport, token });
    const functions = new Map<string, Map<string, ScriptFunctionEntry>>();
    for (let offset = 0; ;) {
      const answer = await IafItemSvc.getScriptFunctions(
        {},
        { _namespaces: [namespace] },
        { _offset: offset, _pageSize: PAGE_SIZE },
      );
      const page: z.infer<typeof functionPageSchema> = functionPageSchema.parse(answer);
      for (const entry of page._list) {
        const ofType = functions.get(entry._userType) ?? new Map<string, ScriptFunctionEntry>();
        functions.set(entry._userType, ofType.set(entry.name, entry));
      }
      offset += page._list.length;
      if (page._list.length === 0 || offset >= page._total) return functions;
    }
  }
}
