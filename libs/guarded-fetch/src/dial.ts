/**
 * The one place where connections are made. Every dial looks the name up once, checks every address of the answer and
 * connects to what was checked, so that a name cannot mean something else between the check and the connection. When a
 * look-up may be made is decided by `look-ups`.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { isOpenableAddress, isPublicAddress } from './address.js';
import { FetchError } from './fetch-error.js';
import type { LookUps, Resolve } from './look-ups.js';
import type { PrivateHosts } from './private-hosts.js';

export interface DialOptions {
  privateHosts: PrivateHosts;
  lookUps: LookUps;
  timeoutMs: number;
  certificateAuthorities: readonly string[];
}

export interface DialRequest {
  target: buildConnector.Options;
  /** In whose turn the name is looked up. */
  partition: string;
  /** Ends the dial. */
  signal: AbortSignal;
  /** Of an earlier connection to the same origin (RFC 8446, 2.2). */
  tlsSession?: Buffer | undefined;
}

/** Connects, or says why not. Errors are those of sockets and resolvers, or FetchError `AddressNotAllowed`. */
export type Dial = (request: DialRequest, callback: buildConnector.Callback) => void;

type AddressCheck = (address: string) => boolean;

/** The resolver of the system, with its hosts file. */
export const resolveBySystem: Resolve = async (hostname) => {
  const found = await systemLookup(hostname, { all: true });
  return found.map(({ address }) => address);
};

function notPublic(hostname: string): FetchError {
  return new FetchError('AddressNotAllowed', `"${hostname}" has no public address, and only such may be reached.`);
}

/** Refuses a name as soon as one of its addresses is not allowed: whoever mixes them means the other one. */
function checkedLookup(lookUp: Resolve, isAllowed: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (first === undefined || !addresses.every(isAllowed)) callback(notPublic(hostname), []);
        else if (options.all === true) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), []);
      },
    );
  };
}

/** Connects to public addresses, and to private ones where an operator opened the host. */
export function guardedDial({ privateHosts, lookUps, timeoutMs, certificateAuthorities }: DialOptions): Dial {
  const ca = certificateAuthorities.length === 0 ? {} : { ca: [...getCACertificates(), ...certificateAuthorities] };
  return ({ target, partition, signal, tlsSession }, callback) => {
    const isAllowed = privateHosts.opens(urlOf(target)) ? isOpenableAddress : isPublicAddress;
    // Nobody looks up what is an address already.
    if (isIP(target.hostname) !== 0 && !isAllowed(target.hostname)) {
      callback(notPublic(target.hostname), null);
      return;
    }
    const lookUp: Resolve = (hostname) => lookUps.addresses(hostname, { partition, signal });
    const connect = buildConnector({
      allowH2: false,
      timeout: timeoutMs,
      lookup: checkedLookup(lookUp, isAllowed),
      signal,
      rejectUnauthorized: true,
      maxCachedSessions: 0,
      ...(tlsSession === undefined ? {} : { session: tlsSession }),
      ...ca,
    });
    connect(target, callback);
  };
}

function urlOf({ protocol, hostname, port }: buildConnector.Options): URL {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`);
}
