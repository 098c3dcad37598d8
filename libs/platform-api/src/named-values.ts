/**
 * The arguments of a method call, by the names of what they are for. What a method does not know is refused: a condition
 * that is misspelt would otherwise find everything.
 */
import { isJsonObject, type JsonValue } from '#libs/contracts';
import { PlatformApiError } from './platform-api-error.js';
import type { PlatformOperation } from './platform-operation.js';

export interface PlatformCall {
  operation: PlatformOperation;
  /** Values by the names of the operation's parameters, and `body`. */
  values: Readonly<Record<string, JsonValue | undefined>>;
  namespaces: readonly string[];
  /** ETag of what the call changes, as its caller knows it. */
  ifMatch?: string;
  /** Ends the call. */
  signal?: AbortSignal;
}

/** The error of a call that cannot be made for an argument, which the path names. */
export function invalidArgument({ service, id }: PlatformOperation, path: string, problem: string): PlatformApiError {
  const detail = `${service}.${id}: the argument "${path}" ${problem}.`;
  return new PlatformApiError({
    status: 400,
    code: 'ValidationFailed',
    detail,
    errors: [{ path, message: problem }],
  });
}

/**
 * Values by parameter name, from the positional arguments of a method call; `ctx` gives the namespaces.
 *
 * @throws PlatformApiError `ValidationFailed` for an argument that holds what the method does not take
 */
export function namedValues(operation: PlatformOperation, args: readonly (JsonValue | undefined)[]): PlatformCall {
  const values: Record<string, JsonValue | undefined> = {};
  let context: Context = { namespaces: [] };
  operation.arguments.forEach((argument, position) => {
    const value = args[position];
    if (value === undefined || value === null) return;
    if (argument === 'ctx') context = readContext(operation, value);
    else if (typeof argument === 'string') values[argument] = value;
    else Object.assign(values, readMembers(operation, argument, value));
  });
  return { operation, values, ...context };
}

function readMembers(
  operation: PlatformOperation,
  { name, members }: { name: string; members: readonly string[] },
  value: JsonValue,
): Record<string, JsonValue> {
  const takes = members.map((member) => `"${member}"`).join(', ');
  if (!isJsonObject(value)) throw invalidArgument(operation, name, `must be an object that may hold ${takes}`);
  const given = Object.entries<JsonValue | undefined>(value).filter(([, one]) => one !== undefined && one !== null);
  const unknown = given.find(([member]) => !members.includes(member));
  if (unknown === undefined) return value;
  throw invalidArgument(operation, `${name}.${unknown[0]}`, `does not exist; "${name}" may hold ${takes}`);
}

type Context = Pick<PlatformCall, 'namespaces' | 'ifMatch' | 'signal'>;

const EXAMPLE = 'e.g. { _namespaces: ["demo"] }';

function readContext(operation: PlatformOperation, ctx: JsonValue): Context {
  if (!isJsonObject(ctx)) throw invalidArgument(operation, 'ctx', `must be an object, ${EXAMPLE}`);
  const { _namespaces, ifMatch, signal }: Record<string, JsonValue | undefined> = ctx;
  const namespaces = _namespaces ?? [];
  if (!isListOfTexts(namespaces)) {
    throw invalidArgument(operation, 'ctx._namespaces', `must be a list of names, ${EXAMPLE}`);
  }
  return { namespaces, ...readIfMatch(operation, ifMatch), ...readSignal(signal) };
}

function isListOfTexts(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function readIfMatch(operation: PlatformOperation, ifMatch: JsonValue | undefined): Pick<Context, 'ifMatch'> {
  if (ifMatch === undefined || ifMatch === null) return {};
  if (typeof ifMatch !== 'string') throw invalidArgument(operation, 'ctx.ifMatch', 'must be an ETag');
  if (operation.conditional === true) return { ifMatch };
  throw invalidArgument(operation, 'ctx.ifMatch', 'is for methods that replace, change or delete one thing');
}

/** Only a program's `ctx` can hold a signal: it is no JSON. */
function readSignal(signal: unknown): Pick<Context, 'signal'> {
  return signal instanceof AbortSignal ? { signal } : {};
}
