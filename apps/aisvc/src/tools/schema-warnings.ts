/**
 * Compares the schemas that a tool was given with what its function says of itself in types and JSDoc, and says where
 * the two cannot both be right. These are warnings: comments grow old, and a function may take more than it documents.
 * Only plain schemas are compared; where one has references or combinations of schemas, nothing is known.
 */
import { AUTO_SCHEMA, isJsonObject, type JsonObject, type JsonValue, type ScriptFunction } from '#libs/contracts';
import type { FieldProblem } from '#libs/errors';
import type { ToolRecord } from './tool.record.js';
import { inputOf } from './tool-schemas.js';

const MOST_WARNINGS = 20;
const MAX_DEPTH = 8;
/** With one of them a schema means more than its type and its properties say. */
const COMBINING = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependentSchemas'];

/** What the schema of a tool says of a value, and what its function says of it. */
interface Pair {
  /** Where the tool's schema stands. */
  path: string;
  /** Of the value, as people write it; empty for the whole. */
  name: string;
  tool: JsonObject;
  declared: JsonObject;
}

type SchemaField = '_schema' | '_outputSchema';

/** @param pathOf where a schema of the tool stands in the request or the answer */
export function schemaWarnings(
  { _schema, _outputSchema }: Pick<ToolRecord, '_schema' | '_outputSchema'>,
  declared: ScriptFunction,
  pathOf: (field: SchemaField) => string = (field) => field,
): FieldProblem[] {
  const warnings: FieldProblem[] = [];
  const input = inputOf(declared);
  if (_schema !== AUTO_SCHEMA && input !== undefined) {
    warnings.push(...differences({ path: pathOf('_schema'), name: '', tool: _schema, declared: input }, argumentsOf));
  }
  const output = declared.outputSchema;
  if (_outputSchema !== undefined && _outputSchema !== AUTO_SCHEMA && output !== undefined) {
    const pair = { path: pathOf('_outputSchema'), name: '', tool: _outputSchema, declared: output };
    warnings.push(...differences(pair, resultsOf));
  }
  return warnings.slice(0, MOST_WARNINGS);
}

/** What is wrong with the properties of an object, beside their types. */
type PropertyRule = (pair: Pair) => FieldProblem[];

function differences(pair: Pair, rule: PropertyRule, depth = 0): FieldProblem[] {
  const { path, name, tool, declared } = pair;
  if (depth > MAX_DEPTH || !isPlain(tool) || !isPlain(declared)) return [];
  const [taken, given] = [typesOf(tool), typesOf(declared)];
  if (taken !== undefined && given !== undefined && [...taken].every((type) => !given.has(type))) {
    const message = `"${name}" is ${listed(taken)} here, and ${listed(given)} for the function`;
    return [{ path, message }];
  }
  const found: FieldProblem[] = [];
  if (isOnly(taken, 'object') && isOnly(given, 'object')) {
    found.push(...rule(pair));
    const known = propertiesOf(declared);
    for (const [property, schema] of propertiesOf(tool)) {
      const other = known.get(property);
      if (other === undefined) continue;
      const inner = {
        path: `${path}.properties.${property}`,
        name: nameOf(name, property),
        tool: schema,
        declared: other,
      };
      found.push(...differences(inner, rule, depth + 1));
    }
  }
  const [items, others] = [tool['items'], declared['items']];
  if (isOnly(taken, 'array') && isOnly(given, 'array') && isJsonObject(items) && isJsonObject(others)) {
    found.push(
      ...differences({ path: `${path}.items`, name: `${name}[]`, tool: items, declared: others }, rule, depth + 1),
    );
  }
  return found;
}

/** Arguments go from the tool to the function. */
function argumentsOf({ path, name, tool, declared }: Pair): FieldProblem[] {
  const [offered, known] = [propertiesOf(tool), propertiesOf(declared)];
  const [required, needed] = [requiredOf(tool), requiredOf(declared)];
  const found: FieldProblem[] = [];
  if (isClosed(declared)) {
    for (const property of required) {
      if (known.has(property)) continue;
      found.push({ path: `${path}.required`, message: `the function does not know "${nameOf(name, property)}"` });
    }
  }
  for (const property of known.keys()) {
    const schema = offered.get(property);
    if (schema === undefined) {
      if (hasMore(tool)) continue;
      const what = needed.has(property) ? 'requires' : 'takes';
      found.push({
        path: `${path}.properties`,
        message: `lacks "${nameOf(name, property)}", which the function ${what}`,
      });
    } else if (needed.has(property) && !required.has(property) && !('default' in schema)) {
      found.push({
        path: `${path}.required`,
        message: `lacks "${nameOf(name, property)}", which the function requires`,
      });
    }
  }
  return found;
}

/** Results go from the function to the clients, who hold them against the tool's schema. */
function resultsOf({ path, name, tool, declared }: Pair): FieldProblem[] {
  const [promised, known] = [propertiesOf(tool), propertiesOf(declared)];
  const found: FieldProblem[] = [];
  for (const property of requiredOf(tool)) {
    if (known.has(property) || hasMore(declared)) continue;
    found.push({
      path: `${path}.required`,
      message: `the function does not say that it returns "${nameOf(name, property)}"`,
    });
  }
  if (!isClosed(tool)) return found;
  for (const property of known.keys()) {
    if (promised.has(property)) continue;
    const message = `lacks "${nameOf(name, property)}", which the function returns, and allows no other`;
    found.push({ path: `${path}.properties`, message });
  }
  return found;
}

const nameOf = (name: string, property: string): string => (name === '' ? property : `${name}.${property}`);

function isPlain(schema: JsonObject): boolean {
  return !COMBINING.some((keyword) => keyword in schema);
}

/** Whether there is no property but those that are named. */
function isClosed(schema: JsonObject): boolean {
  return schema['additionalProperties'] === false && !('patternProperties' in schema);
}

/** Whether the schema says something of properties that it does not name. */
function hasMore(schema: JsonObject): boolean {
  const { additionalProperties } = schema;
  return 'patternProperties' in schema || isJsonObject(additionalProperties);
}

function propertiesOf({ properties }: JsonObject): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  if (!isJsonObject(properties)) return found;
  for (const [name, schema] of Object.entries(properties)) if (isJsonObject(schema)) found.set(name, schema);
  return found;
}

function requiredOf({ required }: JsonObject): Set<string> {
  return new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []);
}

/** The types of JSON that a value may have; undefined when the schema does not say. An integer is a number. */
function typesOf(schema: JsonObject): Set<string> | undefined {
  const { type, enum: values } = schema;
  const said =
    typeof type === 'string'
      ? [type]
      : Array.isArray(type)
        ? type.filter((name) => typeof name === 'string')
        : 'const' in schema
          ? [typeOf(schema['const'] ?? null)]
          : Array.isArray(values)
            ? values.map(typeOf)
            : undefined;
  return said && new Set(said.map((name) => (name === 'integer' ? 'number' : name)));
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Whether the type may be this one, and none but null beside it. */
function isOnly(types: ReadonlySet<string> | undefined, wanted: string): boolean {
  return types !== undefined && types.has(wanted) && [...types].every((type) => type === wanted || type === 'null');
}

function listed(types: ReadonlySet<string>): string {
  return [...types]
    .map((type) => (type === 'null' ? type : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`))
    .join(' or ');
}
