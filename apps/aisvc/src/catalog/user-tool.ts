import type { ScriptFunction } from '#libs/contracts';
import type { ToolDescriptor } from '#libs/mcp';
import { isMissing, type MissingFunction } from '../scripts/script-functions.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { derivationProblem, givenSchemas, schemasOf } from '../tools/tool-schemas.js';
import { tagsOf } from '../tools/tool-tags.js';
import { CatalogTool } from './catalog-tool.js';

/**
 * A user's tool as MCP describes it.
 *
 * @param declared the function that it calls, in the version that it calls, or why there is none
 */
export function userTool(record: ToolRecord, declared: ScriptFunction | MissingFunction): CatalogTool {
  const found = isMissing(declared) ? undefined : declared;
  const broken = isMissing(declared) ? declared.missing : derivationProblem(record, declared);
  const derived = found !== undefined && broken === undefined ? schemasOf(record, found) : undefined;
  const schemas = derived ?? givenSchemas(record);
  const descriptor: ToolDescriptor = {
    name: record._name,
    ...(record._title === undefined ? {} : { title: record._title }),
    description: record._description,
    inputSchema: schemas.input,
    ...(schemas.output === undefined ? {} : { outputSchema: schemas.output }),
    ...(record._annotations === undefined ? {} : { annotations: definedOnly(record._annotations) }),
  };
  return new CatalogTool(descriptor, { kind: 'user', record }, { broken, tags: tagsOf(record, found) });
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
