/**
 * The system tools: one for each operation of the platform API that reads, described by the operation itself. What a
 * model sees differs from REST in what the URL of the endpoint says already, and in its lists (`model-page.ts`).
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { PlatformOperation, PlatformParameter } from '#libs/platform-api';
import { CatalogTool } from './catalog-tool.js';
import { meantBy } from './misspelt-names.js';
import { isPaged, pagedDescription, pagedOutput, pagedParameters } from './model-page.js';

const PROJECTION_PARAMETER = 'project';

/** What the platform API's method takes: `nsfilter` and other names of what is there already are no arguments. */
function shownParameters({ parameters, arguments: args }: PlatformOperation): readonly PlatformParameter[] {
  const named = new Set(args.flatMap((argument) => (typeof argument === 'string' ? [argument] : argument.members)));
  return parameters.filter(({ name }) => named.has(name));
}

function inputSchema(operation: PlatformOperation): JsonObject {
  const shown = shownParameters(operation);
  const parameters = isPaged(operation) ? pagedParameters(shown) : shown;
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** A schema that also holds for answers from which a projection took fields. */
function withoutRequired(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => key !== 'required' || !Array.isArray(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutRequired(value)]));
}

function outputSchema(operation: PlatformOperation): JsonObject | undefined {
  const { responseSchema, parameters } = operation;
  if (responseSchema?.type !== 'object') return undefined;
  const projectable = parameters.some(({ name }) => name === PROJECTION_PARAMETER);
  const schema = projectable ? withoutRequired(responseSchema) : responseSchema;
  if (!isJsonObject(schema)) return undefined;
  return isPaged(operation) ? pagedOutput(schema) : schema;
}

function systemTool(operation: PlatformOperation): CatalogTool {
  const output = outputSchema(operation);
  return new CatalogTool(
    {
      name: `${operation.id}_${operation.service}`,
      title: operation.title,
      description: isPaged(operation) ? pagedDescription(operation) : operation.description,
      inputSchema: inputSchema(operation),
      ...(output === undefined ? {} : { outputSchema: output }),
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    { kind: 'system', operation },
  );
}

/** The tools that are in every namespace. */
export class SystemTools {
  /** By name. */
  readonly tools: readonly CatalogTool[];
  readonly #byName: ReadonlyMap<string, CatalogTool>;

  constructor(operations: readonly PlatformOperation[]) {
    this.tools = operations
      .filter(({ access }) => access === 'READ')
      .map(systemTool)
      .sort((a, b) => (a._name < b._name ? -1 : 1));
    this.#byName = new Map(this.tools.map((tool) => [tool._name, tool]));
  }

  /** By its name, misspelt as it may be. */
  find(name: string): CatalogTool | undefined {
    return this.#byName.get(meantBy(name) ?? name);
  }
}
