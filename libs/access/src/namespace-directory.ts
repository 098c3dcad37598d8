import type { Connection } from 'mongoose';
import { type ChangeFeed, NamespaceCache } from '#libs/change-feed';
import { ToolrackError } from '#libs/errors';
import { mayUseNamespace, type Principal, requireNamespace } from './principal.js';

/** The collections whose documents lie in namespaces (`_namespaces`, indexed). */
export const NAMESPACED_COLLECTIONS = [
  'nameduseritems',
  'files',
  'mcptools',
  'mcptoolfilters',
  'namespacesettings',
  'secrets',
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
      topics: ['items', 'files', 'tools', 'filters', 'settings', 'secrets'],
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
