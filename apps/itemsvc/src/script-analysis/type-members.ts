/** What TypeScript does with types that are known: intersections, and the utility types that take an object apart. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { isPropertyName } from './property-name.js';
import { anyOf, type TypeMember } from './type-union.js';

export const ANY: readonly TypeMember[] = [{ schema: {} }];
/** Alternatives of an intersection of unions. */
const MAX_ALTERNATIVES = 32;

export interface ObjectProperty {
  name: string;
  schema: JsonObject;
  optional: boolean;
}

/** @param others schema of properties that are not named; `false` forbids them, undefined says nothing of them */
export function objectOf(properties: readonly ObjectProperty[], others: JsonObject | false | undefined): JsonObject {
  const known = properties.filter(({ name }) => isPropertyName(name));
  const required = known.filter(({ optional }) => !optional).map(({ name }) => name);
  return {
    type: 'object',
    ...(known.length > 0 && { properties: Object.fromEntries(known.map(({ name, schema }) => [name, schema])) }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
    ...(others !== undefined &&
      (others === false || Object.keys(others).length > 0) && { additionalProperties: others }),
  };
}

/** The properties that an object schema names. */
export function propertiesOf(schema: JsonObject): ObjectProperty[] {
  const { properties, required } = schema;
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) => ({
    name,
    schema: isJsonObject(property) ? property : {},
    optional: !needed.has(name),
  }));
}

/** What an object schema says of other properties. */
export function othersOf({ additionalProperties }: JsonObject): JsonObject | false | undefined {
  return isJsonObject(additionalProperties) || additionalProperties === false ? additionalProperties : undefined;
}

export function isObjectSchema(schema: JsonObject): boolean {
  return schema['type'] === 'object' && schema['anyOf'] === undefined;
}

/** What is of both types, or an alternative of both. */
export function intersection(one: readonly TypeMember[], other: readonly TypeMember[]): readonly TypeMember[] {
  if (one.length * other.length > MAX_ALTERNATIVES) return ANY;
  return one.flatMap((left) => other.map((right) => both(left, right)));
}

function both(one: TypeMember, other: TypeMember): TypeMember {
  if (one === 'undefined' || other === 'undefined') return 'undefined';
  if ('literal' in one) return one;
  if ('literal' in other) return other;
  if (isObjectSchema(one.schema) && isObjectSchema(other.schema)) return { schema: merged(one.schema, other.schema) };
  // `string & { brand: 'id' }` is a string wherever it is written as JSON.
  if (isScalar(one.schema) || Object.keys(other.schema).length === 0) return one;
  return isScalar(other.schema) || Object.keys(one.schema).length === 0 ? other : { schema: {} };
}

function isScalar({ type }: JsonObject): boolean {
  return typeof type === 'string' && type !== 'object' && type !== 'array';
}

/** One object that has the properties of both; where both have one, it meets both schemas. */
export function merged(one: JsonObject, other: JsonObject): JsonObject {
  const properties = new Map(propertiesOf(one).map((property) => [property.name, property]));
  for (const property of propertiesOf(other)) {
    const before = properties.get(property.name);
    properties.set(property.name, before === undefined ? property : meet(before, property));
  }
  const [left, right] = [othersOf(one), othersOf(other)];
  // Each side closes itself only over what the other adds; a side that is open leaves both open.
  const others = left === false ? right : right === false ? left : undefined;
  return objectOf([...properties.values()], others);
}

function meet(one: ObjectProperty, other: ObjectProperty): ObjectProperty {
  const optional = one.optional && other.optional;
  if (JSON.stringify(one.schema) === JSON.stringify(other.schema)) return { ...one, optional };
  return { name: one.name, schema: { allOf: [...conditionsOf(one.schema), ...conditionsOf(other.schema)] }, optional };
}

function conditionsOf(schema: JsonObject): JsonValue[] {
  return Array.isArray(schema['allOf']) && Object.keys(schema).length === 1 ? schema['allOf'] : [schema];
}

/** Texts of the literals; undefined when there is anything else among them. */
export function literalNames(members: readonly TypeMember[]): string[] | undefined {
  const names: string[] = [];
  for (const member of members) {
    if (member === 'undefined' || !('literal' in member) || member.literal === null) return undefined;
    names.push(String(member.literal));
  }
  return names;
}

/** A value that is spelled out, as the type `typeof value` of a constant. */
export function typeOfValue(value: JsonValue): readonly TypeMember[] {
  if (Array.isArray(value)) return [{ schema: tupleOf(value.map((element) => anyOf(typeOfValue(element)))) }];
  if (!isJsonObject(value)) return [{ literal: value }];
  const properties = Object.entries(value).map(([name, member]) => ({
    name,
    schema: anyOf(typeOfValue(member)),
    optional: false,
  }));
  return [{ schema: objectOf(properties, false) }];
}

/** An array of exactly these elements, the last of which may be missing. @param rest schema of any more of them */
export function tupleOf(
  elements: readonly JsonObject[],
  { optional = 0, rest }: { optional?: number; rest?: JsonObject } = {},
): JsonObject {
  const minItems = elements.length - optional;
  const bounds = { ...(minItems > 0 && { minItems }), ...(rest === undefined && { maxItems: elements.length }) };
  const kinds = new Set([...elements, ...(rest === undefined ? [] : [rest])].map((schema) => JSON.stringify(schema)));
  const [first] = elements;
  if (first === undefined) return { type: 'array', ...(rest !== undefined && { items: rest }), ...bounds };
  if (kinds.size === 1) return { type: 'array', items: first, ...bounds };
  return { type: 'array', prefixItems: [...elements], items: rest ?? false, ...bounds };
}
