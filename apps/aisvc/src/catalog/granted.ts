import { mayDo, type Resource, resourceOf, type Rights } from '#libs/access';
import { type Action, ANY } from '#libs/contracts';
import type { CatalogTool } from './catalog-tool.js';
import type { Selection } from './selection.js';

const TOOL = 'aisvc:mcp-tool';
const SERVICE = 'aisvc:openapi-service';
/** One of them is enough for a tool to be listed. */
export const LISTING: readonly Action[] = ['READ', 'RUN'];
const CALLING: readonly Action[] = ['RUN'];

/**
 * Of what is selected, what the rights leave: a tool that may be read or run is listed, one that may be run is called, and
 * any other is not there. The tools of somebody's API are granted with their service. System tools are there for everyone: they do what the caller may do by itself.
 */
export function granted(selection: Selection, rights: Rights): Selection {
  if ([TOOL, SERVICE].every((type) => rights.covers('RUN', { type, id: ANY }))) return selection;
  const isThere = (tool: CatalogTool): boolean => mayUse(tool, rights, LISTING);
  return {
    key: `granted ${rights.key} ${selection.key}`,
    selects: (tool) => isThere(tool) && selection.selects(tool),
    explain: (tool) => selection.explain(tool),
    isThere,
    mayCall: (tool) => mayUse(tool, rights, CALLING),
  };
}

function mayUse(tool: CatalogTool, rights: Rights, actions: readonly Action[]): boolean {
  const resource = grantable(tool);
  return resource === EVERYONES || mayDo(rights, actions, resource);
}

const EVERYONES = 'everyones';

/** What grants name. */
function grantable({ action }: CatalogTool): Resource | typeof EVERYONES {
  switch (action.kind) {
    case 'system':
      return EVERYONES;
    case 'user':
      return resourceOf(TOOL, action.record);
    case 'api':
      return resourceOf(SERVICE, action.service);
  }
}
