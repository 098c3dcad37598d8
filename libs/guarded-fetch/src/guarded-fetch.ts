/**
 * Fetches from other people's servers on behalf of somebody nobody trusts. Every hop is decided anew: its host must be
 * on the caller's list, and what is dialled must be a public address. Who may list which hosts, and what a response
 * may be used for, is left to the caller.
 */
import type { Dispatcher } from 'undici';
import { Turns } from '#libs/fair-line';
import { Agents } from './agents.js';
import { asFetchError } from './connection-errors.js';
import { guardedDial, resolveBySystem } from './dial.js';
import { FetchClock } from './fetch-clock.js';
import { FetchError } from './fetch-error.js';
import type {
  FetchLimits,
  FetchPermit,
  GuardedFetchOptions,
  GuardedRequest,
  GuardedResponse,
} from './guarded-fetch.types.js';
import { HeldBodies } from './held-bodies.js';
import { firstHop, type Hop, nextHop, redirection } from './hop.js';
import type { HostList } from './host-list.js';
import { LookUps } from './look-ups.js';
import type { OriginConnections } from './origin-connections.js';
import { NO_PRIVATE_HOSTS } from './private-hosts.js';
import { readBody } from './response-body.js';

/** Fetches of one partition at a time; more wait. */
const MAX_CONCURRENT = 10;
/** Servers send one or two, as a hint of what is to come. */
const MAX_INTERIM = 20;
/** Bodies of one partition that are decompressed at a time; more wait. */
const MAX_DECODING = 1;
/** Bodies that are held at a time are as large as so many of the largest, all partitions together. */
const HELD_BODIES = 40;
const NO_BODY = Buffer.alloc(0);
/** What a body that nobody reads may cost before its connection is closed. */
const MAX_UNREAD = { bytes: 16 * 1024, timeMs: 1_000 };

/** @throws FetchError `HostNotAllowed` when the list does not allow the URL's host at its port */
export function requireAllowed(url: URL, hosts: HostList): void {
  if (hosts.allows(url)) return;
  throw new FetchError('HostNotAllowed', `"${url.host}" is not one of the hosts that are allowed here.`);
}

export class GuardedFetch {
  readonly #limits: FetchLimits;
  readonly #agents: Agents;
  readonly #turns = new Turns(MAX_CONCURRENT);
  readonly #decoding = new Turns(MAX_DECODING);
  readonly #held: HeldBodies;

  constructor(options: GuardedFetchOptions) {
    this.#limits = options.limits;
    this.#held = new HeldBodies(HELD_BODIES * options.limits.responseBytes);
    const dial = guardedDial({
      privateHosts: options.privateHosts ?? NO_PRIVATE_HOSTS,
      lookUps: new LookUps(options.resolve ?? resolveBySystem),
      timeoutMs: options.limits.firstByteMs,
      certificateAuthorities: options.certificateAuthorities ?? [],
    });
    this.#agents = new Agents(dial, MAX_CONCURRENT);
  }

