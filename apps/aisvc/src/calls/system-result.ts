import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { toCallResult, type ToolResult } from '#libs/mcp';
import type { PlatformOperation } from '#libs/platform-api';
import { isPaged, type ListCall, modelPage } from '../catalog/model-page.js';

/** Parameters that make the answer of a system tool smaller. */
const NARROWING = ['_pageSize', 'query', 'project', '_name', '_from'];

/** ` Ask for less: use _pageSize or query.`; empty for an operation that has no such parameters. */
export function narrowingHint({ parameters }: PlatformOperation): string {
  const narrowing = NARROWING.filter((name) => parameters.some((parameter) => parameter.name === name));
  return narrowing.length === 0 ? '' : ` Ask for less: use ${narrowing.join(' or ')}.`;
}

/**
 * The result of a system tool. Its `structuredContent` is whole, and fits the output schema of the tool; a list holds
 * as many entries as can be shown, other text is cut, and then it is said how to get the rest.
 */
export function systemResult(call: ListCall, answer: JsonValue, maxTextBytes: number): ToolResult {
  const { operation } = call;
  if (!isJsonObject(answer)) return toCallResult(answer, { maxTextBytes });
  const shown: JsonObject = isPaged(operation) ? modelPage(answer, maxTextBytes, call) : answer;
  const text = JSON.stringify(shown);
  const content = { content: [{ type: 'text', text }], structuredContent: shown };
  const result = toCallResult(content, { maxTextBytes });
  if (Buffer.byteLength(text) <= maxTextBytes) return result;
  const hint = `The text above is cut; structuredContent is whole.${narrowingHint(operation)}`;
  return { ...result, content: [...result.content, { type: 'text', text: hint }] };
}
