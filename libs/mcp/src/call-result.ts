/**
 * Turns what a tool returned into what a client gets. A value that is MCP content already (`content` and nothing beside
 * it but `structuredContent`, `isError` and `_meta`) passes as it is when it is valid; every other value is data and is
 * given as text, and objects as `structuredContent` too (2025-11-25, Tools, "Structured Content"). Text that a model
 * sees is cut; `structuredContent` is for programs and is left whole, the limit of a run's result bounds it.
 */
import type { ContentBlock } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { contentProblem, isContentBlock } from './content-block.js';
import type { ToolResult } from './tool-result.js';

export interface CallResultLimits {
  /** UTF-8 bytes of all the text in one result, the marks of what was cut not counted. */
  readonly maxTextBytes: number;
}

export const DEFAULT_CALL_RESULT_LIMITS: CallResultLimits = { maxTextBytes: 100 * 1024 };

/** The result of a call that gave `value`. Never throws: content that is not valid is a result with `isError`. */
export function toCallResult(value: JsonValue, limits: CallResultLimits = DEFAULT_CALL_RESULT_LIMITS): ToolResult {
  const text = new TextBudget(limits.maxTextBytes);
  if (isJsonObject(value)) {
    if (isContent(value)) return readContent(value, text);
    return { content: [{ type: 'text', text: text.take(JSON.stringify(value)) }], structuredContent: value };
  }
  return { content: [{ type: 'text', text: text.take(typeof value === 'string' ? value : JSON.stringify(value)) }] };
}

/** A result that tells the model what went wrong, so that it can try something else. */
export function errorResult(message: string, limits: CallResultLimits = DEFAULT_CALL_RESULT_LIMITS): ToolResult {
  return { content: [{ type: 'text', text: new TextBudget(limits.maxTextBytes).take(message) }], isError: true };
}

const CONTENT_KEYS = ['content', 'structuredContent', 'isError', '_meta'];

interface Content extends JsonObject {
  content: JsonValue[];
}

function isContent(value: JsonObject): value is Content {
  return Array.isArray(value.content) && Object.keys(value).every((key) => CONTENT_KEYS.includes(key));
}

function readContent(value: Content, text: TextBudget): ToolResult {
  const { structuredContent, isError, _meta } = value;
  const content: ContentBlock[] = [];
  for (const [index, block] of value.content.entries()) {
    if (!isContentBlock(block)) return invalid(`content[${index}]${contentProblem(block) ?? ''}`);
    content.push(text.takeBlock(block));
  }
  if (structuredContent !== undefined && !isJsonObject(structuredContent)) {
    return invalid('structuredContent must be an object');
  }
  if (isError !== undefined && typeof isError !== 'boolean') return invalid('isError must be true or false');
  if (_meta !== undefined && !isJsonObject(_meta)) return invalid('_meta must be an object');
  return {
    content,
    ...(structuredContent === undefined ? {} : { structuredContent }),
    ...(isError === undefined ? {} : { isError }),
    ...(_meta === undefined ? {} : { _meta }),
  };
}

function invalid(problem: string): ToolResult {
  return errorResult(`The tool returned MCP content that is not valid: ${problem}.`);
}

const encoder = new TextEncoder();

/** Hands out the bytes of text that one result may have. */
class TextBudget {
  #leftBytes: number;

  constructor(maxBytes: number) {
    this.#leftBytes = maxBytes;
  }

  /** The text, or what of it fits, in whole characters, and a mark that says how much is missing. */
  take(text: string): string {
    const left = this.#leftBytes;
    const bytes = Buffer.byteLength(text);
    if (bytes <= left) {
      this.#leftBytes -= bytes;
      return text;
    }
    const { read, written } = encoder.encodeInto(text, new Uint8Array(left));
    this.#leftBytes = 0;
    return `${text.slice(0, read)}\n[cut: ${bytes - written} of ${bytes} bytes are not shown]`;
  }

  takeBlock(block: ContentBlock): ContentBlock {
    if (block.type === 'text') return { ...block, text: this.take(block.text) };
    if (block.type !== 'resource' || !('text' in block.resource)) return block;
    return { ...block, resource: { ...block.resource, text: this.take(block.resource.text) } };
  }
}
