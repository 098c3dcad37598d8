import { ObjectId } from 'bson';
import { z } from 'zod';
import { CommandError } from '../command-error.js';
import { projection } from '../query/projection.js';
import { type Hit, search } from '../query/search.js';
import { type Collection } from '../storage/collection.js';
import { checkUpdate, isReplacement, seedOf, type Update, updated } from '../update/update.js';
import { type Document, encode } from '../values/bson.js';
import { any, type Answer, command, type Command, type Context, document, flag, int, off } from './command.js';
import { expressions } from './read.js';

const common = { ordered: flag.default(true), bypassDocumentValidation: off.optional() };
const storable = z.union([z.instanceof(Buffer), document.transform((value) => encode(value))]);
const updateSchema = z.strictObject({
  q: document,
  u: z.unknown(),
  multi: flag.default(false),
  upsert: flag.default(false),
  arrayFilters: z.array(document).optional(),
});
const deleteSchema = z.strictObject({ q: document, limit: int });

export const writeCommands: Record<string, Command> = {
  insert: command({ insert: z.string(), documents: z.array(storable), ...common }, (body, context) => {
    let n = 0;
    const writeErrors = eachWrite(body.documents, { ...body, context }, (bytes) => {
      context.store.ensureCollection(context.database, body.insert).insert(bytes);
      n += 1;
    });
    return { n, ...writeErrors, ok: 1 };
  }),
  update: command({ update: z.string(), updates: z.array(updateSchema), ...common }, (body, context) => {
    let [n, nModified] = [0, 0];
    const upserted: Document[] = [];
    const writeErrors = eachWrite(
      body.updates,
      { ...body, context },
      ({ q, u, multi, upsert, arrayFilters }, index) => {
        if (multi && isReplacement(u))
          throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
        const update: Update = { change: u, arrayFilters };
        const collection = collectionFor(context, body.update, upsert);
        const hits = [...search(collection, { filter: q, limit: multi ? 0 : 1 }, expressions(context))];
        checkUpdate(update); // a bad update is an error, whatever it meets
        for (const hit of hits) {
          n += 1;
          if (collection?.replace(hit.row, hit.document, changed(hit, update)) === true) nModified += 1;
        }
        if (hits.length > 0 || !upsert) return;
        upserted.push({ index, _id: store(collection, upsertDocument(q, update)) });
        n += 1;
      },
    );
    return { n, nModified, ...(upserted.length > 0 && { upserted }), ...writeErrors, ok: 1 };
  }),
  delete: command({ delete: z.string(), deletes: z.array(deleteSchema), ...common }, (body, context) => {
    let n = 0;
    const writeErrors = eachWrite(body.deletes, { ...body, context }, ({ q, limit }) => {
      const collection = context.store.collection(context.database, body.delete);
      for (const hit of [...search(collection, { filter: q, limit }, expressions(context))]) {
        collection?.remove(hit.row, hit.document);
        n += 1;
      }
    });
    return { n, ...writeErrors, ok: 1 };
  }),
  findAndModify: command(
    {
      findAndModify: z.string(),
      query: document.default({}),
      sort: document.optional(),
      fields: document.optional(),
      update: any,
      remove: flag.default(false),
      new: flag.default(false),
      upsert: flag.default(false),
      arrayFilters: z.array(document).optional(),
      bypassDocumentValidation: off.optional(),
    },
    (body, context): Answer => {
      if (body.remove === (body.update !== undefined) || (body.remove && (body.upsert || body.new))) {
        throw new CommandError(
          'FailedToParse',
          'Either an update or remove=true must be specified; remove goes with neither upsert nor new',
        );
      }
      const project = projection(body.fields ?? {});
      const update: Update = { change: body.update, arrayFilters: body.arrayFilters };
      if (!body.remove) checkUpdate(update);
      return context.store.transaction(() => {
        const collection = collectionFor(context, body.findAndModify, body.upsert);
        const [hit] = search(collection, { filter: body.query, sort: body.sort, limit: 1 }, expressions(context));
        if (hit !== undefined && body.remove) {
          collection?.remove(hit.row, hit.document);
          return { lastErrorObject: { n: 1 }, value: project(hit.document), ok: 1 };
        }
        if (hit !== undefined) {
          const after = changed(hit, update);
          collection?.replace(hit.row, hit.document, after);
          return {
            lastErrorObject: { n: 1, updatedExisting: true },
            value: project(body.new ? after : hit.document),
            ok: 1,
          };
        }
        if (!body.upsert)
          return { lastErrorObject: { n: 0, ...(!body.remove && { updatedExisting: false }) }, value: null, ok: 1 };
        const made = upsertDocument(body.query, update);
        const id = store(collection, made);
        return {
          lastErrorObject: { n: 1, updatedExisting: false, upserted: id },
          value: body.new ? project(made) : null,
          ok: 1,
        };
      });
    },
  ),
};

/** Runs every write of a command in one transaction. A write that fails is reported and, in order, ends the rest. */
function eachWrite<T>(
  items: T[],
  { ordered, context }: { ordered: boolean; context: Context },
  write: (item: T, index: number) => void,
): Document {
  const writeErrors: Document[] = [];
  context.store.transaction(() => {
    for (const [index, item] of items.entries()) {
      try {
        write(item, index);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
        if (ordered) break;
      }
    }
  });
  return writeErrors.length > 0 ? { writeErrors } : {};
}

function collectionFor({ store, database }: Context, name: string, create: boolean): Collection | undefined {
  return create ? store.ensureCollection(database, name) : store.collection(database, name);
}

function changed(hit: Hit, update: Update): Document {
  return updated(hit.document, update, { inserting: false, position: hit.position.index });
}

function upsertDocument(filter: Document, update: Update): Document {
  const { _id, ...fields } = updated(seedOf(filter), update, { inserting: true, position: undefined });
  return { _id: _id ?? new ObjectId(), ...fields };
}

function store(collection: Collection | undefined, made: Document): unknown {
  return collection?.insert(encode(made));
}
