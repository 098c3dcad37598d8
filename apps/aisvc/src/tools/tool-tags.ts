import { MAX_TOOL_TAGS, type ScriptFunction, TOOL_TAG } from '#libs/contracts';
import type { ToolRecord } from './tool.record.js';

/**
 * Which tags of a tool are in force: those that it was given, or those that `@tags` of its function gives. A comment may
 * hold any words, and any number of them: of the first, those that a tool could be given count.
 *
 * @param declared the function; undefined when it is gone
 */
export function tagsOf({ _tags }: Pick<ToolRecord, '_tags'>, declared: ScriptFunction | undefined): readonly string[] {
  if (_tags !== undefined) return _tags;
  return declared?.tags.slice(0, MAX_TOOL_TAGS).filter((tag) => TOOL_TAG.test(tag)) ?? [];
}
