import type { Principal } from '#libs/access';
import type { Tool } from '#libs/contracts';
import { visibleNamespaces } from '#libs/service-kit';
import { AUTO_SCHEMA, type SchemaOrAuto, type SchemaSource } from '#libs/contracts';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { type ApiAction, apiToolId } from '../openapi-services/api-action.js';
import { toldTo } from '../scripts/script-functions.js';
import type { ToolRecord } from './tool.record.js';

const SYSTEM_ID = 'system:';

/** Name of the system tool that an id means, or undefined when it is the id of a user's tool. */
export function systemToolName(id: string): string | undefined {
  return id.startsWith(SYSTEM_ID) ? id.slice(SYSTEM_ID.length) : undefined;
}

/** The id under which REST shows a tool. */
export function toolId({ _name, action }: CatalogTool): string {
  switch (action.kind) {
    case 'user':
      return action.record._id;
    case 'api':
      return apiToolId(action);
    case 'system':
      return SYSTEM_ID + _name;
  }
}

const sourceOf = (schema: SchemaOrAuto): SchemaSource => (schema === AUTO_SCHEMA ? AUTO_SCHEMA : 'given');

function userToolAsTool(tool: CatalogTool, record: ToolRecord, principal: Principal): Tool {
  const { input, output } = tool.schemas;
  const { _tags: tags } = tool;
  const tagged = record._tags !== undefined || tags.length > 0;
  return {
    _id: record._id,
    _irn: `aisvc:mcp-tool:${record._id}`,
    _name: record._name,
    ...(record._title === undefined ? {} : { _title: record._title }),
    _description: record._description,
    _namespaces: visibleNamespaces(principal, record._namespaces),
    _type: 'user_mcp_tool',
    _toolConfig: null,
    _schema: input,
    _schemaSource: sourceOf(record._schema),
    ...(output === undefined ? {} : { _outputSchema: output }),
    ...(record._outputSchema === undefined ? {} : { _outputSchemaSource: sourceOf(record._outputSchema) }),
    ...(record._annotations === undefined ? {} : { _annotations: record._annotations }),
    ...(tagged ? { _tags: [...tags], _tagsSource: record._tags === undefined ? AUTO_SCHEMA : 'given' } : {}),
    _script: record._script,
    _broken: brokenOf(tool, principal),
    ...(record._limits === undefined ? {} : { _limits: record._limits }),
    _metadata: record._metadata,
  };
}

function brokenOf({ problem }: CatalogTool, principal: Principal): Tool['_broken'] {
  return problem === undefined ? null : { reason: toldTo(principal, problem) };
}

/** Any tool of a namespace's catalog as REST shows it to the principal, with the schemas and tags that are in force. */
export function catalogToolAsTool(tool: CatalogTool, namespace: string, principal: Principal): Tool {
  if (tool.action.kind === 'user') return userToolAsTool(tool, tool.action.record, principal);
  if (tool.action.kind === 'api') return apiToolAsTool(tool, tool.action, principal);
  const { operation } = tool.action;
  const id = toolId(tool);
  return {
    _id: id,
    _irn: `aisvc:mcp-tool:${id}`,
    _name: tool._name,
    _title: operation.title,
    _description: tool.descriptor.description ?? operation.description,
    _namespaces: [namespace],
    _type: 'system_mcp_tool',
    _toolConfig: { _serviceName: operation.service },
    _schema: tool.inputSchema,
    ...(tool.outputSchema === undefined ? {} : { _outputSchema: tool.outputSchema }),
    _annotations: tool.annotations,
    _script: null,
    _broken: brokenOf(tool, principal),
    _metadata: null,
  };
}

function apiToolAsTool(tool: CatalogTool, action: ApiAction, principal: Principal): Tool {
  const { service, operation } = action;
  const id = toolId(tool);
  return {
    _id: id,
    _irn: `aisvc:mcp-tool:${id}`,
    _name: tool._name,
    ...(operation.title === undefined ? {} : { _title: operation.title }),
    _description: operation.description,
    _namespaces: visibleNamespaces(principal, service._namespaces),
    _type: 'user_mcp_tool',
    _toolConfig: { _serviceName: service._name },
    _schema: tool.inputSchema,
    _annotations: tool.annotations,
    ...(tool._tags.length === 0 ? {} : { _tags: [...tool._tags] }),
    _script: null,
    _broken: brokenOf(tool, principal),
    _metadata: service._metadata,
  };
}
