import type { CatalogTool } from './catalog-tool.js';

/** Which tools a URL selects. */
export interface Selection {
  /** Equal keys select alike. */
  readonly key: string;
  selects(tool: CatalogTool): boolean;
  /** Why a tool that is not selected is left out. */
  explain(tool: CatalogTool): string;
}

export const EVERYTHING: Selection = {
  key: '',
  selects: () => true,
  explain: () => '',
};
