import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { OPERATIONS, type PlatformOperation } from '#libs/platform-api';
import { CatalogTool } from './catalog-tool.js';

/** Says in which namespaces a call works; the URL of the endpoint says that, not the model. */
const NAMESPACE_PARAMETER = 'nsfilter';
const PROJECTION_PARAMETER = 'project';

function inputSchema({ parameters }: PlatformOperation): JsonObject {
  const shown = parameters.filter(({ name }) => name !== NAMESPACE_PARAMETER);
  const required = shown.filter((parameter) => parameter.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(shown.map(({ name, schema }) => [name, schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** A schema that also holds for answers from which a projection took fields. */
function withoutRequired(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([key]) => key !== 'required');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutRequired(value)]));
}

function outputSchema({ responseSchema, parameters }: PlatformOperation): JsonObject | undefined {
  if (responseSchema?.type !== 'object') return undefined;
  const projectable = parameters.some(({ name }) => name === PROJECTION_PARAMETER);
  const schema = projectable ? withoutRequired(responseSchema) : responseSchema;
  return isJsonObject(schema) ? schema : undefined;
}

function systemTool(operation: PlatformOperation): CatalogTool {
  const output = outputSchema(operation);
  return new CatalogTool(
    {
      name: `${operation.id}_${operation.service}`,
      title: operation.title,
      description: operation.description,
      inputSchema: inputSchema(operation),
      ...(output === undefined ? {} : { outputSchema: output }),
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    { kind: 'system', operation },
  );
}

/** One tool for each operation of the platform API that reads, by name. They are in every namespace. */
export const SYSTEM_TOOLS: readonly CatalogTool[] = OPERATIONS.filter(({ access }) => access === 'READ')
  .map(systemTool)
  .sort((a, b) => (a._name < b._name ? -1 : 1));

const names = new Set(SYSTEM_TOOLS.map(({ _name }) => _name));

export function isSystemToolName(name: string): boolean {
  return names.has(name);
}
