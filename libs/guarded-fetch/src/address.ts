/**
 * Which addresses may be dialled. Only what is global unicast is public; addresses that carry an IPv4 address inside
 * are judged by that one or refused. Which hosts may be reached at all is the host list's business.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where clouds answer their machines, credentials included; no operator's word opens them. */
const METADATA = new Set(
  ['169.254.169.254', '168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'].map(
    (address) => ipaddr.parse(address).toNormalizedString(),
  ),
);
/** The only block from which global unicast addresses are given out (RFC 4291, 2.4; IANA). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** IPv4 addresses behind a NAT64, which resolvers of networks without IPv4 give out (RFC 6052, 2.1). */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** What an operator may open. */
const PRIVATE_RANGES = new Set<string>(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The address with what carries an IPv4 address taken off; undefined for what is no address, or names an interface. */
function parsed(text: string): Address | undefined {
  if (isIP(text) === 4) return ipaddr.IPv4.parse(text);
  // In hexadecimal: ipaddr.js takes ::1.2.3.4 for ::ffff:1.2.3.4, which is another address.
  const hexadecimal = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  if (hexadecimal === undefined) return undefined;
  const address = ipaddr.process(hexadecimal);
  if (!isIPv6(address) || !address.match(NAT64)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

const isIPv6 = (address: Address): address is ipaddr.IPv6 => address.kind() === 'ipv6';
const isMetadata = (address: Address): boolean => METADATA.has(address.toNormalizedString());

function isGlobal(address: Address): boolean {
  if (isMetadata(address) || address.range() !== 'unicast') return false;
  return !isIPv6(address) || address.match(GLOBAL_UNICAST);
}

/** True for a global unicast address; false for every other, and for what is no address. */
export function isPublicAddress(text: string): boolean {
  const address = parsed(text);
  return address !== undefined && isGlobal(address);
}

/** True for what may be dialled when an operator opened the host: public addresses, and those of private networks. */
export function isOpenableAddress(text: string): boolean {
  const address = parsed(text);
  if (address === undefined || isMetadata(address)) return false;
  return isGlobal(address) || PRIVATE_RANGES.has(address.range());
}
