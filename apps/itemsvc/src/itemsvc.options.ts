import type { PrivateHosts } from '#libs/guarded-fetch';
import type { SecretVault } from './secrets/secret-vault.js';

/** How messages are delivered, and for how long they are kept. Times in milliseconds. */
export interface NotificationRules {
  /** At one delivery, in all. */
  attempts: number;
  /** Pause after the first attempt. */
  retryMs: number;
  /** Of one attempt. */
  timeoutMs: number;
  keptMs: number;
}

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
  notifications: NotificationRules;
}

/** Injection token of the options. */
export const ITEMSVC_OPTIONS = Symbol('ItemsvcOptions');