  /**
   * Fetches a URL and answers with what came, the body whole.
   *
   * @throws FetchError whose message names the host and the reason
   */
  async fetch(request: GuardedRequest, permit: FetchPermit): Promise<GuardedResponse> {
    const first = firstHop(request, this.#limits);
    requireAllowed(first.url, permit.hosts);
    const clock = new FetchClock(this.#limits, permit.signal);
    try {
      const endTurn = await this.#turns.take(permit.partition, clock.signal);
      try {
        return await this.#follow(first, { request, permit, clock });
      } finally {
        endTurn();
      }
    } catch (error) {
      throw asFetchError(error, first.url.host);
    } finally {
      clock.end();
    }
  }

  /** Ends all connections. Idempotent. */
  async close(): Promise<void> {
    await this.#agents.destroy();
  }

  async #follow(
    first: Hop,
    { request, permit, clock }: { request: GuardedRequest; permit: FetchPermit; clock: FetchClock },
  ): Promise<GuardedResponse> {
    const { redirect, response = 'whole' } = request;
    let hop = first;
    for (let redirects = 0; ; redirects++) {
      const answer = await send(hop, this.#agents.of(permit.partition, hop.url.origin), clock);
      const headers = headerList(answer.headers);
      const location = redirect === 'manual' ? undefined : redirection(answer.statusCode, headers);
      if (location === undefined) {
        if (response === 'head') letEnd(answer.body);
        return {
          url: withoutFragment(hop.url),
          redirected: redirects > 0,
          status: answer.statusCode,
          statusText: answer.statusText,
          headers,
          body: response === 'head' ? NO_BODY : await this.#read(answer, hop, { partition: permit.partition, clock }),
        };
      }
      discard(answer.body);
      if (redirect === 'error') {
        throw new FetchError(
          'RedirectNotAllowed',
          `"${hop.url.host}" redirects, which the request takes for an error.`,
        );
      }
      if (redirects === this.#limits.redirects) {
        const message = `"${first.url.host}" redirects more than ${this.#limits.redirects} times.`;
        throw new FetchError('RedirectNotAllowed', message);
      }
      const next = nextHop(hop, { status: answer.statusCode, location }, permit);
      if (!permit.hosts.allows(next.url)) {
        const message = `"${hop.url.host}" redirects to "${next.url.host}", which is not one of the hosts that are allowed here.`;
        throw new FetchError('HostNotAllowed', message);
      }
      hop = next;
    }
  }

  async #read(
    answer: Dispatcher.ResponseData,
    { url, method }: Hop,
    { partition, clock }: { partition: string; clock: FetchClock },
  ): Promise<Buffer> {
    const share = this.#held.share(partition, (reason) => {
      clock.stop(reason);
    });
    try {
      const encoding = method === 'HEAD' ? undefined : answer.headers['content-encoding'];
      const limits = {
        host: url.host,
        maxBytes: this.#limits.responseBytes,
        share,
        takeDecoder: () => this.#decoding.take(partition, clock.signal),
      };
      return await readBody(answer.body, Array.isArray(encoding) ? encoding.join(',') : encoding, limits);
    } catch (error) {
      clock.signal.throwIfAborted();
      throw asFetchError(error, url.host);
    } finally {
      share.release();
      discard(answer.body);
    }
  }
}

async function send(hop: Hop, connections: OriginConnections, clock: FetchClock): Promise<Dispatcher.ResponseData> {
  const { url, method, headers, body } = hop;
  clock.signal.throwIfAborted();
  try {
    return await clock.head(
      url.host,
      connections.request(
        {
          path: `${url.pathname}${url.search}`,
          method: httpMethod(method),
          headers: headers.flat(),
          onInfo: interimCounter(url.host, clock),
          ...(body === undefined ? {} : { body }),
        },
        clock.signal,
      ),
    );
  } catch (error) {
    throw asFetchError(error, url.host);
  }
}

/** Ends the fetch when interim responses (RFC 9110, 15.2) do not come to an end; each costs as much as a response. */
function interimCounter(host: string, clock: FetchClock): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count <= MAX_INTERIM) return;
    clock.stop(new FetchError('InvalidResponse', `"${host}" sends more than ${MAX_INTERIM} interim responses.`));
  };
}

function httpMethod(method: string): Dispatcher.HttpMethod {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
    case 'OPTIONS':
      return method;
    default:
      throw new FetchError('InvalidRequest', `The method ${method} cannot be fetched.`);
  }
}

function headerList(headers: Dispatcher.ResponseData['headers']): [string, string][] {
  return Object.entries(headers).flatMap(([name, value = []]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, one]),
  );
}

/** Ends a response that nobody reads, and its connection with it unless it has ended already. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined);
  body.destroy();
}

/** Lets a small body that nobody reads come to its end, so that its connection is free for the next request. */
function letEnd(body: Dispatcher.ResponseData['body']): void {
  const { bytes: limit, timeMs } = MAX_UNREAD;
  body.dump({ limit, signal: AbortSignal.timeout(timeMs) }).catch(() => undefined);
}

function withoutFragment(url: URL): string {
  const bare = new URL(url);
  bare.hash = '';
  return bare.href;
}
