import type { ScriptFunction } from '#libs/contracts';
import type { ToolDescriptor } from '#libs/mcp';
import type { ToolRecord } from '../tools/tool.record.js';
import { derivationProblem, isDerived, NOT_DERIVED, schemasOf } from '../tools/tool-schemas.js';
import { tagsOf } from '../tools/tool-tags.js';
import { CatalogTool } from './catalog-tool.js';

/**
 * A user's tool as MCP describes it.
 *
 * @param declared the function that it calls, in its newest version; needed when the tool follows the function
 */
export function userTool(record: ToolRecord, declared?: ScriptFunction): CatalogTool {
  const problem = isDerived(record) ? derivationProblem(record, declared) : undefined;
  const schemas = (problem === undefined ? schemasOf(record, declared) : undefined) ?? NOT_DERIVED;
  const descriptor: ToolDescriptor = {
    name: record._name,
    ...(record._title === undefined ? {} : { title: record._title }),
    description: record._description,
    inputSchema: schemas.input,
    ...(schemas.output === undefined ? {} : { outputSchema: schemas.output }),
    ...(record._annotations === undefined ? {} : { annotations: definedOnly(record._annotations) }),
  };
  return new CatalogTool(descriptor, { kind: 'user', record }, { broken: problem, tags: tagsOf(record, declared) });
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
