import { LRUCache } from 'lru-cache';
import type { ScriptVersion } from '#libs/sandbox';
import type { ScriptVersionContext, ScriptVersions } from './script-runner.types.js';

export interface ScriptVersionCacheOptions {
  /** Source text kept in all, in bytes (UTF-16 code units counted as two). */
  maxBytes: number;
  /** Reads a version from where it is stored, with the rights of the principal. */
  fetch: (versionId: string, context: ScriptVersionContext) => Promise<ScriptVersion>;
}

/**
 * Script versions, each read once: they never change, so nothing expires. Whoever asks while a version is being read
 * shares that read. Entries belong to a namespace, so that a version of another one is asked for, and refused, anew.
 */
export class ScriptVersionCache implements ScriptVersions {
  readonly #cache: LRUCache<string, ScriptVersion>;
  readonly #reads = new Map<string, Promise<ScriptVersion>>();
  readonly #fetch: ScriptVersionCacheOptions['fetch'];

  constructor(options: ScriptVersionCacheOptions) {
    this.#fetch = options.fetch;
    this.#cache = new LRUCache({ maxSize: options.maxBytes, sizeCalculation: ({ source }) => source.length * 2 + 1 });
  }

  get(versionId: string, context: ScriptVersionContext): Promise<ScriptVersion> {
    const key = `${context.namespace}/${versionId}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return Promise.resolve(cached);
    // The rights of one principal must not decide for another whose read happens to fall into the same moment.
    const readKey = `${key}/${context.principal.id}`;
    const running = this.#reads.get(readKey);
    if (running !== undefined) return running;
    const read = this.#read(versionId, context).finally(() => this.#reads.delete(readKey));
    this.#reads.set(readKey, read);
    return read;
  }

  async #read(versionId: string, context: ScriptVersionContext): Promise<ScriptVersion> {
    const version = await this.#fetch(versionId, context);
    this.#cache.set(`${context.namespace}/${versionId}`, version);
    return version;
  }
}
