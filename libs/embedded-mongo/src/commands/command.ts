/**
 * What a command is: its fields, each with its shape, and what it does. A field that is not in its list is an error
 * that names it, so an option that is not implemented cannot be passed over.
 */
import { z } from 'zod';
import { Long } from 'bson';
import { CommandError, notSupported } from '../command-error.js';
import { type Store } from '../storage/store.js';
import { type Document, integer, isDocument, isTrue, own } from '../values/bson.js';
import { type Cursors } from './cursors.js';

export interface Context {
  store: Store;
  cursors: Cursors;
  database: string;
  connectionId: number;
}

/** A document, or the BSON of one. */
export type Answer = Document | Buffer;
export interface Command {
  /** Names of the fields beside those that every command has. */
  fields: string[];
  run(body: Document, context: Context): Answer;
}

export const document = z.custom<Document>(isDocument, 'must be a document');
/** A field whose value changes nothing here. */
export const any = z.unknown().optional();
export const flag = z.unknown().transform(isTrue);
export const int = z.unknown().transform((value, issues): number => {
  try {
    return integer(value, 'the value');
  } catch {
    issues.addIssue('must be an integer');
    return z.NEVER;
  }
});
/** A number of documents: not negative. */
export const count = int.refine((value) => value >= 0, 'must not be negative');
export const int64 = z
  .custom<Long>((value) => value instanceof Long, 'must be a 64-bit integer')
  .transform((value) => value.toBigInt());
/** An option that is known, and accepted only with the value that changes nothing. */
export const off = z.unknown().refine((value) => !isTrue(value), 'is not supported by the embedded store');

/** Fields that the driver may send with any command and that ask for nothing that this store does not always do. */
const COMMON = {
  $db: z.string(),
  lsid: document.optional(),
  $clusterTime: document.optional(),
  $readPreference: document.optional(),
  readConcern: z.unknown().superRefine((value, issues) => {
    const level = isDocument(value) ? (own(value, 'level') ?? 'local') : 'local';
    if (level !== 'local' && level !== 'available' && level !== 'majority')
      issues.addIssue('the level is not supported by the embedded store');
  }),
  writeConcern: z.unknown().superRefine((value, issues) => {
    const w = isDocument(value) ? (own(value, 'w') ?? 1) : 1;
    if (w !== 'majority' && (typeof w === 'string' || integer(w, 'w') > 1))
      issues.addIssue("'w' > 1 needs a replica set, which is not supported by the embedded store");
  }),
  comment: z.unknown(),
  maxTimeMS: z.unknown(),
};
const TRANSACTION_FIELDS = ['txnNumber', 'startTransaction', 'autocommit', 'stmtId', 'stmtIds'];

/** @param fields shapes of the command's own fields; the first is its name */
export function command<Shape extends z.ZodRawShape>(
  fields: Shape,
  run: (body: z.output<z.ZodObject<Shape>>, context: Context) => Answer,
): Command {
  const schema = z.strictObject(fields);
  const common = z.strictObject(COMMON).partial();
  const commonNames = new Set(Object.keys(COMMON));
  return {
    fields: Object.keys(fields),
    run: (body, context) => {
      const [name = ''] = Object.keys(body);
      const transactional = TRANSACTION_FIELDS.find((field) => Object.hasOwn(body, field));
      if (transactional !== undefined) {
        throw new CommandError(
          'IllegalOperation',
          `Transactions are not supported by the embedded store (${transactional}); use a MongoDB replica set for them`,
        );
      }
      const entries = Object.entries(body);
      check(name, common, Object.fromEntries(entries.filter(([key]) => commonNames.has(key))));
      return run(check(name, schema, Object.fromEntries(entries.filter(([key]) => !commonNames.has(key)))), context);
    },
  };
}

function check<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const path = [name, ...(issue?.path ?? [])].join('.');
  if (issue?.code === 'unrecognized_keys') {
    throw new CommandError(
      'UnknownField',
      `BSON field '${path}.${issue.keys[0] ?? ''}' is unknown or not supported by the embedded store.`,
    );
  }
  if (issue?.message.includes('not supported') === true) throw notSupported(`BSON field '${path}'`);
  throw new CommandError('TypeMismatch', `BSON field '${path}': ${issue?.message ?? 'is not valid'}`);
}
