import { type Expression, type Literal, type Property, type SpreadElement } from 'acorn';
import { type JsonValue } from '#libs/contracts';
import { isPropertyName } from './property-name.js';

const MAX_DEPTH = 8;

/** The JSON value that an expression spells out; undefined when it must be run to be known, or nests over 8 deep. */
export function literalValue(expression: Expression, depth = 0): JsonValue | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (expression.type) {
    case 'Literal':
      return scalarValue(expression);
    case 'TemplateLiteral':
      return expression.expressions.length === 0 ? (expression.quasis[0]?.value.cooked ?? undefined) : undefined;
    case 'UnaryExpression': {
      const value = literalValue(expression.argument, depth + 1);
      return expression.operator === '-' && typeof value === 'number' ? -value : undefined;
    }
    case 'ArrayExpression':
      return arrayValue(expression.elements, depth + 1);
    case 'ObjectExpression':
      return objectValue(expression.properties, depth + 1);
    default:
      return undefined;
  }
}

function scalarValue({ value, regex, bigint }: Literal): JsonValue | undefined {
  if (regex !== undefined || bigint !== undefined) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' || typeof value === 'boolean' || value === null ? value : undefined;
}

function arrayValue(elements: (Expression | SpreadElement | null)[], depth: number): JsonValue[] | undefined {
  const values: JsonValue[] = [];
  for (const element of elements) {
    const value = element === null || element.type === 'SpreadElement' ? undefined : literalValue(element, depth);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function objectValue(properties: (Property | SpreadElement)[], depth: number): JsonValue | undefined {
  const entries: [string, JsonValue][] = [];
  for (const property of properties) {
    if (property.type === 'SpreadElement' || property.computed || property.kind !== 'init') return undefined;
    const name = propertyKey(property.key);
    const value = literalValue(property.value, depth);
    if (name === undefined || !isPropertyName(name) || value === undefined) return undefined;
    entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

/** Name of a key that is not computed. */
export function propertyKey(key: Expression): string | undefined {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}
