import { z } from 'zod';
import { aggregate, contextOf } from '../query/aggregate.js';
import { mapped, type PipelineContext } from '../query/pipeline.js';
import { expressionsWith } from '../query/expressions.js';
import { plan } from '../query/planner.js';
import { projection } from '../query/projection.js';
import { count as countMatches, type Query, search } from '../query/search.js';
import { parseSort } from '../query/sort.js';
import { CommandError, notSupported } from '../command-error.js';
import { type Document, encode } from '../values/bson.js';
import { encodeKey } from '../values/key-encoding.js';
import { valuesAt } from '../values/path.js';
import { cursorAnswer } from '../wire/message.js';
import {
  type Answer,
  command,
  type Command,
  type Context,
  any,
  count,
  document,
  flag,
  int,
  int64,
  off,
} from './command.js';

const findFields = {
  find: z.string(),
  filter: document.default({}),
  sort: document.optional(),
  projection: document.optional(),
  skip: count.optional(),
  limit: int.optional(),
  batchSize: count.optional(),
  singleBatch: flag.default(false),
  allowDiskUse: any,
  noCursorTimeout: off.optional(),
  tailable: off.optional(),
  awaitData: off.optional(),
  allowPartialResults: off.optional(),
};

export const readCommands: Record<string, Command> = {
  find: command(findFields, (body, context): Answer => {
    const query = { ...body, limit: Math.abs(body.limit ?? 0) };
    const project = projection(body.projection ?? {});
    const hits = search(context.store.collection(context.database, body.find), query, expressions(context));
    const whole = Object.keys(body.projection ?? {}).length === 0;
    const documents = mapped(hits, (hit) => (whole ? hit.row.bytes : encode(project(hit.document))));
    const singleBatch = body.singleBatch || (body.limit ?? 0) < 0;
    const options = { singleBatch, ...(body.batchSize !== undefined && { batchSize: body.batchSize }) };
    return cursorAnswer('firstBatch', context.cursors.open(`${context.database}.${body.find}`, documents, options));
  }),
  getMore: command(
    { getMore: int64, collection: z.string(), batchSize: count.optional() },
    (body, { cursors, database }) =>
      cursorAnswer(
        'nextBatch',
        cursors.next(body.getMore, `${database}.${body.collection}`, body.batchSize === 0 ? undefined : body.batchSize),
      ),
  ),
  killCursors: command({ killCursors: z.string(), cursors: z.array(z.unknown()) }, (body, { cursors }) => {
    const ids = z.array(int64).parse(body.cursors);
    const killed = new Set(ids.filter((id) => cursors.kill(id)));
    return {
      cursorsKilled: body.cursors.filter((_cursor, i) => killed.has(ids[i] ?? 0n)),
      cursorsNotFound: body.cursors.filter((_cursor, i) => !killed.has(ids[i] ?? 0n)),
      cursorsAlive: [],
      cursorsUnknown: [],
      ok: 1,
    };
  }),
  count: command(
    { count: z.string(), query: document.default({}), skip: count.optional(), limit: int.optional() },
    (body, context) => {
      const query: Query = { filter: body.query, skip: body.skip, limit: Math.abs(body.limit ?? 0) };
      return {
        n: countMatches(context.store.collection(context.database, body.count), query, expressions(context)),
        ok: 1,
      };
    },
  ),
  distinct: command({ distinct: z.string(), key: z.string().min(1), query: document.default({}) }, (body, context) => {
    const values = new Map<string, { key: Buffer; value: unknown }>();
    const path = body.key.split('.');
    for (const hit of search(
      context.store.collection(context.database, body.distinct),
      { filter: body.query },
      expressions(context),
    )) {
      for (const value of valuesAt(hit.document, path)) {
        const key = encodeKey(value);
        values.set(key.toString('latin1'), { key, value });
      }
    }
    const sorted = [...values.values()].sort((a, b) => Buffer.compare(a.key, b.key));
    return { values: sorted.map(({ value }) => value), ok: 1 };
  }),
  aggregate: command(
    {
      aggregate: z.string(),
      pipeline: z.array(document),
      cursor: z.strictObject({ batchSize: count.optional() }),
      allowDiskUse: any,
      explain: off.optional(),
    },
    (body, context) => {
      const documents = aggregate(
        context.store.collection(context.database, body.aggregate),
        body.pipeline,
        pipelineContext(context),
      );
      const options = body.cursor.batchSize === undefined ? {} : { batchSize: body.cursor.batchSize };
      return cursorAnswer(
        'firstBatch',
        context.cursors.open(`${context.database}.${body.aggregate}`, documents, options),
      );
    },
  ),
  explain: command(
    { explain: document, verbosity: z.literal('queryPlanner', 'is not supported by the embedded store') },
    (body, context) => {
      const inner = z
        .strictObject(findFields)
        .safeParse(Object.fromEntries(Object.entries(body.explain).filter(([key]) => key !== '$db')));
      if (!inner.success) throw notSupported('explain of anything but a plain find');
      return explained(inner.data, context);
    },
  ),
};

function explained(
  { find, filter, sort }: { find: string; filter: Document; sort?: Document | undefined },
  context: Context,
): Answer {
  const collection = context.store.collection(context.database, find);
  if (collection === undefined)
    throw new CommandError('NamespaceNotFound', `ns does not exist: ${context.database}.${find}`);
  const fields = parseSort(sort ?? {});
  const chosen = plan(collection, filter, fields);
  const access = chosen === undefined ? { stage: 'COLLSCAN' } : { stage: 'IXSCAN', indexName: chosen.index.spec.name };
  const sorts = fields.length > 0 && chosen?.sorted !== true;
  return {
    queryPlanner: {
      namespace: collection.namespace,
      winningPlan: sorts ? { stage: 'SORT', inputStage: access } : access,
      rejectedPlans: [],
    },
    ok: 1,
  };
}

function pipelineContext({ store, database }: Context): PipelineContext {
  return contextOf((name) => store.collection(database, name));
}

export function expressions(context: Context): ReturnType<typeof expressionsWith> {
  return expressionsWith(pipelineContext(context).options);
}
