/**
 * What must hold of a schema before any of it is compiled. Both ways in, `checkToolSchema` and `compileToolSchema`,
 * pass through here, so that nothing unbounded reaches the compiler.
 */
import { type JsonObject } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { type Dialect, dialectOf, DIALECT_URIS } from './dialect.js';
import { measureFanOut } from './fan-out.js';
import { copySchema } from './json-limits.js';
import { childPath } from './json-path.js';
import { readSchema, type SchemaGraph } from './schema-graph.js';

export interface InspectedSchema {
  schema: JsonObject;
  dialect: Dialect;
  graph: SchemaGraph;
  /** The most subschemas that look at one value. */
  fanOut: number;
  /** Levels of nesting that arguments may have. */
  maxDepth: number;
}

export type Inspection =
  { ok: true; inspected: InspectedSchema } | { ok: false; dialect: Dialect | undefined; problems: FieldProblem[] };

export function inspectSchema(given: unknown, path: string): Inspection {
  const copy = copySchema(given, path);
  return copy.ok ? inspectCopy(copy.schema, path) : { ok: false, dialect: undefined, problems: copy.problems };
}

/** @param schema what `copySchema` gave */
export function inspectCopy(schema: JsonObject, path: string): Inspection {
  const problems: FieldProblem[] = [];
  if (schema.type !== 'object') {
    const message = `must be "object", since the arguments of a tool are an object`;
    problems.push({ path: childPath(path, 'type'), message });
  }
  const dialect = dialectOf(schema.$schema);
  if (dialect === undefined) {
    const known = Object.values(DIALECT_URIS).map((uri) => `"${uri}"`);
    const message = `must be one of ${known.join(', ')}, or be left out for the first`;
    problems.push({ path: childPath(path, '$schema'), message });
  }
  const graph = readSchema(schema, path);
  problems.push(...graph.problems);
  if (problems.length > 0 || dialect === undefined) return { ok: false, dialect, problems };
  const measured = measureFanOut(graph);
  if (!measured.bounded) {
    problems.push({ path: measured.path, message: measured.message });
    return { ok: false, dialect, problems };
  }
  const { fanOut, maxDepth } = measured;
  return { ok: true, inspected: { schema, dialect, graph, fanOut, maxDepth } };
}
