import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '#libs/contracts';
import { OPERATIONS } from './generated/operations.js';
import { rememberETag } from './etags.js';
import { invalidArgument, type PlatformCall } from './named-values.js';
import { PlatformApiError, unavailable } from './platform-api-error.js';
import type { PlatformOperation, PlatformParameter } from './platform-operation.js';
import type { PlatformResponse, PlatformTransport } from './platform-transport.js';
import { retryAfterMs } from './retry-after.js';
import type { AnswerLimits } from './read-answer.js';

export interface PlatformCaller extends AnswerLimits {
  transport: PlatformTransport;
  token: string;
  signal?: AbortSignal;
}

const byMethod = new Map(OPERATIONS.map((operation) => [`${operation.service}.${operation.id}`, operation]));

/** The operation behind `PlatformApi.<service>.<method>`, or undefined. */
export function findOperation(service: string, method: string): PlatformOperation | undefined {
  return byMethod.get(`${service}.${method}`);
}

/** Names of all services and their methods. */
export function platformMethods(): Record<string, string[]> {
  const services: Record<string, string[]> = {};
  for (const { service, id } of OPERATIONS) (services[service] ??= []).push(id);
  return services;
}

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

function requestPath({ operation, values, namespaces }: PlatformCall): string {
  let path = operation.path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    const value = parameter.name === 'nsfilter' ? nsfilter(namespaces) : values[parameter.name];
    if (value === undefined || value === null) {
      if (parameter.required) throw missing(operation, parameter.name);
    } else if (parameter.in === 'path') {
      path = path.replace(`{${parameter.name}}`, pathSegment(operation, parameter, value));
    } else {
      for (const one of queryValues(parameter, value)) query.append(parameter.name, text(parameter, one));
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

/** Several values of a parameter that is not JSON text are given one by one. */
function queryValues({ encoding }: PlatformParameter, value: JsonValue): JsonValue[] {
  return encoding === 'text' && Array.isArray(value) ? value : [value];
}

const nsfilter = (namespaces: readonly string[]): string | undefined =>
  namespaces.length === 0 ? undefined : namespaces.join(',');

function problem({ status, body, headers }: PlatformResponse): PlatformApiError {
  let parsed: JsonValue = null;
  try {
    parsed = parseJson(body);
  } catch {
    // Not one of our answers: a gateway's page, say. Its status is all that counts.
  }
  const fields: JsonObject = isJsonObject(parsed) ? parsed : {};
  return new PlatformApiError({
    status,
    code: typeof fields.code === 'string' ? fields.code : 'Unavailable',
    detail: typeof fields.detail === 'string' ? fields.detail : `The service answered ${status}.`,
    errors: Array.isArray(fields.errors) ? fields.errors : [],
    retryAfterMs: retryAfterMs(headers?.['retry-after']),
    correlationId: typeof fields.correlationId === 'string' ? fields.correlationId : undefined,
  });
}

function answerOf({ body, headers }: PlatformResponse): JsonValue {
  if (body === '') return null;
  try {
    return rememberETag(parseJson(body), headers?.etag);
  } catch (error) {
    throw unavailable('What answered is no service of Toolrack: the answer is not JSON.', error);
  }
}

/**
 * Makes one platform API call with the rights of the caller's token.
 *
 * @throws PlatformApiError when the service refuses, or answers with more than is taken; whatever the transport throws when it cannot be reached
 */
export async function callPlatform(call: PlatformCall, caller: PlatformCaller): Promise<JsonValue> {
  const body = call.values.body;
  const signals = [caller.signal, call.signal].filter((signal) => signal !== undefined);
  const response = await caller.transport.send({
    method: call.operation.method,
    path: requestPath(call),
    token: caller.token,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(call.ifMatch === undefined ? {} : { ifMatch: call.ifMatch }),
    ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    ...(caller.maxBytes === undefined ? {} : { maxBytes: caller.maxBytes }),
    ...(caller.take === undefined ? {} : { take: caller.take }),
  });
  if (response.status >= 400) throw problem(response);
  return answerOf(response);
}
