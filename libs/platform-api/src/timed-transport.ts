import { unavailable } from './platform-api-error.js';
import type { PlatformTransport } from './platform-transport.js';

/**
 * Gives every request so much time, in milliseconds. A service that has not answered by then cannot be reached, as far as
 * its caller is concerned: the request fails with `Unavailable`. A signal of the request's own ends it with its reason.
 */
export function timedTransport(transport: PlatformTransport, timeoutMs: number): PlatformTransport {
  return {
    async send(request) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
      try {
        return await transport.send({ ...request, signal });
      } catch (error) {
        if (!timeout.aborted || error !== timeout.reason) throw error;
        throw unavailable(`The service has not answered within ${timeoutMs} ms.`, error);
      }
    },
  };
}
