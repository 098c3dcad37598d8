/** The stages of a pipeline. The table is the whole list. */
import { BSONRegExp } from 'bson';
import { z } from 'zod';
import { CommandError, notSupported } from '../command-error.js';
import { putAt } from '../update/fields.js';
import { copyDocument, define, type Document, isDocument, numeric, own } from '../values/bson.js';
import { valuesAt } from '../values/path.js';
import { ACCUMULATORS, groupKey } from './accumulators.js';
import { type PipelineContext, type Stage, stageCount, type Transform } from './pipeline.js';
import { checkExpression, expressionsWith, toPlain } from './expressions.js';
import { matcher } from './match.js';
import { flattenProjection, projection } from './projection.js';
import { parseSort, Sorter } from './sort.js';

const documentSchema = z.custom<Document>(isDocument, 'must be a document');
const lookupSchema = z.strictObject({
  from: z.string(),
  as: z.string().regex(/^[^$.]+$/),
  localField: z.string().optional(),
  foreignField: z.string().optional(),
  let: documentSchema.optional(),
  pipeline: z.array(documentSchema).optional(),
});
const unwindSchema = z.strictObject({
  path: z.string().regex(/^\$[^$]/),
  includeArrayIndex: z.string().optional(),
  preserveNullAndEmptyArrays: z.boolean().optional(),
});
const facetSchema = z.record(z.string(), z.array(documentSchema));

