import type { JsonValue } from '#libs/contracts';
import { invalidArgument, type PlatformCall } from './named-values.js';
import type { PlatformApiError } from './platform-api-error.js';
import type { PlatformOperation, PlatformParameter } from './platform-operation.js';

function text(parameter: PlatformParameter, value: JsonValue): string {
  return parameter.encoding === 'json' || typeof value !== 'string' ? JSON.stringify(value) : value;
}

/** What a URL cannot hold as one segment of its path: it would name another resource. */
const NO_SEGMENT = ['', '.', '..'];

function pathSegment(operation: PlatformOperation, parameter: PlatformParameter, value: JsonValue): string {
  const segment = text(parameter, value);
  if (!NO_SEGMENT.includes(segment)) return encodeURIComponent(segment);
  throw invalidArgument(operation, parameter.name, `must not be "${segment}"`);
}

/**
 * Path and query of the request that makes a call.
 *
 * @throws PlatformApiError `ValidationFailed` for an argument that is missing, or cannot be written
 */
export function requestPath({ operation, values, namespaces }: PlatformCall): string {
  let path = operation.path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    const value = parameter.name === 'nsfilter' ? nsfilter(namespaces) : values[parameter.name];
    if (value === undefined || value === null) {
      if (parameter.required) throw missing(operation, parameter.name);
    } else if (parameter.in === 'path') {
      path = path.replace(`{${parameter.name}}`, pathSegment(operation, parameter, value));
    } else {
      for (const one of queryValues(operation, parameter, value)) query.append(parameter.name, text(parameter, one));
    }
  }
  const search = query.toString();
  return search === '' ? path : `${path}?${search}`;
}

function missing(operation: PlatformOperation, name: string): PlatformApiError {
  return name === 'nsfilter'
    ? invalidArgument(operation, 'ctx', 'must name a namespace, e.g. { _namespaces: ["demo"] }')
    : invalidArgument(operation, name, 'is missing');
}

/** Several values of a parameter that is not JSON text are given one by one. None at all would not narrow anything. */
function queryValues(
  operation: PlatformOperation,
  { name, encoding }: PlatformParameter,
  value: JsonValue,
): JsonValue[] {
  if (encoding === 'json' || !Array.isArray(value)) return [value];
  if (value.length === 0)
    throw invalidArgument(operation, name, 'must not be an empty list; leave it out to ask for all');
  return value;
}

const nsfilter = (namespaces: readonly string[]): string | undefined =>
  namespaces.length === 0 ? undefined : namespaces.join(',');
