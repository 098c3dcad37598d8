import type { HostList } from './host-list.js';
import type { Resolve } from './look-ups.js';
import type { PrivateHosts } from './private-hosts.js';

export interface GuardedRequest {
  /** Absolute, http or https. */
  url: string;
  /** In any case; GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS. */
  method: string;
  /** In order; names in any case. */
  headers: readonly (readonly [name: string, value: string])[];
  body?: Uint8Array;
  /** What becomes of a redirection: followed, an error, or handed over as the response that it is. */
  redirect: 'follow' | 'error' | 'manual';
  /** What is waited for; the whole when left out. Of a head alone the body is empty, whatever is sent as one. */
  response?: 'whole' | 'head';
}

/** On whose behalf a request is made, and what is allowed to it. */
export interface FetchPermit {
  /** Connections, look-ups of names and turns are shared within a partition and with nobody outside it. */
  partition: string;
  hosts: HostList;
  /** Names of headers that must not reach another origin, beside Authorization and Cookie. */
  confidentialHeaders?: readonly string[];
  /** Whether a text holds what must not reach another origin: no redirection takes it there in its URL. */
  isConfidential?: (text: string) => boolean;
  /** Ends the fetch with `Cancelled`. */
  signal?: AbortSignal;
}

export interface GuardedResponse {
  /** Of the last hop, without its fragment. */
  url: string;
  redirected: boolean;
  status: number;
  statusText: string;
  /** Names in lower case; a name comes once for each of its values. */
  headers: [name: string, value: string][];
  /** Decompressed. */
  body: Buffer;
}

export interface FetchLimits {
  /** For the whole of a fetch, its wait for a turn and its redirections included. */
  timeoutMs: number;
  /** Until the head of a response is there, for each hop; its look-up and the wait for that included. */
  firstByteMs: number;
  requestBytes: number;
  /** The body before and after decompression. */
  responseBytes: number;
  redirects: number;
}

export interface GuardedFetchOptions {
  limits: FetchLimits;
  /** What an operator opened of the private network; nothing when left out. */
  privateHosts?: PrivateHosts;
  /** Certificates (PEM) that are trusted beside those that Node trusts. */
  certificateAuthorities?: readonly string[];
  /** All addresses of a name; the system's resolver when left out. */
  resolve?: Resolve;
}
