/**
 * Makes a JSON Schema (2020-12) that stands by itself of a schema of an OpenAPI document, for what a caller sends. It
 * never refuses what the document allows: whatever cannot be said safely is left out, which only allows more, and the
 * API has the last word. References are written out, and what lies below a given level or in a circle is cut.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { compileRegex, patternCost, RegexRefusedError } from '#libs/linear-regex';
import { OperationRefused } from './api-operation.js';
import { isFew, plainKeywords, typesOf } from './plain-keywords.js';
import type { References } from './references.js';
import { describedText } from './texts.js';
import { holdsUnseen } from './unseen.js';

/** Subschemas of the arguments of one operation. */
const MAX_SUBSCHEMAS = 600;
/** Of all patterns of one operation, as `patternCost` counts. */
const MAX_PATTERN_COST = 10_000;
const MAX_DESCRIPTION_CHARS = 500;
const MAX_INNER_DESCRIPTION_CHARS = 240;

/** The schema is larger than what is asked for: fewer levels may fit. */
export class SchemaTooLarge extends Error {
  override readonly name = 'SchemaTooLarge';
}

export interface ConversionOptions {
  references: References;
  /** OpenAPI 3.0: `nullable`, and bounds that are exclusive by a boolean. */
  isVersion30: boolean;
  /** Subschemas further down are named by their types alone. */
  levels: number;
}

interface Place {
  what: string;
  level: number;
  /** References that are being written out. */
  open: readonly string[];
}

/** Names that JavaScript gives a meaning, and such as are not what they look like. */
const isLeftOut = (name: string): boolean => name === 'prototype' || name in Object.prototype || holdsUnseen(name);

export class SchemaConverter {
  readonly #options: ConversionOptions;
  #subschemas = 0;
  #patternCost = 0;

  constructor(options: ConversionOptions) {
    this.#options = options;
  }

  /**
   * @param what the schema is of, for messages
   * @throws OperationRefused for a reference that cannot be followed, or what is no schema; SchemaTooLarge
   */
  convert(schema: JsonValue | undefined, what: string): JsonObject {
    return this.#convert(schema ?? {}, { what, level: 0, open: [] });
  }

  #convert(given: JsonValue, place: Place): JsonObject {
    if (++this.#subschemas > MAX_SUBSCHEMAS) throw new SchemaTooLarge();
    if (given === true) return {};
    if (given === false) return { not: {} };
    if (!isJsonObject(given)) throw new OperationRefused('MalformedOperation', `${place.what} must be a schema`);
    const { value, through } = this.#options.references.resolve(given, place.what);
    if (through.length === 0) return this.#written(given, place);
    const isCircle = through.some((reference) => place.open.includes(reference));
    const open = [...place.open, ...through];
    const target = isCircle ? this.#cut(value) : this.#written(value, { ...place, open });
    const { $ref: _, ...beside } = given;
    // What stands beside a reference counts since 3.1; a description there is meant in any version.
    const own = this.#options.isVersion30
      ? describedText(beside, MAX_INNER_DESCRIPTION_CHARS)
      : this.#written(beside, place);
    const { description: _text, examples: _examples, ...words } = own;
    const clashes = Object.keys(words).some((keyword) => keyword in target);
    return clashes ? { ...own, allOf: [target] } : { ...target, ...own };
  }

  #written(schema: JsonObject, place: Place): JsonObject {
    const types = typesOf(schema);
    const written: JsonObject = {
      ...(types.length === 0 ? {} : { type: types.length === 1 ? (types[0] ?? 'object') : types }),
      ...describedText(schema, place.level === 0 ? MAX_DESCRIPTION_CHARS : MAX_INNER_DESCRIPTION_CHARS),
      ...plainKeywords(schema),
      ...this.#pattern(schema),
    };
    if (place.level < this.#options.levels) Object.assign(written, this.#members(schema, place));
    return this.#options.isVersion30 && schema.nullable === true ? orNull(written) : written;
  }

