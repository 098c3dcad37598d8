import type { Tool, ToolScript } from '#libs/contracts';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { compileWildcard } from './wildcard.js';

/** Conditions of the list of tools; each that is given must hold. */
export interface ToolConditions {
  _name?: string | undefined;
  _type?: string | undefined;
  _serviceName?: string | undefined;
  /** A tool must have one of them. */
  _tags?: readonly string[] | undefined;
  '_toolConfig._serviceName'?: string | undefined;
  '_script._userType'?: string | undefined;
  '_script._scriptName'?: string | undefined;
  _broken?: 'true' | 'false' | undefined;
  /** Wildcard (`*`, `?`) over name and description, in any case; without wildcards, a part of them. */
  query?: string | undefined;
}

/** Whether the text of a `query` is in the name or the description of a tool. */
export function textCondition(query: string): (tool: Pick<Tool, '_name' | '_description'>) => boolean {
  const wanted = query.toLowerCase();
  const matches = compileWildcard(/[*?]/.test(wanted) ? wanted : `*${wanted}*`);
  return ({ _name, _description }) => matches(_name.toLowerCase()) || matches(_description.toLowerCase());
}

/** Whether a tool meets all conditions. */
export function meets(conditions: ToolConditions): (tool: CatalogTool) => boolean {
  const service = conditions._serviceName ?? conditions['_toolConfig._serviceName'];
  const asked: [string | undefined, (tool: CatalogTool) => string | undefined][] = [
    [conditions._name, ({ _name }) => _name],
    [conditions._type, ({ _type }) => _type],
    [service, ({ _serviceName }) => _serviceName],
    [conditions['_script._userType'], (tool) => scriptOf(tool)?._userType],
    [conditions['_script._scriptName'], (tool) => scriptOf(tool)?._scriptName],
    [conditions._broken, ({ problem }) => String(problem !== undefined)],
  ];
  const wanted = asked.filter(([value]) => value !== undefined);
  const { _tags: tags } = conditions;
  const hasTag = (tool: CatalogTool): boolean => tags === undefined || tags.some((tag) => tool._tags.includes(tag));
  const hasText = conditions.query === undefined ? () => true : textCondition(conditions.query);
  return (tool) =>
    wanted.every(([value, read]) => read(tool) === value) &&
    hasTag(tool) &&
    hasText({ _name: tool._name, _description: tool.descriptor.description ?? '' });
}

function scriptOf({ action }: CatalogTool): ToolScript | undefined {
  return action.kind === 'user' ? action.record._script : undefined;
}
