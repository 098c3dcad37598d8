/**
 * Reads JSON-RPC 2.0 messages as MCP narrows them (2025-11-25 and 2026-07-28, Base protocol, "Messages"): an id is a
 * string or an integer and never null, params are an object. Which methods exist, and in which era, is decided
 * elsewhere.
 */
import { isUtf8 } from 'node:buffer';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { invalidRequest, RpcError } from './rpc-error.js';

export type RpcId = string | number;

export interface RpcRequest {
  readonly kind: 'request';
  readonly id: RpcId;
  readonly method: string;
  readonly params: JsonObject;
}
export interface RpcNotification {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: JsonObject;
}
/** A client's answer to a request of the server. This server sends none, so it is taken and dropped. */
export interface RpcResponse {
  readonly kind: 'response';
}
export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

/** @throws RpcError -32700 when the body is not JSON in UTF-8, -32600 for a key that could reach a prototype */
export function parseBody(body: Buffer): JsonValue {
  if (!isUtf8(body)) throw new RpcError('ParseError', 'The body is not valid UTF-8.');
  const text = body.toString('utf8');
  const value = parseJson(text);
  if (mayReachPrototype(text)) refusePrototypeKeys(value);
  return value;
}

function parseJson(text: string): JsonValue {
  try {
    const value: unknown = JSON.parse(text);
    if (isParsed(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RpcError('ParseError', 'The body is not valid JSON.');
}

/** `JSON.parse` gives nothing else. */
function isParsed(value: unknown): value is JsonValue {
  return value !== undefined;
}

/** Cheap and never wrong on the safe side: a key can be hidden from it only by an escape, and that is asked for too. */
function mayReachPrototype(text: string): boolean {
  return text.includes('__proto__') || text.includes('constructor') || text.includes('\\u');
}

/** Walks with a list of its own: the nesting of a stranger's JSON may be deeper than the stack. */
function refusePrototypeKeys(body: JsonValue): void {
  const pending: JsonValue[] = [body];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) {
      for (const element of value) pending.push(element);
    } else if (isJsonObject(value)) {
      for (const [key, child] of Object.entries(value)) {
        if (key === '__proto__') throw invalidRequest('The key "__proto__" is not allowed.');
        if (key === 'constructor' && isJsonObject(child) && Object.hasOwn(child, 'prototype')) {
          throw invalidRequest('The key "constructor.prototype" is not allowed.');
        }
        pending.push(child);
      }
    }
  }
}

/** The id that an answer to `message` carries, when it has one that can be used. */
export function idOf(message: JsonValue): RpcId | undefined {
  if (!isJsonObject(message)) return undefined;
  const { id } = message;
  return typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id)) ? id : undefined;
}

/** @throws RpcError -32600 or -32602, naming the field that has the wrong type */
export function readMessage(message: JsonValue): RpcMessage {
  if (!isJsonObject(message)) throw invalidRequest('A message must be a JSON object.');
  if (message.jsonrpc !== '2.0') throw invalidRequest('jsonrpc must be "2.0".');
  const { method } = message;
  if (method === undefined && ('result' in message || 'error' in message)) return { kind: 'response' };
  if (typeof method !== 'string') throw invalidRequest('method must be a string.');
  const { id } = message;
  const known = idOf(message);
  if (id !== undefined && known === undefined) {
    throw invalidRequest('id must be a string or an integer of at most 2^53 - 1.');
  }
  const params = message.params === undefined ? {} : message.params;
  if (!isJsonObject(params)) throw new RpcError('InvalidParams', 'params must be an object.');
  return known === undefined
    ? { kind: 'notification', method, params }
    : { kind: 'request', id: known, method, params };
}
