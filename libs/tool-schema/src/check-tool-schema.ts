import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type JsonObject, type JsonValue } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { problemsOf } from './argument-problems.js';
import { CompiledArgumentValidator } from './argument-validator.js';
import { copyJson } from './copy-json.js';
import { applyDefaults, DefaultsTooLargeError, MAX_DEFAULT_BYTES } from './defaults.js';
import { createAjv } from './dialect.js';
import { copySchema } from './json-limits.js';
import { childPath } from './json-path.js';
import { checkMetaSchema } from './meta-schema.js';
import { type SchemaNode } from './schema-graph.js';
import { type InspectedSchema, inspectCopy } from './schema-inspection.js';

const MAX_SCHEMA_PROBLEMS = 50;
/** Subschemas, counted with what they hold, up to which defaults are held against them. */
const MAX_CHECKED_SUBSCHEMAS = 500;
/** A tool is checked again with each change of it or of its script, and many tools have the same schema. */
const REMEMBERED_SCHEMAS = 10_000;

/** The schemas that were found to be without problems last, by the hash of their JSON. */
const faultless = new LRUCache<string, true>({ max: REMEMBERED_SCHEMAS });

/**
 * Says what keeps a schema from being the input schema of a tool: JSON Schema 2020-12, or the draft that `$schema`
 * names (2019-09, draft-07), with type "object" at the root and local references only. At most 64 KiB of JSON, 32
 * levels and 1,000 subschemas; checking one value may take at most 1,000 subschemas, and patterns run in linear time.
 *
 * @param path of the schema in the caller's document, such as `[0]._schema`
 * @returns at most 50 problems; none for a schema that `compileToolSchema` takes
 */
export function checkToolSchema(schema: unknown, path: string): FieldProblem[] {
  const copy = copySchema(schema, path);
  if (!copy.ok) return copy.problems.slice(0, MAX_SCHEMA_PROBLEMS);
  const key = hash('sha256', copy.text, 'base64');
  if (faultless.get(key) === true) return [];
  const problems = problemsOfCopy(copy.schema, path);
  if (problems.length === 0) faultless.set(key, true);
  return problems;
}

function problemsOfCopy(schema: JsonObject, path: string): FieldProblem[] {
  const inspection = inspectCopy(schema, path);
  if (!inspection.ok) {
    const { problems, dialect } = inspection;
    const found = new Set(problems.map((problem) => problem.path));
    const more =
      dialect === undefined ? [] : checkMetaSchema(schema, dialect, path).filter(({ path: at }) => !found.has(at));
    return [...problems, ...more].slice(0, MAX_SCHEMA_PROBLEMS);
  }
  const { inspected } = inspection;
  const problems = checkMetaSchema(inspected.schema, inspected.dialect, path);
  if (problems.length > 0) return problems.slice(0, MAX_SCHEMA_PROBLEMS);
  return [...checkCompiles(inspected), ...checkDefaults(inspected)].slice(0, MAX_SCHEMA_PROBLEMS);
}

function checkCompiles(inspected: InspectedSchema): FieldProblem[] {
  try {
    new CompiledArgumentValidator(inspected);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ path: inspected.graph.root.path, message: `cannot be compiled: ${reason}` }];
  }
}

/** Defaults must end, and be valid themselves where their subschema refers to nothing else. */
function checkDefaults(inspected: InspectedSchema): FieldProblem[] {
  try {
    applyDefaults(inspected.graph.root, {});
    return checkDefaultValues(inspected);
  } catch (error) {
    if (!(error instanceof DefaultsTooLargeError)) throw error;
    const message = `has defaults that add over ${MAX_DEFAULT_BYTES} bytes to a call without arguments, or lead to each other without end`;
    return [{ path: inspected.graph.root.path, message }];
  }
}

function checkDefaultValues({ graph, dialect }: InspectedSchema): FieldProblem[] {
  const checked = defaultsToCheck(graph.nodes);
  if (checked.length === 0) return [];
  const properties: JsonObject = {};
  const values: JsonObject = {};
  checked.forEach(({ node, value }, index) => {
    properties[`d${index}`] = node.compiled;
    applyDefaults(node, value);
    values[`d${index}`] = value;
  });
  const validate = createAjv(dialect, { allErrors: true, patterns: graph.patterns }).compile({ properties });
  if (validate(values)) return [];
  return checked.flatMap(({ node }, index) => {
    const name = `d${index}`;
    const errors = (validate.errors ?? []).filter(
      ({ instancePath }) => instancePath === `/${name}` || instancePath.startsWith(`/${name}/`),
    );
    return problemsOf(errors, values).map((problem) => ({
      path: childPath(node.path, 'default') + problem.path.slice(name.length),
      message: problem.message,
    }));
  });
}

function defaultsToCheck(nodes: readonly SchemaNode[]): { node: SchemaNode; value: JsonValue }[] {
  let left = MAX_CHECKED_SUBSCHEMAS;
  return nodes.flatMap((node) => {
    const value = copyJson(node.default);
    if (value === undefined) return [];
    const size = sizeWithoutReferences(node);
    if (size === undefined || size > left) return [];
    left -= size;
    return [{ node, value }];
  });
}

function sizeWithoutReferences(node: SchemaNode): number | undefined {
  let size = 1;
  for (const edge of node.edges) {
    const held = edge.keyword === '$ref' ? undefined : sizeWithoutReferences(edge.node);
    if (held === undefined) return undefined;
    size += held;
  }
  return size;
}
