/** The types that TypeScript declares itself, as far as JSON can hold their values. */
import { type JsonObject } from '#libs/contracts';
import { type SchemaBudget } from './schema-budget.js';
import { type RecordStyle } from './type-expression.js';
import {
  ANY,
  isObjectSchema,
  literalNames,
  type ObjectProperty,
  objectOf,
  othersOf,
  propertiesOf,
} from './type-members.js';
import { anyOf, type TypeMember } from './type-union.js';

type Members = readonly TypeMember[];

export interface UtilityUse {
  /** What stands in the angle brackets. */
  given: readonly Members[];
  /** Types themselves in place of references to them. */
  plain: (members: Members) => Members;
  budget: SchemaBudget;
  records: RecordStyle;
}

/** Any value for a name that is not known. */
export function utilityType(name: string, use: UtilityUse): Members {
  switch (name) {
    case 'Date':
      return [{ schema: { type: 'string', format: 'date-time' } }];
    case 'Object':
      return [{ schema: { type: 'object' } }];
    case 'Array':
    case 'ReadonlyArray':
      return [{ schema: arrayOf(use.given[0]) }];
    case 'Promise':
    case 'PromiseLike':
    case 'Awaited':
    case 'Readonly':
    case 'NoInfer':
      return use.given[0] ?? ANY;
    case 'Record':
      return [{ schema: recordOf(use) }];
    case 'Partial':
      return changed(use, (property) => ({ ...property, optional: true }));
    case 'Required':
      return changed(use, (property) => ({ ...property, optional: false }));
    case 'Pick':
      return selected(use, (isNamed) => isNamed);
    case 'Omit':
      return selected(use, (isNamed) => !isNamed);
    case 'NonNullable':
      return (use.given[0] ?? ANY).filter(
        (member) => member !== 'undefined' && !('literal' in member && member.literal === null),
      );
    case 'Exclude':
      return filtered(use, (isAmong) => !isAmong);
    case 'Extract':
      return filtered(use, (isAmong) => isAmong);
    default:
      return ANY;
  }
}

function arrayOf(elements: Members = ANY): JsonObject {
  const items = anyOf(elements);
  return Object.keys(items).length === 0 ? { type: 'array' } : { type: 'array', items };
}

function recordOf({ given, budget, records }: UtilityUse): JsonObject {
  const [keys = ANY, values = ANY] = given;
  const names = literalNames(keys);
  const schema = anyOf(values);
  if (names === undefined) return objectOf([], schema);
  const optional = values.includes('undefined');
  // The one schema is written out for each of the names.
  if (!budget.takes(names.length, names.length * JSON.stringify(schema).length)) return { type: 'object' };
  return objectOf(
    names.map((name) => ({ name, schema, optional })),
    records === 'closed' ? false : undefined,
  );
}

function changed({ given, plain }: UtilityUse, change: (property: ObjectProperty) => ObjectProperty): Members {
  return plain(given[0] ?? ANY).map((member) =>
    member !== 'undefined' && 'schema' in member && isObjectSchema(member.schema)
      ? { schema: objectOf(propertiesOf(member.schema).map(change), othersOf(member.schema)) }
      : member,
  );
}

function selected({ given, plain }: UtilityUse, wants: (isNamed: boolean) => boolean): Members {
  const [objects = ANY, keys = ANY] = given;
  const names = literalNames(keys);
  if (names === undefined) return [{ schema: { type: 'object' } }];
  return plain(objects).map((member) => {
    if (member === 'undefined' || !('schema' in member) || !isObjectSchema(member.schema)) return member;
    const kept = propertiesOf(member.schema).filter(({ name }) => wants(names.includes(name)));
    return { schema: objectOf(kept, othersOf(member.schema)) };
  });
}

function filtered({ given }: UtilityUse, wants: (isAmong: boolean) => boolean): Members {
  const [members = ANY, others = []] = given;
  const among = new Set(others.map((member) => JSON.stringify(member)));
  return members.filter((member) => wants(among.has(JSON.stringify(member))));
}
