import type { Connection } from 'mongoose';
import { type ChangeFeed, NamespaceCache } from '#libs/change-feed';
import { ToolrackError } from '#libs/errors';
import { mayUseNamespace, type Principal, requireNamespace } from './principal.js';
import { GRANT_COLLECTION, USER_GROUP_COLLECTION } from './rights-directory.js';

/** The collections whose documents lie in namespaces (`_namespaces`, indexed). */
export const NAMESPACED_COLLECTIONS = [
  'nameduseritems',
  'files',
  'mcptools',
  'mcptoolfilters',
  'openapiservices',
  'namespacesettings',
  'secrets',
  USER_GROUP_COLLECTION,
  GRANT_COLLECTION,
  'notificationgroups',
] as const;

/**
 * Which namespaces there are. A namespace is not a record: it exists while one of the collections holds a document in
 * it, whichever service stored that. Absent and not allowed look the same.
 */
export class NamespaceDirectory {
  readonly #connection: Connection;
  readonly #known: NamespaceCache<boolean>;

  constructor(connection: Connection, feed: ChangeFeed) {
    this.#connection = connection;
    this.#known = new NamespaceCache({
      feed,
      topics: ['items', 'files', 'tools', 'filters', 'settings', 'secrets', 'permissions', 'notifications'],
      max: 10_000,
      keep: (exists) => exists,
    });
  }

  /** @throws ToolrackError `NamespaceNotFound` when the namespace holds nothing or is not the principal's */
  async requireReadable(principal: Principal, namespaces: readonly string[]): Promise<void> {
    for (const namespace of namespaces) {
      const readable =
        mayUseNamespace(principal, namespace) &&
        (await this.#known.get(namespace, () => this.#holdsSomething(namespace)));
      if (!readable) {
        throw new ToolrackError(
          'NamespaceNotFound',
          `The namespace "${namespace}" holds nothing that you may see. A namespace exists once something is stored in it.`,
          { errors: [{ path: 'nsfilter', message: `unknown namespace "${namespace}"` }] },
        );
      }
    }
  }

  /** @throws ToolrackError `NamespaceNotFound` when the principal may not store anything there */
  requireWritable(principal: Principal, namespaces: readonly string[]): void {
    for (const namespace of namespaces) requireNamespace(principal, namespace);
  }

  /** The namespaces that the principal may read and that hold something, in order. */
  async readable(principal: Principal): Promise<string[]> {
    const found = principal.namespaces === '*' ? await this.#all() : await this.#existing(principal.namespaces);
    return [...new Set(found)].sort();
  }

  async #existing(namespaces: readonly string[]): Promise<string[]> {
    const existing: string[] = [];
    for (const namespace of namespaces) {
      if (await this.#known.get(namespace, () => this.#holdsSomething(namespace))) existing.push(namespace);
    }
    return existing;
  }

  async #all(): Promise<string[]> {
    const found = await Promise.all(
      NAMESPACED_COLLECTIONS.map((name): Promise<unknown[]> => {
        return this.#connection.collection(name).distinct('_namespaces');
      }),
    );
    return found.flat().filter((name) => typeof name === 'string');
  }

  async #holdsSomething(namespace: string): Promise<boolean> {
    for (const name of NAMESPACED_COLLECTIONS) {
      const found = await this.#connection
        .collection(name)
        .findOne({ _namespaces: namespace }, { projection: { _id: 1 } });
      if (found !== null) return true;
    }
    return false;
  }
}
