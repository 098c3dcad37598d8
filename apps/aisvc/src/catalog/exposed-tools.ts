/** What an MCP URL would expose, and why it leaves out the rest: asked of the very view that the URL gives. */
import type { Principal } from '#libs/access';
import { DEFAULT_PAGE_SIZE, type ExposedTool } from '#libs/contracts';
import { toldTo } from '../scripts/script-functions.js';
import { textCondition } from '../tools/tool-list.js';
import type { ExposedPage, ExposedQuery } from '../tools/tools.dto.js';
import type { CatalogService } from './catalog.service.js';
import type { CatalogTool } from './catalog-tool.js';
import { NamedList } from './named-list.js';
import { whyLeftOut } from './namespace-catalog.js';

const NONE = NamedList.of<CatalogTool>([]);

/**
 * A page of the tools of a namespace: those that the URL exposes to the principal, by name, and then the others. Reasons
 * are looked for when they are shown: they cost more than the decision.
 *
 * @throws ToolrackError as `CatalogService.view`
 */
export async function exposedTools(
  catalogs: CatalogService,
  principal: Principal,
  { query, _exposed, _offset: offset = 0, _pageSize: pageSize = DEFAULT_PAGE_SIZE, ...parameters }: ExposedQuery,
): Promise<ExposedPage> {
  const { catalog, selection } = await catalogs.view(principal, parameters);
  const isMeant = query === undefined ? undefined : textCondition(query);
  const ofThese = async (tools: NamedList<CatalogTool>): Promise<NamedList<CatalogTool>> =>
    isMeant === undefined
      ? tools
      : tools.filter(({ _name, descriptor }) => isMeant({ _name, _description: descriptor.description ?? '' }));
  const exposed = _exposed === 'false' ? NONE : await ofThese(await catalog.exposed(selection));
  const leftOut = _exposed === 'true' ? NONE : await ofThese(await catalog.leftOut(selection));
  const end = offset + pageSize;
  const shown = [
    ...exposed.slice(offset, end),
    ...leftOut.slice(Math.max(0, offset - exposed.length), Math.max(0, end - exposed.length)),
  ];
  return {
    _offset: offset,
    _pageSize: pageSize,
    _total: exposed.length + leftOut.length,
    _exposedTotal: exposed.length,
    _list: shown.map((tool, index) => ({
      ...summary(tool),
      ...(offset + index < exposed.length
        ? { _exposed: true }
        : { _exposed: false, _reason: toldTo(principal, whyLeftOut(tool, selection)) }),
    })),
  };
}

function summary({ _name, _type, _serviceName }: CatalogTool): Omit<ExposedTool, '_exposed' | '_reason'> {
  return { _name, _type, ...(_serviceName === undefined ? {} : { _serviceName }) };
}
