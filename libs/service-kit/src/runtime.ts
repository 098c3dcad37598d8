import type { Authenticator, RunTokens } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Clock } from '#libs/clock';
import type { HttpConfig, RunConfig } from '#libs/config';
import type { PlatformTransport } from '#libs/platform-api';
import type { Logger } from '#libs/telemetry';

/** What a process gives to the services in it. Made once, before the application; closed after it. */
export interface ServiceRuntime {
  logger: Logger;
  http: HttpConfig;
  runs: RunConfig;
  /** The clock that the processes of the product have in common. */
  clock: Clock;
  changeFeed: ChangeFeed;
  authenticator: Authenticator;
  runTokens: RunTokens;
  /** How the services of this process reach each other's REST. */
  transport: PlatformTransport;
}

/** Injection tokens of what has no class. */
export const LOGGER = Symbol('Logger');
export const CLOCK = Symbol('Clock');
export const CHANGE_FEED = Symbol('ChangeFeed');
export const PLATFORM_TRANSPORT = Symbol('PlatformTransport');
export const HTTP_CONFIG = Symbol('HttpConfig');
export const RUN_CONFIG = Symbol('RunConfig');
