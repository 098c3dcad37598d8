import { isIP } from 'node:net';

/** One entry of a list of hosts. */
export interface HostPattern {
  /** As `URL.hostname` writes it: lower case, Punycode, IPv6 in brackets. */
  hostname: string;
  /** True for `*.hostname`: every name below it, and not the name itself. */
  subdomains: boolean;
  /** Undefined: the default port of the URL's scheme. */
  port: number | undefined;
}

export type ParsedHostPattern = { ok: true; pattern: HostPattern } | { ok: false; problem: string };

const FORM = 'must be a host, e.g. "api.example.com", "*.example.com" or "api.example.com:8443"';
const MAX_CHARS = 260;
const ENTRY = /^(\*\.)?(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/;
/** What has a meaning in a URL beside the host; and a star elsewhere. */
const NOT_A_HOST = /[/\\?#@%*\s]/;

const refused = (problem: string): ParsedHostPattern => ({ ok: false, problem });

/** The address in a host name of a URL, without brackets; undefined when it is a name. */
export function addressIn(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

/** The port that is dialled for a URL. */
export function portOf(url: URL): number {
  return url.port === '' ? defaultPort(url) : Number(url.port);
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'http:' ? 80 : 443;
}

/** Reads `api.example.com`, `*.example.com` or an address, each with a port or without. */
export function parseHostPattern(text: string): ParsedHostPattern {
  if (text.length > MAX_CHARS) return refused(`must have at most ${MAX_CHARS} characters`);
  if (text.includes('://')) return refused(`${FORM}: without scheme and path`);
  const [, star, host = '', portText] = ENTRY.exec(text) ?? [];
  if (/\/\d+$/.test(text)) return refused(`${FORM}: ranges of addresses cannot be listed`);
  if (host === '' || host.endsWith('.') || NOT_A_HOST.test(host) || !URL.canParse(`http://${host}/`)) {
    return refused(text.includes('*') ? `${FORM}: a star stands for whole labels, at the front only` : FORM);
  }
  const { hostname } = new URL(`http://${host}/`);
  const address = addressIn(hostname);
  if (address !== undefined) {
    if (star !== undefined) return refused(`${FORM}: an address has no subdomains`);
    if (hostname !== host.toLowerCase()) return refused(`is the address ${hostname}: write it so`);
  }
  if (star !== undefined && hostname.split('.').length < 2) {
    return refused(`is too wide: name at least two labels after the star, e.g. "*.example.com"`);
  }
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && (port < 1 || port > 65_535)) return refused('must have a port from 1 to 65535');
  return { ok: true, pattern: { hostname, subdomains: star !== undefined, port } };
}

/** The one way in which a pattern is written. */
export function hostPatternText({ hostname, subdomains, port }: HostPattern): string {
  return `${subdomains ? '*.' : ''}${hostname}${port === undefined ? '' : `:${port}`}`;
}

export function matchesHostname({ hostname, subdomains }: HostPattern, wanted: string): boolean {
  return subdomains ? wanted.endsWith(`.${hostname}`) : wanted === hostname;
}

/** True when the pattern allows the URL: its host, and the port it names or else the default one. */
export function matchesUrl(pattern: HostPattern, url: URL): boolean {
  return matchesHostname(pattern, url.hostname) && portOf(url) === (pattern.port ?? defaultPort(url));
}
