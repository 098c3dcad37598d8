/**
 * The one place where connections are made. Every dial asks the resolver once, checks every address of the answer and
 * connects to what was checked, so that a name cannot mean something else between the check and the connection.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { isOpenableAddress, isPublicAddress } from './address.js';
import { FetchError } from './fetch-error.js';
import type { PrivateHosts } from './private-hosts.js';

/** All addresses of a name, in the order in which they are to be tried. */
export type Resolve = (hostname: string) => Promise<string[]>;

export interface DialOptions {
  privateHosts: PrivateHosts;
  resolve: Resolve;
  timeoutMs: number;
  certificateAuthorities: readonly string[];
}

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
function checkedLookup(resolve: Resolve, isAllowed: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
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

function guardedConnector(isAllowed: AddressCheck, options: DialOptions): buildConnector.connector {
  const { resolve, timeoutMs, certificateAuthorities } = options;
  const connect = buildConnector({
    allowH2: false,
    timeout: timeoutMs,
    lookup: checkedLookup(resolve, isAllowed),
    rejectUnauthorized: true,
    ...(certificateAuthorities.length === 0 ? {} : { ca: [...getCACertificates(), ...certificateAuthorities] }),
  });
  return (target, callback) => {
    // Nobody looks up what is an address already.
    if (isIP(target.hostname) !== 0 && !isAllowed(target.hostname)) {
      callback(notPublic(target.hostname), null);
      return;
    }
    connect(target, callback);
  };
}

/** Connects to public addresses, and to private ones where an operator opened the host. */
export function guardedDial(options: DialOptions): buildConnector.connector {
  const toPublic = guardedConnector(isPublicAddress, options);
  const toOpened = guardedConnector(isOpenableAddress, options);
  return (target, callback) => {
    const { protocol, hostname, port } = target;
    const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
    const isOpened = options.privateHosts.opens(new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`));
    (isOpened ? toOpened : toPublic)(target, callback);
  };
}
