import type { PrivateHosts } from '#libs/guarded-fetch';
import type { SecretVault } from './secrets/secret-vault.js';

/** What the item service cannot find out by itself. */
export interface ItemsvcOptions {
  vault: SecretVault;
  /** What an operator opened of the private network for the fetches of scripts. */
  privateHosts: PrivateHosts;
  /** The same in all services; keys for what is signed are derived from it. */
  serviceKey: string;
  /** Base URL under which clients reach the services; undefined where nobody has said. */
  publicUrl: () => string | undefined;
  /** How often usage is counted, in milliseconds. */
  usageRollUpMs: number;
}

/** Injection token of the options. */
export const ITEMSVC_OPTIONS = Symbol('ItemsvcOptions');