  /** What is left of a schema that is not gone into. */
  #cut(schema: JsonObject): JsonObject {
    const types = typesOf(schema);
    return {
      ...(types.length === 1 && types[0] !== undefined && schema.nullable !== true ? { type: types[0] } : {}),
      ...describedText(schema, MAX_INNER_DESCRIPTION_CHARS),
    };
  }

  #members(schema: JsonObject, place: Place): JsonObject {
    const inner = { ...place, level: place.level + 1 };
    const { items, prefixItems } = schema;
    return {
      ...this.#alternatives(schema, inner),
      ...this.#properties(schema, inner),
      ...(isJsonObject(items) || typeof items === 'boolean' ? { items: this.#convert(items, inner) } : {}),
      ...(isFew(prefixItems) ? { prefixItems: prefixItems.map((item) => this.#convert(item, inner)) } : {}),
    };
  }

  /** Alternatives of strangers overlap, and then `oneOf` refuses what the API takes: it is read as `anyOf`. */
  #alternatives({ allOf, anyOf, oneOf }: JsonObject, place: Place): JsonObject {
    const all = isFew(allOf) ? allOf.map((part) => this.#convert(part, place)) : [];
    const choices = [anyOf, oneOf].flatMap((choice) =>
      isFew(choice) ? [choice.map((part) => this.#convert(part, place))] : [],
    );
    const [only, ...more] = choices;
    const parts = [...all, ...more.map((one): JsonObject => ({ anyOf: one }))];
    return {
      ...(parts.length === 0 ? {} : { allOf: parts }),
      ...(only === undefined ? {} : { anyOf: only }),
    };
  }

  #properties(schema: JsonObject, place: Place): JsonObject {
    const { properties, patternProperties, additionalProperties, required } = schema;
    let leftOut = false;
    const written: JsonObject = {};
    const hidden = new Set<string>();
    for (const [name, member] of isJsonObject(properties) ? Object.entries(properties) : []) {
      if (this.#isReadOnly(member, place.what)) hidden.add(name);
      else if (isLeftOut(name)) leftOut = true;
      else written[name] = this.#convert(member, { ...place, what: `${place.what}.${name}` });
    }
    const patterns: JsonObject = {};
    for (const [pattern, member] of isJsonObject(patternProperties) ? Object.entries(patternProperties) : []) {
      if (isLeftOut(pattern) || !this.#isUsable(pattern)) leftOut = true;
      else patterns[pattern] = this.#convert(member, place);
    }
    const names = Array.isArray(required)
      ? required.filter((name) => typeof name === 'string' && !hidden.has(name) && !isLeftOut(name))
      : [];
    return {
      ...(Object.keys(written).length === 0 ? {} : { properties: written }),
      ...(Object.keys(patterns).length === 0 ? {} : { patternProperties: patterns }),
      ...(names.length === 0 ? {} : { required: [...new Set(names)] }),
      ...(leftOut ? {} : this.#additional(additionalProperties, place)),
    };
  }

  #additional(additional: JsonValue | undefined, place: Place): JsonObject {
    if (additional === false) return { additionalProperties: false };
    return isJsonObject(additional) && Object.keys(additional).length > 0
      ? { additionalProperties: this.#convert(additional, place) }
      : {};
  }

  /** A property that the API alone sets is not for callers (OpenAPI 3.1, 4.8.24; JSON Schema validation, 9.4). */
  #isReadOnly(member: JsonValue, what: string): boolean {
    if (!isJsonObject(member)) return false;
    return member.readOnly === true || this.#options.references.resolve(member, what).value.readOnly === true;
  }

  #pattern({ pattern }: JsonObject): JsonObject {
    return typeof pattern === 'string' && this.#isUsable(pattern) ? { pattern } : {};
  }

  /** Whether the pattern runs in linear time; what does not is left for the API to check. */
  #isUsable(pattern: string): boolean {
    if (pattern.length > 1_000 || holdsUnseen(pattern)) return false;
    const cost = patternCost(pattern);
    if (this.#patternCost + cost > MAX_PATTERN_COST) return false;
    this.#patternCost += cost;
    try {
      compileRegex(pattern);
      return true;
    } catch (error) {
      if (error instanceof RegexRefusedError) return false;
      throw error;
    }
  }
}

/** The schema, or null (OpenAPI 3.0.3, 4.7.24.1, `nullable`). */
function orNull({ description, ...schema }: JsonObject): JsonObject {
  const described: JsonObject = description === undefined ? {} : { description };
  const { type, enum: values } = schema;
  if (typeof type === 'string' && !('allOf' in schema) && !('anyOf' in schema)) {
    const orNullValue = Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {};
    return { ...described, ...schema, type: [type, 'null'], ...orNullValue };
  }
  return Object.keys(schema).length === 0 ? described : { ...described, anyOf: [schema, { type: 'null' }] };
}
