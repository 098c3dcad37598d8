import type { CatalogTool } from './catalog-tool.js';

/** Which tools a URL selects. */
export interface Selection {
  /** Equal keys select alike. */
  readonly key: string;
  selects(tool: CatalogTool): boolean;
  /** Why a tool that is not selected is left out. */
  explain(tool: CatalogTool): string;
  /** Whether the tool is there at all for whoever asks; every tool is when this is left out. */
  isThere?(tool: CatalogTool): boolean;
  /** Whether a tool that is selected may be called; every one may when this is left out. */
  mayCall?(tool: CatalogTool): boolean;
}

export const EVERYTHING: Selection = {
  key: '',
  selects: () => true,
  explain: () => '',
};

/** Of what is selected, the tools whose annotations say that they only read. */
export function readOnly(selection: Selection): Selection {
  return {
    ...selection,
    key: `readOnly ${selection.key}`,
    selects: (tool) => tool.readOnly && selection.selects(tool),
    explain: (tool) => (selection.selects(tool) ? NOT_READ_ONLY : selection.explain(tool)),
  };
}

const NOT_READ_ONLY = 'The URL says readOnly=true, and the annotations of the tool do not say "readOnlyHint": true.';
