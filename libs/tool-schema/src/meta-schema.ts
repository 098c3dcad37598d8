import { type ErrorObject, type ValidateFunction } from 'ajv';
import { type JsonObject } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { createAjv, type Dialect, DIALECT_URIS } from './dialect.js';
import { pathOfPointer } from './json-path.js';

const validators = new Map<Dialect, ValidateFunction>();

/** Holds a schema against the meta-schema of its dialect, the authority on what each keyword may be. */
export function checkMetaSchema(schema: JsonObject, dialect: Dialect, path: string): FieldProblem[] {
  const validate = metaValidator(dialect);
  if (validate(schema)) return [];
  const messages = new Map<string, Set<string>>();
  for (const error of validate.errors ?? []) {
    const message = messageOf(error);
    if (message === undefined) continue;
    const at = pathOfPointer(error.instancePath, schema, path);
    messages.set(at, (messages.get(at) ?? new Set()).add(message));
  }
  return [...messages].map(([at, texts]) => ({ path: at, message: [...texts].join(', or ') }));
}

function metaValidator(dialect: Dialect): ValidateFunction {
  const known = validators.get(dialect);
  if (known !== undefined) return known;
  const validate = createAjv(dialect, { allErrors: true, meta: true }).getSchema(DIALECT_URIS[dialect]);
  if (validate === undefined || '$async' in validate) throw new Error(`no meta-schema of ${dialect}`);
  validators.set(dialect, validate);
  return validate;
}

/** Undefined for an error that only says that another, more precise one exists. */
function messageOf(error: ErrorObject): string | undefined {
  switch (error.keyword) {
    case 'anyOf':
    case 'allOf':
    case 'if':
      return undefined;
    case 'enum':
      return Array.isArray(error.schema) ? `must be one of ${error.schema.join(', ')}` : error.message;
    case 'type': {
      const types: unknown = error.schema;
      return Array.isArray(types) ? 'must be a schema: an object, true or false' : error.message;
    }
    default:
      return error.message;
  }
}
