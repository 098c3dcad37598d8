/** Parameters of an operation (OpenAPI 3.1, 4.8.12): which there are, and how each is written into the request. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { DocumentOperation } from './api-document.js';
import {
  type ApiAuth,
  type ApiParameter,
  OperationRefused,
  PARAMETER_STYLES,
  type ParameterStyle,
} from './api-operation.js';
import type { ArgumentNames, PlannedArgument } from './arguments.js';
import type { References } from './references.js';

const MAX_PARAMETERS = 200;
/** Said by the content and the security of an operation instead (4.8.12.2, `in`). */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);
/** The client's own, and what would show parts of a secret. */
const CLIENT_HEADERS =
  /^(?:connection|content-length|cookie|expect|host|http2-settings|keep-alive|range|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}$/;
const STYLES: Record<ApiParameter['in'], ReadonlySet<ParameterStyle>> = {
  path: new Set(['simple', 'label', 'matrix']),
  query: new Set(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject']),
  header: new Set(['simple']),
  cookie: new Set(['form']),
};
const PLACES = ['path', 'query', 'header', 'cookie'] as const;

export interface PlannedParameter extends PlannedArgument {
  parameter: ApiParameter;
}

export interface ParameterContext {
  references: References;
  names: ArgumentNames;
  /** Written by the secrets, so they are nobody's arguments. */
  auth: readonly ApiAuth[];
}

/** @throws OperationRefused for a parameter that is needed and cannot be sent */
export function plannedParameters(source: DocumentOperation, context: ParameterContext): PlannedParameter[] {
  const given = declaredParameters(source, context.references);
  const planned: PlannedParameter[] = [];
  for (const place of PLACES) {
    for (const parameter of given) {
      if (parameter.in !== place || isWrittenElsewhere(parameter, context.auth)) continue;
      planned.push(plannedParameter(parameter, place, context));
    }
  }
  requireTemplate(source.path, planned);
  return planned;
}

/** Those of the path, replaced by those of the operation that have the same name and place. */
function declaredParameters({ pathItem, operation }: DocumentOperation, references: References): JsonObject[] {
  const declared = new Map<string, JsonObject>();
  for (const list of [pathItem.parameters, operation.parameters]) {
    if (list === undefined) continue;
    if (!Array.isArray(list) || list.length > MAX_PARAMETERS) {
      throw new OperationRefused('MalformedOperation', `has no list of at most ${MAX_PARAMETERS} parameters`);
    }
    for (const given of list) {
      const { value } = references.resolve(given, 'a parameter');
      if (typeof value.name !== 'string' || typeof value.in !== 'string') {
        throw new OperationRefused('MalformedOperation', 'has a parameter without "name" or "in"');
      }
      declared.set(`${value.in} ${value.name}`, value);
    }
  }
  return [...declared.values()].filter(isSent);
}

/** @throws OperationRefused for one that the API needs */
function isSent({ in: place, name, required }: JsonObject): boolean {
  const header = place === 'header' && typeof name === 'string' ? name.toLowerCase() : '';
  if (IGNORED_HEADERS.has(header)) return false;
  const isName = typeof name === 'string' && TOKEN.test(name);
  const possible =
    PLACES.some((one) => one === place) &&
    (place !== 'header' || (isName && !CLIENT_HEADERS.test(header))) &&
    (place !== 'cookie' || isName);
  if (possible) return true;
  if (required === true) {
    throw new OperationRefused(
      'UnsupportedParameter',
      `needs the ${quoted(place)} parameter ${quoted(name)}, which cannot be sent`,
    );
  }
  return false;
}

/** A word of the document in a message. */
const quoted = (name: JsonValue | undefined): string => JSON.stringify(name ?? null).slice(0, 100);

function isWrittenElsewhere({ name, in: place }: JsonObject, auths: readonly ApiAuth[]): boolean {
  if (typeof name !== 'string') return false;
  const isSame = (other: string): boolean =>
    place === 'header' ? other.toLowerCase() === name.toLowerCase() : other === name;
  return auths.some((auth) => auth.in === place && isSame(auth.name));
}

function plannedParameter(
  given: JsonObject,
  place: ApiParameter['in'],
  { references, names }: ParameterContext,
): PlannedParameter {
  const name = typeof given.name === 'string' ? given.name : '';
  const { schema, isJson } = schemaOf(given, references);
  const style = isJson ? 'json' : styleOf(given, place);
  const argument = names.name(name, place);
  return {
    argument,
    required: place === 'path' || given.required === true,
    schema,
    texts: given,
    parameter: {
      argument,
      name,
      in: place,
      style,
      explode: typeof given.explode === 'boolean' ? given.explode : style === 'form' || style === 'deepObject',
      ...(given.allowReserved === true && place === 'query' ? { allowReserved: true } : {}),
    },
  };
}

/** A parameter has a schema, or content of one media type, which is JSON wherever it has a structure. */
function schemaOf(given: JsonObject, references: References): { schema: JsonValue | undefined; isJson: boolean } {
  if (!isJsonObject(given.content)) return { schema: given.schema, isJson: false };
  const [entry] = Object.entries(given.content);
  if (entry === undefined || !/\bjson\b/i.test(entry[0])) {
    throw new OperationRefused(
      'UnsupportedParameter',
      `has the parameter ${quoted(given.name)}, whose content is not JSON`,
    );
  }
  return { schema: references.resolve(entry[1], 'the content of a parameter').value.schema, isJson: true };
}

function styleOf({ style, name }: JsonObject, place: ApiParameter['in']): ParameterStyle {
  if (style === undefined) return STYLES[place].has('form') ? 'form' : 'simple';
  const known = PARAMETER_STYLES.find((one) => one === style);
  if (known !== undefined && STYLES[place].has(known)) return known;
  const message = `has the ${place} parameter ${quoted(name)} of the style ${quoted(style)}, which there is not`;
  throw new OperationRefused('UnsupportedParameter', message);
}

/** Each variable of the path must be a parameter, or a request would go somewhere else. */
function requireTemplate(path: string, planned: readonly PlannedParameter[]): void {
  const known = new Set(planned.flatMap(({ parameter }) => (parameter.in === 'path' ? [parameter.name] : [])));
  for (const [, name = ''] of path.matchAll(/\{([^{}]*)\}/g)) {
    if (!known.has(name))
      throw new OperationRefused('MalformedOperation', `has no parameter for {${name.slice(0, 100)}} of its path`);
  }
}
