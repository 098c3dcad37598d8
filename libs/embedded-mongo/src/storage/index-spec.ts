import { z } from 'zod';
import { CommandError, notSupported } from '../command-error.js';
import { matcher } from '../query/match.js';
import { type Document, encode, isDocument, isTrue, numeric } from '../values/bson.js';
import { isIndex } from '../values/path.js';
import { type IndexField } from './index-keys.js';

/** An index as a client asked for it, checked. */
export interface IndexSpec {
  name: string;
  key: Document;
  fields: IndexField[];
  unique: boolean;
  sparse: boolean;
  partialFilterExpression: Document | undefined;
  expireAfterSeconds: number | undefined;
}

const flag = z.unknown().transform(isTrue);
const document = z.custom<Document>(isDocument, 'must be a document');
/** The options that an index may have here; any other is an error that names it. */
const specSchema = z.strictObject({
  v: z.unknown(),
  ns: z.string().optional(),
  name: z.string().min(1),
  key: document,
  unique: flag,
  sparse: flag,
  background: z.unknown(),
  partialFilterExpression: document.optional(),
  expireAfterSeconds: z.unknown().transform((value) => (value === undefined ? undefined : Number(numeric(value)))),
});

/** @throws CommandError naming what is wrong or not supported */
export function parseIndexSpec(raw: Document): IndexSpec {
  const parsed = specSchema.safeParse({
    v: 2,
    background: true,
    unique: false,
    sparse: false,
    expireAfterSeconds: undefined,
    ...raw,
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys') throw notSupported(`the index option ${issue.keys.join(', ')}`);
    throw new CommandError(
      'CannotCreateIndex',
      `index specification: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  const { name, key, unique, sparse, partialFilterExpression, expireAfterSeconds } = parsed.data;
  const fields = Object.entries(key).map(([path, kind]) => parseField(path, kind));
  if (fields.length > 31) throw new CommandError('CannotCreateIndex', 'an index may have at most 31 fields here');
  if (fields.length === 0) throw new CommandError('CannotCreateIndex', 'Index keys cannot be empty.');
  if (partialFilterExpression !== undefined) {
    matcher(partialFilterExpression);
    if (sparse)
      throw new CommandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  if (expireAfterSeconds !== undefined) {
    if (!(expireAfterSeconds >= 0 && expireAfterSeconds <= 0x7fffffff)) {
      throw new CommandError('CannotCreateIndex', 'expireAfterSeconds must be a number from 0 to 2147483647');
    }
    if (fields.length > 1 || fields[0]?.path === '_id') {
      throw new CommandError('CannotCreateIndex', 'a TTL index has one field, which is not _id');
    }
  }
  return { name, key, fields, unique, sparse, partialFilterExpression, expireAfterSeconds };
}

/** The index as `listIndexes` shows it. */
export function describeIndex(spec: IndexSpec): Document {
  return {
    v: 2,
    key: spec.key,
    name: spec.name,
    ...(spec.unique && { unique: true }),
    ...(spec.sparse && { sparse: true }),
    ...(spec.partialFilterExpression && { partialFilterExpression: spec.partialFilterExpression }),
    ...(spec.expireAfterSeconds !== undefined && { expireAfterSeconds: spec.expireAfterSeconds }),
  };
}

/** True when both have the same keys in the same order. */
export function sameKeys(a: IndexSpec, b: Pick<IndexSpec, 'fields'>): boolean {
  return JSON.stringify(a.fields) === JSON.stringify(b.fields);
}

/** True when both ask for the same index, whatever its name. */
export function sameIndex(a: IndexSpec, b: IndexSpec): boolean {
  const options = (spec: IndexSpec): Buffer =>
    encode({
      unique: spec.unique,
      sparse: spec.sparse,
      partial: spec.partialFilterExpression ?? null,
      ttl: spec.expireAfterSeconds ?? null,
    });
  return sameKeys(a, b) && options(a).equals(options(b));
}

function parseField(path: string, kind: unknown): IndexField {
  const direction = Number(numeric(kind));
  if (typeof kind === 'string') throw notSupported(`an index of the kind ${kind}`);
  if (direction !== 1 && direction !== -1)
    throw new CommandError('CannotCreateIndex', `the key of ${path} must be 1 or -1`);
  for (const name of path.split('.')) {
    if (name === '') throw new CommandError('CannotCreateIndex', `Index keys cannot contain an empty field: ${path}`);
    if (name.startsWith('$') || isIndex(name)) throw notSupported(`an index on the path ${path}`);
  }
  return { path, direction };
}
