import { MAX_TOOL_TAGS, type ScriptFunction, TOOL_TAG } from '#libs/contracts';
import type { ToolRecord } from './tool.record.js';
import { isDerived } from './tool-schemas.js';

/** Whether the tool says of itself what its function says: in a schema that is derived, or in tags that it was not given. */
export function followsFunction(tool: Pick<ToolRecord, '_schema' | '_outputSchema' | '_tags'>): boolean {
  return tool._tags === undefined || isDerived(tool);
}

/**
 * Which tags of a tool are in force: those that it was given, or those that `@tags` of its function gives. A comment may
 * hold any words, and any number of them: of the first, those that a tool could be given count.
 *
 * @param declared the function in its newest version
 */
export function tagsOf({ _tags }: Pick<ToolRecord, '_tags'>, declared: ScriptFunction | undefined): readonly string[] {
  if (_tags !== undefined) return _tags;
  return declared?.tags.slice(0, MAX_TOOL_TAGS).filter((tag) => TOOL_TAG.test(tag)) ?? [];
}
