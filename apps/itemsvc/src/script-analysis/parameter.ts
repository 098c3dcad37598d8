/** What a function's parameters say of themselves: their names, and the properties that a pattern takes apart. */
import { type ObjectPattern, type Pattern } from 'acorn';
import { type JsonValue } from '#libs/contracts';
import { literalValue, propertyKey } from './literal-value.js';
import { isPropertyName } from './property-name.js';

export interface PatternProperty {
  name: string;
  optional: boolean;
  /** Present when the default is a literal. */
  defaultValue?: JsonValue;
}

export interface InputPattern {
  properties: PatternProperty[];
  /** True when the function takes properties that the pattern does not name. */
  open: boolean;
}

const MAX_NAME_LENGTH = 200;
const MAX_PROPERTIES = 200;

/** The name, or for a destructured parameter its source text on one line, cut at 200 characters. */
export function parameterName(pattern: Pattern, source: string): string {
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name;
    case 'AssignmentPattern':
      return parameterName(pattern.left, source);
    case 'RestElement':
      return `...${parameterName(pattern.argument, source)}`;
    default:
      return source.slice(pattern.start, Math.min(pattern.end, pattern.start + MAX_NAME_LENGTH)).replace(/\s+/g, ' ');
  }
}

/** The properties of a destructured first parameter; undefined for any other, and for one of over 200 properties. */
export function inputPattern(first: Pattern | undefined): InputPattern | undefined {
  const pattern = first?.type === 'AssignmentPattern' ? first.left : first;
  if (pattern?.type !== 'ObjectPattern' || pattern.properties.length > MAX_PROPERTIES) return undefined;
  const properties: PatternProperty[] = [];
  let open = false;
  for (const property of pattern.properties) {
    const name = propertyName(property);
    if (property.type === 'RestElement' || name === undefined) open = true;
    else if (isPropertyName(name)) properties.push({ name, ...defaultOf(property.value) });
  }
  return { properties, open };
}

function propertyName(property: ObjectPattern['properties'][number]): string | undefined {
  return property.type === 'RestElement' || property.computed ? undefined : propertyKey(property.key);
}

function defaultOf(value: Pattern): Pick<PatternProperty, 'optional' | 'defaultValue'> {
  if (value.type !== 'AssignmentPattern') return { optional: false };
  const defaultValue = literalValue(value.right);
  return { optional: true, ...(defaultValue !== undefined && { defaultValue }) };
}
