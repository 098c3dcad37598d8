import type { ToolDescriptor } from '#libs/mcp';
import type { ToolRecord } from '../tools/tool.record.js';
import { CatalogTool } from './catalog-tool.js';

/** A user's tool as MCP describes it. */
export function userTool(record: ToolRecord): CatalogTool {
  const descriptor: ToolDescriptor = {
    name: record._name,
    ...(record._title === undefined ? {} : { title: record._title }),
    description: record._description,
    inputSchema: record._schema,
    ...(record._outputSchema === undefined ? {} : { outputSchema: record._outputSchema }),
    ...(record._annotations === undefined ? {} : { annotations: definedOnly(record._annotations) }),
  };
  return new CatalogTool(descriptor, { kind: 'user', record });
}

type Annotations = NonNullable<ToolDescriptor['annotations']>;

function definedOnly(annotations: NonNullable<ToolRecord['_annotations']>): Annotations {
  const { title, readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  return {
    ...(title === undefined ? {} : { title }),
    ...(readOnlyHint === undefined ? {} : { readOnlyHint }),
    ...(destructiveHint === undefined ? {} : { destructiveHint }),
    ...(idempotentHint === undefined ? {} : { idempotentHint }),
    ...(openWorldHint === undefined ? {} : { openWorldHint }),
  };
}
