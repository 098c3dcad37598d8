/**
 * Aggregation pipelines. The leading `$match`, `$sort`, `$skip` and `$limit` become a search with indexes; the rest
 * streams through the stages. Expressions in them are evaluated by mingo (`expressions.ts`).
 */
import { evalExpr } from 'mingo/core';
import { CommandError, notSupported } from '../command-error.js';
import { type Collection } from '../storage/collection.js';
import { type Document, encode, isDocument } from '../values/bson.js';
import { expressionsWith, mingoOptions, toPlainDocument } from './expressions.js';
import { mapped, type PipelineContext, stageCount, type Transform } from './pipeline.js';
import { count, type Query, search } from './search.js';
import { STAGES } from './stages.js';

export function contextOf(
  resolve: (name: string) => Collection | undefined,
  variables: Document = {},
): PipelineContext {
  const options = mingoOptions(variables);
  const context: PipelineContext = {
    options,
    evaluate: (document, expression) => {
      try {
        return evalExpr(document, expression, options);
      } catch (error) {
        if (error instanceof CommandError) throw error;
        throw new CommandError('BadValue', error instanceof Error ? error.message : String(error));
      }
    },
    compile: (pipeline) => compilePipeline(pipeline, context),
    bind: (more) => contextOf(resolve, { ...variables, ...more }),
    read: (name, pipeline) => {
      const { query, rest } = leadingQuery(pipeline);
      const hits = search(resolve(name), query, expressionsWith(options));
      return context.compile(rest)(mapped(hits, (hit) => toPlainDocument(hit.document)));
    },
  };
  return context;
}

/**
 * The resulting documents as BSON, lazily.
 *
 * @throws CommandError for a stage, expression or option that is not supported, before the first document is read
 */
export function aggregate(
  collection: Collection | undefined,
  pipeline: Document[],
  context: PipelineContext,
): Iterable<Buffer> {
  const { query, rest } = leadingQuery(pipeline);
  const expressions = expressionsWith(context.options);
  const stages = context.compile(rest);
  if (isPlainCount(rest)) {
    const n = count(collection, query, expressions);
    return n === 0 ? [] : [encode({ _id: 1, n })];
  }
  const hits = search(collection, query, expressions);
  if (rest.length === 0) return mapped(hits, (hit) => hit.row.bytes);
  return mapped(stages(mapped(hits, (hit) => toPlainDocument(hit.document))), encode);
}

/** @throws CommandError naming the stage that is not known */
function compilePipeline(pipeline: Document[], context: PipelineContext): Transform {
  const stages = pipeline.map((stage) => {
    const [[name, spec] = ['', undefined], ...others] = Object.entries(stage);
    if (others.length > 0)
      throw new CommandError('FailedToParse', 'A pipeline stage specification object must contain exactly one field.');
    const known = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
    if (known === undefined) throw notSupported(`the pipeline stage '${name}'`);
    return known(spec, context);
  });
  return (input) => stages.reduce((documents, stage) => stage(documents), input);
}

function leadingQuery(pipeline: Document[]): { query: Query; rest: Document[] } {
  const rest = [...pipeline];
  const filters: Document[] = [];
  let filter = takeIf(rest, '$match');
  for (; isDocument(filter); filter = takeIf(rest, '$match')) filters.push(filter);
  const sort = takeIf(rest, '$sort');
  const skip = takeIf(rest, '$skip');
  const limit = takeIf(rest, '$limit');
  const query: Query = {
    filter:
      filters.length === 1 && filters[0] !== undefined ? filters[0] : filters.length === 0 ? {} : { $and: filters },
    sort: isDocument(sort) ? sort : undefined,
    skip: skip === undefined ? 0 : stageCount(skip, '$skip', 0),
    limit: limit === undefined ? 0 : stageCount(limit, '$limit', 1),
  };
  return { query, rest };
}

/** Takes the first stage when it is of the kind; one with a wrong argument is left for the stage to refuse. */
function takeIf(stages: Document[], name: string): unknown {
  const [first] = stages;
  if (first === undefined || Object.keys(first).join() !== name) return undefined;
  const spec = first[name];
  if ((name === '$match' || name === '$sort') && !isDocument(spec)) return undefined;
  stages.shift();
  return spec;
}

/** What every driver sends for `countDocuments`. */
function isPlainCount([stage, ...others]: Document[]): boolean {
  if (others.length > 0 || !isDocument(stage?.['$group'])) return false;
  return encode(stage['$group']).equals(encode({ _id: 1, n: { $sum: 1 } }));
}
