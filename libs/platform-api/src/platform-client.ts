import type { JsonValue } from '#libs/contracts';
import { OPERATIONS } from './generated/operations.js';
import type { PlatformCall } from './named-values.js';
import { answerOf, problem } from './platform-answer.js';
import type { PlatformOperation } from './platform-operation.js';
import type { PlatformTransport } from './platform-transport.js';
import type { AnswerLimits } from './read-answer.js';
import { requestPath } from './request-path.js';

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
