/**
 * Arguments that a tool mirrors in headers, so that a gateway can route by them (2026-07-28, Streamable HTTP, "Custom
 * Request Headers"): finds the `x-mcp-header` marks of an input schema once per tool, and holds the headers of a call
 * against its arguments.
 */
import type { FieldProblem } from '#libs/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { decodeHeader } from './header-encoding.js';
import { RpcError } from './rpc-error.js';
import { headerValue, type McpHttpRequest } from './transport.js';

/** One argument that is mirrored in the header `Mcp-Param-<name>`. */
export interface HeaderParameter {
  readonly name: string;
  /** Where the argument stands: property names from the arguments down. */
  readonly path: readonly string[];
  readonly type: 'string' | 'integer' | 'boolean';
}

const MARK = 'x-mcp-header';
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Keywords with a schema or a list of schemas, through which a marked property cannot be reached. */
const SUBSCHEMAS = [
  'items',
  'prefixItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
];
/** Keywords with schemas by name, likewise. */
const NAMED_SUBSCHEMAS = ['patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/** Every tool of every catalog is looked through, and few have marks: where one stands is only put together for those. */
interface Node {
  readonly schema: JsonValue;
  /** What holds it, but for the root. */
  readonly within: Node | undefined;
  /** Keywords and names on the way from there. */
  readonly steps: readonly string[];
  /** True while only `properties` were passed through. */
  readonly reachable: boolean;
}

/** The parameters of an input schema that are mirrored in headers, and what is wrong with its marks. */
export function headerParameters(inputSchema: JsonObject): { parameters: HeaderParameter[]; problems: FieldProblem[] } {
  const parameters: HeaderParameter[] = [];
  const problems: FieldProblem[] = [];
  const pending: Node[] = [{ schema: inputSchema, within: undefined, steps: [], reachable: true }];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { schema } = node;
    if (!isJsonObject(schema)) continue;
    if (schema[MARK] !== undefined) {
      const path = pathOf(node);
      const parameter = readMark(schema, { path, reachable: node.reachable });
      if (typeof parameter === 'string') {
        problems.push({ path: ['inputSchema', ...path].join('.'), message: parameter });
      } else if (parameters.some(({ name }) => name.toLowerCase() === parameter.name.toLowerCase())) {
        problems.push({ path: ['inputSchema', ...path].join('.'), message: `${MARK} ${parameter.name} is taken` });
      } else {
        parameters.push(parameter);
      }
    }
    pushChildren(schema, node, pending);
  }
  return { parameters, problems };
}

function pathOf(node: Node): string[] {
  const path: string[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.within) path.unshift(...at.steps);
  return path;
}

function readMark(
  schema: JsonObject,
  { path, reachable }: Pick<Node, 'reachable'> & { path: readonly string[] },
): HeaderParameter | string {
  const { type, [MARK]: name } = schema;
  if (!reachable || path.length === 0) return `${MARK} may stand only on properties that are reached by name`;
  if (typeof name !== 'string' || !TOKEN.test(name)) return `${MARK} must be the name of a header`;
  if (type !== 'string' && type !== 'integer' && type !== 'boolean') {
    return `${MARK} needs the type string, integer or boolean`;
  }
  return { name, path, type };
}

function pushChildren(schema: JsonObject, within: Node, pending: Node[]): void {
  const { properties } = schema;
  if (isJsonObject(properties)) {
    for (const name of Object.keys(properties)) {
      pending.push({ schema: properties[name] ?? null, within, steps: [name], reachable: within.reachable });
    }
  }
  for (const keyword of SUBSCHEMAS) {
    const value = schema[keyword];
    if (value === undefined) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      pending.push({ schema: child, within, steps: [keyword], reachable: false });
    }
  }
  for (const keyword of NAMED_SUBSCHEMAS) {
    const value = schema[keyword];
    if (!isJsonObject(value)) continue;
    for (const name of Object.keys(value)) {
      pending.push({ schema: value[name] ?? null, within, steps: [keyword, name], reachable: false });
    }
  }
}

/** @throws RpcError 400, -32020, when an argument is given and its header is missing, malformed or different */
export function checkHeaderParameters(
  parameters: readonly HeaderParameter[],
  args: JsonObject,
  headers: McpHttpRequest['headers'],
): void {
  for (const parameter of parameters) {
    const value = valueAt(args, parameter.path);
    // An object or an array here fails the tool's own schema, which says so better.
    if (value === undefined || value === null || typeof value === 'object') continue;
    const name = `Mcp-Param-${parameter.name}`;
    const header = headerValue(headers, name.toLowerCase());
    if (header === undefined) throw mismatch(`the ${name} header is missing`, parameter);
    const decoded = decodeHeader(header);
    if (decoded === undefined) throw mismatch(`the ${name} header is not valid Base64 of UTF-8`, parameter);
    if (!sameValue(decoded, value)) throw mismatch(`the ${name} header has another value`, parameter);
  }
}

function sameValue(header: string, value: string | number | boolean): boolean {
  if (typeof value === 'number') return /^-?\d+(\.\d+)?$/.test(header) && Number(header) === value;
  return header === String(value);
}

function valueAt(args: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = args;
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function mismatch(what: string, parameter: HeaderParameter): RpcError {
  const where = ['params', 'arguments', ...parameter.path].join('.');
  return new RpcError('HeaderMismatch', `Headers and body disagree on ${where}: ${what}.`);
}
