export type { ToolSubset } from './members.js';
export {
  type SearchHit,
  type SearchOptions,
  type SearchResult,
  ToolIndex,
  type ToolIndexOptions,
} from './tool-index.js';
export type { ToolText } from './ranking.js';