export const STAGES: Readonly<Record<string, Stage>> = {
  $match: (spec, { options }) => {
    const matches = matcher(parse(documentSchema, spec, '$match'), expressionsWith(options));
    return lazily(function* (input) {
      for (const document of input) if (matches(document)) yield document;
    });
  },
  $sort: (spec) => {
    const sorter = new Sorter(parseSort(parse(documentSchema, spec, '$sort')));
    return lazily(function* (input) {
      yield* sorter.sorted([...input]);
    });
  },
  $skip: (spec) => {
    const skip = stageCount(spec, '$skip', 0);
    return lazily(function* (input) {
      let seen = 0;
      for (const document of input) if (seen++ >= skip) yield document;
    });
  },
  $limit: (spec) => {
    const limit = stageCount(spec, '$limit', 1);
    return lazily(function* (input) {
      let left = limit;
      for (const document of input) {
        yield document;
        if (--left === 0) return;
      }
    });
  },
  $count: (spec) => {
    const name = parse(z.string().regex(/^[^$.]+$/), spec, '$count');
    return lazily(function* (input) {
      const total = Array.from(input).length;
      if (total > 0) yield { [name]: total };
    });
  },
  $project: (spec, { evaluate }) => {
    const fields = [...flattenProjection(parse(documentSchema, spec, '$project'))];
    if (fields.length === 0) throw new CommandError('BadValue', '$project needs at least one field');
    const computed = fields.filter(([, value]) => typeof value !== 'boolean' && numeric(value) === undefined);
    const plain = fields.filter((field) => !computed.includes(field));
    computed.forEach(([path, value]) => {
      if (path.split('.').some((name) => name === '' || name.startsWith('$')))
        throw notSupported(`the projected path ${path}`);
      checkExpression(value);
    });
    if (computed.length === 0) return each(projection(Object.fromEntries(plain)));
    const onlyId = plain.every(([path]) => path === '_id');
    const idOut = plain.some(([path, value]) => path === '_id' && (value === false || Number(numeric(value)) === 0));
    const shape = onlyId ? projection({ _id: true }) : projection(Object.fromEntries(plain));
    const expressions = computed.map(([path, value]) => ({ path: path.split('.'), expression: toPlain(value) }));
    return each((document) => {
      const result: Document = onlyId && idOut ? {} : copyDocument(shape(document));
      for (const { path, expression } of expressions) assign(result, path, evaluate(document, expression));
      return result;
    });
  },
  $addFields: (spec, { evaluate }) => {
    const fields = [...flattenProjection(parse(documentSchema, spec, '$addFields'))];
    fields.forEach(([, value]) => {
      checkExpression(value);
    });
    const expressions = fields.map(([path, value]) => ({ path: path.split('.'), expression: toPlain(value) }));
    return each((document) => {
      const result = copyDocument(document);
      for (const { path, expression } of expressions) assign(result, path, evaluate(document, expression));
      return result;
    });
  },
  $set: (spec, context) => stage('$addFields', spec, context),
  $unset: (spec) => {
    const names = parse(z.union([z.string(), z.array(z.string()).min(1)]), spec, '$unset');
    return each(projection(Object.fromEntries([names].flat().map((name) => [name, false]))));
  },
  $replaceRoot: (spec, { evaluate }) => {
    const { newRoot } = parse(z.strictObject({ newRoot: z.unknown() }), spec, '$replaceRoot');
    checkExpression(newRoot);
    const expression = toPlain(newRoot);
    return each((document) => {
      const root = evaluate(document, expression);
      if (isDocument(root)) return root;
      throw new CommandError('BadValue', "'newRoot' expression must evaluate to an object");
    });
  },
  $replaceWith: (spec, context) => stage('$replaceRoot', { newRoot: spec }, context),
  $group: (spec, { evaluate }) => {
    const { _id: id, ...fields } = parse(documentSchema, spec, '$group');
    if (!isDocument(spec) || !Object.hasOwn(spec, '_id'))
      throw new CommandError('BadValue', "a group specification must include an '_id'");
    checkExpression(id);
    const accumulators = Object.entries(fields).map(([name, field]) => {
      const [[operator, argument] = ['', undefined], ...others] = isDocument(field) ? Object.entries(field) : [];
      const accumulate = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
      if (accumulate === undefined || others.length > 0) throw notSupported(`the accumulator ${operator || name}`);
      checkExpression(argument);
      return { name, accumulate, expression: toPlain(argument) };
    });
    const idExpression = toPlain(id);
    return lazily(function* (input) {
      const groups = new Map<string, { id: unknown; members: Document[] }>();
      for (const document of input) {
        const value = evaluate(document, idExpression) ?? null;
        const key = groupKey(value);
        const group = groups.get(key) ?? { id: value, members: [] };
        group.members.push(document);
        groups.set(key, group);
      }
      for (const group of groups.values()) {
        const result: Document = { _id: group.id };
        for (const { name, accumulate, expression } of accumulators) {
          define(result, name, accumulate(group.members.map((member) => evaluate(member, expression))));
        }
        yield result;
      }
    });
  },
  $sortByCount: (spec, context) => {
    const group = stage('$group', { _id: spec, count: { $sum: 1 } }, context);
    const sort = stage('$sort', { count: -1 }, context);
    return (input) => sort(group(input));
  },
  $unwind: (spec) => {
    const options = parse(unwindSchema, typeof spec === 'string' ? { path: spec } : toPlain(spec), '$unwind');
    const path = options.path.slice(1).split('.');
    if (path.length > 1) throw notSupported('$unwind of a path with dots');
    const [name = ''] = path;
    return lazily(function* (input) {
      for (const document of input) {
        const value = own(document, name);
        const items: unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
        const expand = (item: unknown, index: number | null): Document => {
          const { [name]: _replaced, ...others } = document;
          const result = item === undefined ? others : { ...document, [name]: item };
          return options.includeArrayIndex === undefined ? result : { ...result, [options.includeArrayIndex]: index };
        };
        for (const [i, item] of items.entries()) yield expand(item, Array.isArray(value) ? i : null);
        if (items.length === 0 && options.preserveNullAndEmptyArrays === true)
          yield expand(value === null ? null : undefined, null);
      }
    });
  },
  $facet: (spec, context) => {
    const facets = Object.entries(parse(facetSchema, spec, '$facet')).map(([name, pipeline]) => {
      if (pipeline.some((inner) => Object.hasOwn(inner, '$facet')))
        throw new CommandError('BadValue', '$facet is not allowed inside $facet');
      return { name, run: context.compile(pipeline) };
    });
    return lazily(function* (input) {
      const documents = [...input];
      yield Object.fromEntries(facets.map(({ name, run }) => [name, [...run(documents)]]));
    });
  },
  $lookup: (spec, context) => {
    const { from, as, localField, foreignField, let: variables, pipeline = [] } = parse(lookupSchema, spec, '$lookup');
    if (
      (localField === undefined) !== (foreignField === undefined) ||
      (localField === undefined && pipeline.length === 0)
    ) {
      throw new CommandError('FailedToParse', '$lookup needs both localField and foreignField, or a pipeline');
    }
    const plainVariables = toPlain(variables ?? {});
    checkExpression(plainVariables);
    const names = Object.fromEntries(Object.keys(variables ?? {}).map((name) => [name, null]));
    context.bind(names).compile(pipeline); // refused now, not with the first document
    return each((document) => {
      const bound = context.evaluate(document, plainVariables);
      const inner = context.bind(isDocument(bound) ? bound : {});
      const join =
        localField === undefined || foreignField === undefined
          ? []
          : [{ $match: { [foreignField]: { $in: localValues(document, localField) } } }];
      return { ...document, [as]: [...inner.read(from, [...join, ...pipeline])] };
    });
  },
};

function stage(name: string, spec: unknown, context: PipelineContext): Transform {
  return context.compile([{ [name]: spec }]);
}

/** A generator that starts when its first document is asked for. */
function lazily(run: (input: Iterable<Document>) => Generator<Document>): Transform {
  return run;
}

function each(change: (document: Document) => Document): Transform {
  return function* (input) {
    for (const document of input) yield change(document);
  };
}

function parse<T>(schema: z.ZodType<T>, spec: unknown, name: string): T {
  const parsed = schema.safeParse(spec);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw notSupported(`the field ${issue.keys.join(', ')} of ${name}`);
  throw new CommandError('FailedToParse', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

function assign(target: Document, path: string[], value: unknown): void {
  if (value !== undefined) putAt(target, path, value);
}

function localValues(document: Document, path: string): unknown[] {
  const values = valuesAt(document, path.split('.'));
  if (values.some((value) => value instanceof BSONRegExp)) throw notSupported('$lookup by a regex value');
  const empty = Array.isArray(own(document, path));
  return values.length === 0 && !empty ? [null] : values;
}
