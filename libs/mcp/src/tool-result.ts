import type { ContentBlock } from '@modelcontextprotocol/server';
import type { JsonObject } from '#libs/contracts';

/** What a call gives back (2025-11-25 and 2026-07-28, Tools, "Tool Result"). */
export interface ToolResult {
  content: ContentBlock[];
  structuredContent?: JsonObject;
  isError?: boolean;
  _meta?: JsonObject;
}
