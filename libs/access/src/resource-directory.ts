import type { Connection } from 'mongoose';
import type { Metadata, ResourceType } from '#libs/contracts';
import { USER_GROUP_COLLECTION } from './rights-directory.js';

/** Where a resource lies, and who made it. */
export interface KnownResource {
  namespaces: readonly string[];
  createdById: string;
}

interface Stored {
  _id: string;
  _namespaces: string[];
  _metadata: Metadata;
}

/** Where things of the types are stored; those of which there are no collections are kept elsewhere. */
const COLLECTIONS: Readonly<Record<ResourceType, string | undefined>> = {
  'itemsvc:nameduseritem': 'nameduseritems',
  'itemsvc:namespacesettings': undefined,
  'filesvc:file': 'files',
  'aisvc:mcp-tool': 'mcptools',
  'aisvc:mcp-tool-filter': 'mcptoolfilters',
  'aisvc:openapi-service': 'openapiservices',
  'passportsvc:usergroup': USER_GROUP_COLLECTION,
  'notificationsvc:group': 'notificationgroups',
  'graphicssvc:graphic': undefined,
};

/** Which resources there are, whichever service stored them: what grants and questions about them need to know. */
export class ResourceDirectory {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Whether the product itself stores things of the type, each with an id of its own. */
  keeps(type: ResourceType): boolean {
    return COLLECTIONS[type] !== undefined;
  }

  async find(type: ResourceType, id: string): Promise<KnownResource | undefined> {
    const name = COLLECTIONS[type];
    if (name === undefined) return undefined;
    const found = await this.#connection
      .collection<Stored>(name)
      .findOne({ _id: id }, { projection: { _namespaces: 1, _metadata: 1 } });
    return found === null ? undefined : { namespaces: found._namespaces, createdById: found._metadata._createdById };
  }

  /** Which of the ids are those of things of the type; none of a type that is not kept. */
  async existing(type: ResourceType, ids: readonly string[]): Promise<Set<string>> {
    const name = COLLECTIONS[type];
    if (name === undefined) return new Set();
    const found = await this.#connection
      .collection<Stored>(name)
      .find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } })
      .toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Ids of the things of the type in a namespace that a user made. */
  async madeBy(userId: string, type: ResourceType, namespace: string): Promise<string[]> {
    const name = COLLECTIONS[type];
    if (name === undefined) return [];
    const found = await this.#connection
      .collection<Stored>(name)
      .find({ _namespaces: namespace, '_metadata._createdById': userId }, { projection: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}
