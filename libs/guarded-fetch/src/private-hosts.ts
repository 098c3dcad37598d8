import { isPublicAddress } from './address.js';
import { addressIn, type HostPattern, matchesHostname, parseHostPattern, portOf } from './host-pattern.js';

/** Names that only private networks give (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`), and those in wide use. */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa', 'intranet', 'lan', 'corp', 'home', 'private'];

/** What an operator opened of the private network: hosts that may have private addresses. */
export class PrivateHosts {
  readonly #patterns: readonly HostPattern[];

  /**
   * @param entries `host` (at any port) or `host:port`
   * @throws RangeError that names an entry which is neither
   */
  constructor(entries: readonly string[]) {
    this.#patterns = entries.map((entry) => {
      const parsed = parseHostPattern(entry);
      if (parsed.ok && !parsed.pattern.subdomains) return parsed.pattern;
      throw new RangeError(`"${entry}" ${parsed.ok ? 'must be one host, without a star' : parsed.problem}`);
    });
  }

  /** True when the host of the URL may have a private address. */
  opens(url: URL): boolean {
    return this.#patterns.some(
      (pattern) => matchesHostname(pattern, url.hostname) && (pattern.port ?? portOf(url)) === portOf(url),
    );
  }

  /** What speaks against an entry of a list of allowed hosts, or undefined: it names what only private networks have. */
  problemOf({ hostname, subdomains }: HostPattern): string | undefined {
    if (!subdomains && this.#patterns.some((pattern) => matchesHostname(pattern, hostname))) return undefined;
    const address = addressIn(hostname);
    if (address !== undefined) return isPublicAddress(address) ? undefined : 'is not a public address';
    const isPrivate =
      !hostname.includes('.') ||
      PRIVATE_SUFFIXES.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`));
    return isPrivate ? 'is a name of private networks; hosts must be public' : undefined;
  }
}

export const NO_PRIVATE_HOSTS = new PrivateHosts([]);
