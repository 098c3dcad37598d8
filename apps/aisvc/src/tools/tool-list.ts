import type { Tool } from '#libs/contracts';
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
export function meets(conditions: ToolConditions): (tool: Tool) => boolean {
  const service = conditions._serviceName ?? conditions['_toolConfig._serviceName'];
  const wanted: [string | undefined, (tool: Tool) => string | undefined][] = [
    [conditions._name, ({ _name }) => _name],
    [conditions._type, ({ _type }) => _type],
    [service, ({ _toolConfig }) => _toolConfig?._serviceName],
    [conditions['_script._userType'], ({ _script }) => _script?._userType],
    [conditions['_script._scriptName'], ({ _script }) => _script?._scriptName],
    [conditions._broken, ({ _broken }) => String(_broken !== null)],
  ];
  const { _tags: tags } = conditions;
  const hasTag = (tool: Tool): boolean => tags === undefined || tags.some((tag) => tool._tags?.includes(tag) === true);
  const hasText = conditions.query === undefined ? () => true : textCondition(conditions.query);
  return (tool) =>
    wanted.every(([value, read]) => value === undefined || read(tool) === value) && hasTag(tool) && hasText(tool);
}
