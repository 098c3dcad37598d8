import { z } from 'zod';
import { CommandError } from '../command-error.js';
import { matcher } from '../query/match.js';
import { type Collection } from '../storage/collection.js';
import { describeIndex, parseIndexSpec, sameKeys } from '../storage/index-spec.js';
import { type Document, encode, MAX_DOCUMENT_BYTES } from '../values/bson.js';
import { cursorAnswer, MAX_MESSAGE_BYTES } from '../wire/message.js';
import { any, type Answer, command, type Command, type Context, count, document, flag } from './command.js';

/** Wire version of MongoDB 7.0, the newest that names no feature this store would have to have. */
const WIRE_VERSION = 21;
const VERSION = '7.0.0';
const cursorOption = z.strictObject({ batchSize: count.optional() }).default({});

const handshake = {
  helloOk: any,
  client: any,
  compression: any,
  saslSupportedMechs: any,
  speculativeAuthenticate: any,
  loadBalanced: any,
  backpressure: any,
};
const hello = (name: string): Command =>
  command({ [name]: any, ...handshake }, (_body, { connectionId }): Answer => ({
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
    ok: 1,
  }));
const acknowledge = (name: string): Command => command({ [name]: any }, () => ({ ok: 1 }));

export const adminCommands: Record<string, Command> = {
  hello: hello('hello'),
  ismaster: hello('ismaster'),
  isMaster: hello('isMaster'),
  ping: acknowledge('ping'),
  endSessions: acknowledge('endSessions'),
  refreshSessions: acknowledge('refreshSessions'),
  buildInfo: command({ buildInfo: any }, () => ({
    version: VERSION,
    versionArray: [7, 0, 0, 0],
    gitVersion: 'embedded',
    modules: [],
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    ok: 1,
  })),
  createIndexes: command(
    { createIndexes: z.string(), indexes: z.array(document).min(1) },
    (body, { store, database }) => {
      const specs = body.indexes.map(parseIndexSpec);
      return store.transaction(() => {
        const createdCollectionAutomatically = store.collection(database, body.createIndexes) === undefined;
        const collection = store.ensureCollection(database, body.createIndexes);
        const numIndexesBefore = collection.indexes.length + 1;
        for (const spec of specs) store.createIndex(collection, spec);
        return {
          numIndexesBefore,
          numIndexesAfter: collection.indexes.length + 1,
          createdCollectionAutomatically,
          ok: 1,
        };
      });
    },
  ),
  listIndexes: command({ listIndexes: z.string(), cursor: cursorOption }, (body, context) => {
    const collection = existing(context, body.listIndexes);
    const specs = [collection.idIndex, ...collection.indexes].map(({ spec }) => describeIndex(spec));
    return listed(`${context.database}.${body.listIndexes}`, { documents: specs, cursor: body.cursor, context });
  }),
  dropIndexes: command(
    { dropIndexes: z.string(), index: z.union([z.string(), z.array(z.string()), document]) },
    (body, context) => {
      const collection = existing(context, body.dropIndexes);
      const nIndexesWas = collection.indexes.length + 1;
      context.store.transaction(() => {
        for (const index of chosenIndexes(collection, body.index)) context.store.dropIndex(collection, index);
      });
      return { nIndexesWas, ok: 1 };
    },
  ),
  listCollections: command(
    {
      listCollections: any,
      filter: document.default({}),
      nameOnly: flag.default(false),
      authorizedCollections: any,
      cursor: cursorOption,
    },
    (body, context) => {
      const matches = matcher(body.filter);
      const documents = context.store.collections
        .filter(({ names }) => names.database === context.database)
        .map(({ names, idIndex }): Document => ({
          name: names.collection,
          type: 'collection',
          ...(!body.nameOnly && { options: {}, info: { readOnly: false }, idIndex: describeIndex(idIndex.spec) }),
        }))
        .filter((found) => matches(found));
      return listed(`${context.database}.$cmd.listCollections`, { documents, cursor: body.cursor, context });
    },
  ),
  listDatabases: command(
    { listDatabases: any, nameOnly: z.literal(true, 'is not supported by the embedded store unless it is true') },
    (_body, { store }) => {
      const names = new Set(store.collections.map((collection) => collection.names.database));
      return { databases: [...names].map((name) => ({ name })), ok: 1 };
    },
  ),
  create: command({ create: z.string() }, (body, { store, database }) => {
    if (store.collection(database, body.create) !== undefined) {
      throw new CommandError('NamespaceExists', `Collection ${database}.${body.create} already exists.`);
    }
    store.transaction(() => store.ensureCollection(database, body.create));
    return { ok: 1 };
  }),
  drop: command({ drop: z.string() }, (body, { store, database }) => {
    const collection = store.collection(database, body.drop);
    if (collection === undefined) return { ok: 1 };
    const answer = { nIndexesWas: collection.indexes.length + 1, ns: collection.namespace, ok: 1 };
    store.transaction(() => {
      store.dropCollection(collection);
    });
    return answer;
  }),
  dropDatabase: command({ dropDatabase: any }, (_body, { store, database }) => {
    store.transaction(() => {
      store.collections
        .filter(({ names }) => names.database === database)
        .forEach((collection) => {
          store.dropCollection(collection);
        });
    });
    return { dropped: database, ok: 1 };
  }),
};

function existing({ store, database }: Context, name: string): Collection {
  const collection = store.collection(database, name);
  if (collection === undefined) throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
  return collection;
}

function listed(
  ns: string,
  {
    documents,
    cursor,
    context,
  }: { documents: Document[]; cursor: { batchSize?: number | undefined }; context: Context },
): Answer {
  const options = cursor.batchSize === undefined ? {} : { batchSize: cursor.batchSize };
  return cursorAnswer('firstBatch', context.cursors.open(ns, documents.map(encode), options));
}

function chosenIndexes(collection: Collection, wanted: string | string[] | Document): Collection['indexes'] {
  if (wanted === '*') return [...collection.indexes];
  if (typeof wanted === 'string' || Array.isArray(wanted))
    return [wanted].flat().map((name) => indexNamed(collection, name));
  const spec = parseIndexSpec({ name: 'wanted', key: wanted });
  const index = collection.indexes.find((known) => sameKeys(known.spec, spec));
  if (index === undefined)
    throw new CommandError('IndexNotFound', `can't find index with key: ${JSON.stringify(spec.fields)}`);
  return [index];
}

function indexNamed(collection: Collection, name: string): Collection['indexes'][number] {
  if (name === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index');
  const index = collection.indexes.find(({ spec }) => spec.name === name);
  if (index === undefined) throw new CommandError('IndexNotFound', `index not found with name [${name}]`);
  return index;
}
