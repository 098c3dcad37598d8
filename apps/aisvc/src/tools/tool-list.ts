import type { Tool } from '#libs/contracts';

/** Conditions of the list of tools; each that is given must hold. */
export interface ToolConditions {
  _name?: string | undefined;
  _type?: string | undefined;
  _serviceName?: string | undefined;
  '_toolConfig._serviceName'?: string | undefined;
  '_script._userType'?: string | undefined;
  '_script._scriptName'?: string | undefined;
  /** Wildcard (`*`, `?`) over name and description, in any case; without wildcards, a part of them. */
  query?: string | undefined;
}

/** Matches `*` and `?` in linear time, so that no pattern can hold the process. */
function wildcardMatches(pattern: string, text: string): boolean {
  let position = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    if (position < pattern.length && (pattern[position] === '?' || pattern[position] === text[index])) {
      position++;
      index++;
    } else if (pattern[position] === '*') {
      star = position++;
      resume = index;
    } else if (star >= 0) {
      position = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[position] === '*') position++;
  return position === pattern.length;
}

function matchesText(query: string, { _name, _description }: Tool): boolean {
  const wanted = query.toLowerCase();
  const pattern = /[*?]/.test(wanted) ? wanted : `*${wanted}*`;
  return [_name, _description].some((text) => wildcardMatches(pattern, text.toLowerCase()));
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
  ];
  return (tool) =>
    wanted.every(([value, read]) => value === undefined || read(tool) === value) &&
    (conditions.query === undefined || matchesText(conditions.query, tool));
}
