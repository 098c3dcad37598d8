/** What `search-tools` answers with: as many of the tools that were found as a model can take, and how to get the rest. */
import { isJsonObject, type JsonObject } from '#libs/contracts';
import type { SearchHit } from '#libs/tool-search';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { CALL_TOOL } from './search-descriptors.js';

/** UTF-8 bytes of the tools of one answer. The first is there even if it is larger by itself. */
const MOST_BYTES = 48 * 1024;
/** What is left out of a tool that is too large by itself, first of all. */
const DISPENSABLE = ['outputSchema', 'annotations', 'inputSchema', 'description'];
const SCORE_DIGITS = 3;

export interface FoundTools {
  total: number;
  offset: number;
  hits: readonly SearchHit<CatalogTool>[];
  /** Nothing was asked for. */
  isEverything: boolean;
}

export function foundTools({ total, offset, hits, isEverything }: FoundTools): JsonObject {
  const tools: JsonObject[] = [];
  let bytes = 0;
  for (const hit of hits) {
    const shown = toFit(shownTool(hit));
    bytes += sizeOf(shown);
    if (bytes > MOST_BYTES && tools.length > 0) break;
    tools.push(shown);
  }
  const nextOffset = offset + tools.length;
  const hasMore = nextOffset < total && tools.length > 0;
  return { total, offset, tools, ...(hasMore ? { nextOffset } : {}), hint: hint() };

  function hint(): string {
    if (total === 0 && isEverything) return 'There are no tools.';
    if (total === 0) {
      return 'No tool has these words, or words like them. Try others that may stand in its description, or an empty query for all tools by name.';
    }
    if (tools.length === 0) return `There are ${total}: ask with a smaller offset.`;
    const call = `Call a tool with ${CALL_TOOL}.`;
    if (!hasMore) return call;
    return `${call} ${total - nextOffset} more ${isEverything ? 'are there' : 'fit less well'}: ask again with "offset": ${nextOffset}, or say more exactly what you need.`;
  }
}

/** As `tools/list` would describe it, with its tags and its score. */
function shownTool({ tool, score }: SearchHit<CatalogTool>): JsonObject {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool.descriptor;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(tool._tags.length === 0 ? {} : { tags: [...tool._tags] }),
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    score: Number(score.toFixed(SCORE_DIGITS)),
  };
}

/** The tool without as much of it as makes it too large. */
function toFit(tool: JsonObject): JsonObject {
  const leftOut: string[] = [];
  let shown = tool;
  for (const field of DISPENSABLE) {
    if (sizeOf(shown) <= MOST_BYTES) break;
    if (shown[field] === undefined) continue;
    leftOut.push(field);
    shown = { ...without(shown, field), leftOut: [...leftOut] };
  }
  return shown;
}

function without(object: JsonObject, field: string): JsonObject {
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));
  return isJsonObject(rest) ? rest : {};
}

const sizeOf = (tool: JsonObject): number => Buffer.byteLength(JSON.stringify(tool));
