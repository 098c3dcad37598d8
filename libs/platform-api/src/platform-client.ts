import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '#libs/contracts';
import { OPERATIONS } from './generated/operations.js';
import { PlatformApiError } from './platform-api-error.js';
import type { PlatformArgument, PlatformOperation, PlatformParameter } from './platform-operation.js';
import type { PlatformTransport } from './platform-transport.js';
import type { AnswerLimits } from './read-answer.js';

export interface PlatformCall {
  operation: PlatformOperation;
  /** Values by the names of the operation's parameters, and `body`. */
  values: Readonly<Record<string, JsonValue | undefined>>;
  namespaces: readonly string[];
}

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

/** Values by parameter name, from the positional arguments of a method call; `ctx` gives the namespaces. */
export function namedValues(operation: PlatformOperation, args: readonly (JsonValue | undefined)[]): PlatformCall {
  const values: Record<string, JsonValue | undefined> = {};
  let namespaces: string[] = [];
  operation.arguments.forEach((argument: PlatformArgument, position) => {
    const value = args[position];
    if (value === undefined || value === null) return;
    if (argument === 'ctx') namespaces = namespacesOf(value);
    else if (typeof argument === 'string') values[argument] = value;
    else if (isJsonObject(value)) for (const member of argument.members) values[member] = value[member];
  });
  return { operation, values, namespaces };
}

function namespacesOf(ctx: JsonValue): string[] {
  const names = isJsonObject(ctx) ? ctx._namespaces : undefined;
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function text(parameter: PlatformParameter, value: JsonValue): string {
  return parameter.encoding === 'json' || typeof value !== 'string' ? JSON.stringify(value) : value;
}

/** What a URL cannot hold as one segment of its path: it would name another resource. */
const NO_SEGMENT = ['', '.', '..'];

function invalidArgument({ service, id }: PlatformOperation, problem: string): PlatformApiError {
  return new PlatformApiError({ status: 400, code: 'ValidationFailed', detail: `${service}.${id}: ${problem}` });
}

function pathSegment(operation: PlatformOperation, parameter: PlatformParameter, value: JsonValue): string {
  const segment = text(parameter, value);
  if (!NO_SEGMENT.includes(segment)) return encodeURIComponent(segment);
  throw invalidArgument(operation, `the argument "${parameter.name}" must not be "${segment}".`);
}

function requestPath({ operation, values, namespaces }: PlatformCall): string {
  let path = operation.path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    const value = parameter.name === 'nsfilter' ? nsfilter(namespaces) : values[parameter.name];
    if (value === undefined || value === null) {
      if (parameter.required) {
        throw invalidArgument(operation, `the argument "${parameter.name}" is missing.`);
      }
    } else if (parameter.in === 'path') {
      path = path.replace(`{${parameter.name}}`, pathSegment(operation, parameter, value));
    } else {
      for (const one of queryValues(parameter, value)) query.append(parameter.name, text(parameter, one));
    }
  }
  const search = query.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Several values of a parameter that is not JSON text are given one by one. */
function queryValues({ encoding }: PlatformParameter, value: JsonValue): JsonValue[] {
  return encoding === 'text' && Array.isArray(value) ? value : [value];
}

const nsfilter = (namespaces: readonly string[]): string | undefined =>
  namespaces.length === 0 ? undefined : namespaces.join(',');

const parse = (body: string): JsonValue => (body === '' ? null : parseJson(body));

function problem(status: number, body: string): PlatformApiError {
  let parsed: JsonValue = null;
  try {
    parsed = parse(body);
  } catch {
    // Not one of our answers: a gateway's page, say. Its status is all that counts.
  }
  const fields: JsonObject = isJsonObject(parsed) ? parsed : {};
  return new PlatformApiError({
    status,
    code: typeof fields.code === 'string' ? fields.code : 'Unavailable',
    detail: typeof fields.detail === 'string' ? fields.detail : `The service answered ${status}.`,
    errors: Array.isArray(fields.errors) ? fields.errors : [],
  });
}

/**
 * Makes one platform API call with the rights of the caller's token.
 *
 * @throws PlatformApiError when the service refuses, or answers with more than is taken; whatever the transport throws when it cannot be reached
 */
export async function callPlatform(call: PlatformCall, caller: PlatformCaller): Promise<JsonValue> {
  const body = call.values.body;
  const response = await caller.transport.send({
    method: call.operation.method,
    path: requestPath(call),
    token: caller.token,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(caller.signal === undefined ? {} : { signal: caller.signal }),
    ...(caller.maxBytes === undefined ? {} : { maxBytes: caller.maxBytes }),
    ...(caller.take === undefined ? {} : { take: caller.take }),
  });
  if (response.status >= 400) throw problem(response.status, response.body);
  return parse(response.body);
}
