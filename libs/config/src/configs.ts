import { z } from 'zod';
import { DEFAULT_RUN_LIMITS, LEAST_RUN_LIMITS, type RunLimitName, type RunLimits } from '#libs/contracts';
import { BEARER_TOKEN } from './bearer-token.js';
import {
  commaSeparated,
  defineConfig,
  type Environment,
  variable,
  type Variable,
  wholeNumber,
} from './define-config.js';

const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;
const ALLOWED_HOSTS = 'ALLOWED_HOSTS';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** Addresses that mean every address of the machine, and those at which it is reached then. */
const WILDCARDS = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['[::]', '[::1]'],
]);

/** The host of a URL as clients write it in their Host header; IPv6 addresses in brackets. */
function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}

export class HttpConfig extends defineConfig('HTTP', {
  host: variable('HOST', z.string().default('127.0.0.1'), 'Address to listen on.'),
  port: variable('PORT', wholeNumber(3000, { min: 0, max: 65_535 }), 'Port to listen on; 0 takes a free one.'),
  publicUrl: variable(
    'PUBLIC_URL',
    z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    'URL under which clients reach the services, when it is not http://HOST:PORT.',
  ),
  allowedHosts: variable(
    ALLOWED_HOSTS,
    commaSeparated(LOOPBACK),
    'Host names (without port) that an MCP request may name in its Host header; against DNS rebinding. Left out: also those of HOST and PUBLIC_URL.',
  ),
  allowedOrigins: variable(
    'ALLOWED_ORIGINS',
    commaSeparated(LOOPBACK),
    'Host names (without scheme and port) that an MCP request may name in its Origin header.',
  ),
  maxBodyBytes: variable(
    'MAX_BODY_BYTES',
    wholeNumber(4 * MIB, { min: 1024, max: 64 * MIB }),
    'Largest JSON body that is read, in bytes.',
  ),
  maxFileBytes: variable(
    'MAX_FILE_BYTES',
    wholeNumber(100 * MIB, { min: 1024, max: 16 * 1024 * MIB }),
    'Largest content of one file version, in bytes.',
  ),
  shutdownMs: variable(
    'SHUTDOWN_MS',
    wholeNumber(35_000, { min: 0, max: 10 * MINUTE_MS }),
    'Milliseconds that requests and runs in flight get to finish after SIGTERM or SIGINT.',
  ),
}) {
  /** Hosts for which MCP requests are answered. */
  readonly mcpHosts: readonly string[];
  readonly #host: string;

  constructor(environment: Environment) {
    super(environment);
    this.#host = hostOf(`http://${this.host.includes(':') ? `[${this.host}]` : this.host}`) ?? this.host;
    const given = (environment[ALLOWED_HOSTS] ?? '') !== '';
    const own = [this.#host, hostOf(this.publicUrl) ?? ''].filter((host) => host !== '' && !WILDCARDS.has(host));
    this.mcpHosts = given ? this.allowedHosts : [...this.allowedHosts, ...own];
  }

  /** URL at which this process is reached when it listens on the port. */
  urlAt(port: number): string {
    return this.publicUrl ?? `http://${WILDCARDS.get(this.#host) ?? this.#host}:${port}`;
  }
}

export class StoreConfig extends defineConfig('Stores', {
  dataDir: variable('DATA_DIR', z.string().default('.data'), 'Folder of the embedded store and the admin token.'),
  mongodbUri: variable(
    'MONGODB_URI',
    z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
      .optional(),
    'MongoDB to use. Left out: the embedded store in DATA_DIR (only for the local process).',
  ),
  redisUrl: variable(
    'REDIS_URL',
    z
      .string()
      .regex(/^(rediss?|unix):\/\//, 'must begin with redis://, rediss:// or unix://')
      .optional(),
    'Redis for the queue of runs and the change feed. Left out: runs are handed over in the process (only for the local process).',
  ),
}) {}

export class AccessConfig extends defineConfig('Access', {
  adminToken: variable(
    'ADMIN_TOKEN',
    z
      .string()
      .min(16, 'must have at least 16 characters')
      .regex(BEARER_TOKEN, 'must be one that a request can send: letters, digits and - . _ ~ + / :')
      .optional(),
    'Token of the first principal. Left out: made on the first start and kept in DATA_DIR/admin-token (only for the local process).',
  ),
  serviceKey: variable(
    'SERVICE_KEY',
    z.string().min(32, 'must have at least 32 characters').optional(),
    'Signs run tokens; the same in all services. Left out: made anew at each start (only for the local process).',
  ),
}) {}

export class ServicesConfig extends defineConfig('Services', {
  aisvcUrl: variable('AISVC_URL', z.url('must be a URL').optional(), 'Where the other services reach the AI service.'),
  itemsvcUrl: variable(
    'ITEMSVC_URL',
    z.url('must be a URL').optional(),
    'Where the other services reach the item service.',
  ),
}) {}

/** What one run may use, and tools and scripts may narrow. */
const RUN_LIMITS = {
  cpuMs: variable(
    'RUN_CPU_MS',
    wholeNumber(DEFAULT_RUN_LIMITS.cpuMs, { min: LEAST_RUN_LIMITS.cpuMs, max: 10 * MINUTE_MS }),
    'CPU time of one run, in milliseconds.',
  ),
  wallMs: variable(
    'RUN_WALL_MS',
    wholeNumber(DEFAULT_RUN_LIMITS.wallMs, { min: LEAST_RUN_LIMITS.wallMs, max: 60 * MINUTE_MS }),
    'Time of one run from call to answer, in milliseconds.',
  ),
  memoryBytes: variable(
    'RUN_MEMORY_BYTES',
    wholeNumber(DEFAULT_RUN_LIMITS.memoryBytes, { min: LEAST_RUN_LIMITS.memoryBytes, max: 4096 * MIB }),
    'Heap of the isolate of one run, in bytes.',
  ),
  resultBytes: variable(
    'RUN_RESULT_BYTES',
    wholeNumber(DEFAULT_RUN_LIMITS.resultBytes, { min: LEAST_RUN_LIMITS.resultBytes, max: 64 * MIB }),
    'JSON text of the result of one run, in bytes.',
  ),
  consoleBytes: variable(
    'RUN_CONSOLE_BYTES',
    wholeNumber(DEFAULT_RUN_LIMITS.consoleBytes, { min: LEAST_RUN_LIMITS.consoleBytes, max: 16 * MIB }),
    'Console lines of one run together, in bytes.',
  ),
  hostCalls: variable(
    'RUN_HOST_CALLS',
    wholeNumber(DEFAULT_RUN_LIMITS.hostCalls, { min: LEAST_RUN_LIMITS.hostCalls, max: 100_000 }),
    'PlatformApi calls of one run in all.',
  ),
  pendingHostCalls: variable(
    'RUN_PENDING_HOST_CALLS',
    wholeNumber(DEFAULT_RUN_LIMITS.pendingHostCalls, { min: LEAST_RUN_LIMITS.pendingHostCalls, max: 10_000 }),
    'PlatformApi calls of one run that wait at one time.',
  ),
} as const satisfies Record<RunLimitName, Variable<z.ZodType<number>>>;

/** Name of the variable that sets a limit. */
export function runLimitVariable(limit: RunLimitName): string {
  return RUN_LIMITS[limit].name;
}

export class RunConfig extends defineConfig('Runs', {
  ...RUN_LIMITS,
  answerBytes: variable(
    'RUN_ANSWER_BYTES',
    wholeNumber(100 * 1024, { min: 1024, max: 16 * MIB }),
    'Text of a result that a model sees, in bytes; the rest is cut with a mark.',
  ),
  childRssBytes: variable(
    'SANDBOX_CHILD_RSS_BYTES',
    wholeNumber(512 * MIB, { min: 64 * MIB, max: 16_384 * MIB }),
    'Resident memory at which a sandbox child is ended, in bytes.',
  ),
  minChildren: variable(
    'SANDBOX_MIN_CHILDREN',
    wholeNumber(2, { min: 1, max: 256 }),
    'Sandbox children that are kept ready.',
  ),
  maxChildren: variable(
    'SANDBOX_MAX_CHILDREN',
    wholeNumber(16, { min: 1, max: 1_024 }),
    'Sandbox children at most; each runs one script at a time.',
  ),
  maxWaiting: variable(
    'RUN_MAX_WAITING',
    wholeNumber(1_000, { min: 1, max: 1_000_000 }),
    'Runs of all namespaces together that may wait in one process; above it a call is refused with 429.',
  ),
  namespaceConcurrent: variable(
    'RUN_NAMESPACE_CONCURRENT',
    wholeNumber(12, { min: 1, max: 1_024 }),
    'Runs of one namespace at a time; others of it wait. Less than SANDBOX_MAX_CHILDREN leaves room for other namespaces.',
  ),
  namespaceWaiting: variable(
    'RUN_NAMESPACE_WAITING',
    wholeNumber(500, { min: 0, max: 1_000_000 }),
    'Runs of one namespace that may wait; above it a call is refused with 429.',
  ),
  recordsMs: variable(
    'RUN_RECORDS_MS',
    wholeNumber(7 * 24 * 60 * MINUTE_MS, { min: 0, max: 366 * 24 * 60 * MINUTE_MS }),
    'How long the record of a run is kept, in milliseconds; 0 keeps none.',
  ),
  workerConcurrency: variable(
    'WORKER_CONCURRENCY',
    wholeNumber(16, { min: 1, max: 1_024 }),
    'Runs that one script worker holds at a time; the AI service hands on twice as many for each worker.',
  ),
}) {
  /** What one run may use when neither tool nor script narrows it. */
  get limits(): RunLimits {
    const { cpuMs, wallMs, memoryBytes, resultBytes, consoleBytes, hostCalls, pendingHostCalls } = this;
    return { cpuMs, wallMs, memoryBytes, resultBytes, consoleBytes, hostCalls, pendingHostCalls };
  }
}

/** `host` or `host:port`, IPv6 in brackets. */
const PRIVATE_HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]*)(?::\d{1,5})?$/i;

export class FetchConfig extends defineConfig('Requests of scripts to other servers', {
  timeoutMs: variable(
    'FETCH_TIMEOUT_MS',
    wholeNumber(20_000, { min: 100, max: 10 * MINUTE_MS }),
    'Time of one fetch of a script with its redirections, in milliseconds; it ends with the run at the latest.',
  ),
  firstByteMs: variable(
    'FETCH_FIRST_BYTE_MS',
    wholeNumber(10_000, { min: 100, max: 10 * MINUTE_MS }),
    'Time until a server begins to answer a fetch, in milliseconds.',
  ),
  requestBytes: variable(
    'FETCH_REQUEST_BYTES',
    wholeNumber(512 * 1024, { min: 1024, max: 700 * 1024 }),
    'Body of the request of one fetch, in bytes. As Base64 it must fit into the arguments of a call of the sandbox.',
  ),
  responseBytes: variable(
    'FETCH_RESPONSE_BYTES',
    wholeNumber(4 * MIB, { min: 1024, max: 8 * MIB }),
    'Body of the response of one fetch, compressed and decompressed, in bytes.',
  ),
  redirects: variable('FETCH_REDIRECTS', wholeNumber(5, { min: 0, max: 20 }), 'Redirections that one fetch follows.'),
  privateHosts: variable(
    'FETCH_PRIVATE_HOSTS',
    commaSeparated([]).refine(
      (hosts) => hosts.every((host) => PRIVATE_HOST.test(host)),
      'must be hosts, each with a port or without, separated by commas',
    ),
    'Hosts (host or host:port) that namespaces may list although their addresses are private. All others must be public.',
  ),
}) {}

const secretsKey = z.string().min(32, 'must have at least 32 characters').optional();

export class SecretsConfig extends defineConfig('Secrets of namespaces', {
  key: variable(
    'SECRETS_KEY',
    secretsKey,
    'Encrypts the secrets of namespaces. Left out: none can be stored; the local process makes one and keeps it in DATA_DIR/secrets-key.',
  ),
  previousKey: variable(
    'SECRETS_KEY_PREVIOUS',
    secretsKey,
    'Key before SECRETS_KEY was changed: what it encrypted is read, and encrypted anew at the start of the item service.',
  ),
}) {}

export class UsageConfig extends defineConfig('Usage metrics', {
  rollUpMs: variable(
    'USAGE_ROLLUP_MS',
    wholeNumber(10 * MINUTE_MS, { min: 1_000, max: 6 * 60 * MINUTE_MS }),
    'How often what namespaces use is counted and kept for its day, in milliseconds. Runs whose records are kept for less are not all counted.',
  ),
}) {}

export class NotificationConfig extends defineConfig('Notifications', {
  attempts: variable(
    'NOTIFICATION_ATTEMPTS',
    wholeNumber(8, { min: 1, max: 20 }),
    'Attempts at delivering a message to a member, in all.',
  ),
  retryMs: variable(
    'NOTIFICATION_RETRY_MS',
    wholeNumber(5_000, { min: 10, max: 60 * MINUTE_MS }),
    'Pause after the first attempt at a delivery, in milliseconds; each further one is four times as long, 6 hours at most.',
  ),
  timeoutMs: variable(
    'NOTIFICATION_TIMEOUT_MS',
    wholeNumber(10_000, { min: 100, max: 30_000 }),
    'Time of one attempt at a delivery, in milliseconds.',
  ),
  keptMs: variable(
    'NOTIFICATION_KEPT_MS',
    wholeNumber(7 * 24 * 60 * MINUTE_MS, { min: MINUTE_MS, max: 366 * 24 * 60 * MINUTE_MS }),
    'How long a message and what became of it is kept, in milliseconds. What is not delivered by then never is.',
  ),
}) {}

export class TelemetryConfig extends defineConfig('Telemetry', {
  logLevel: variable(
    'LOG_LEVEL',
    z
      .enum(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        'must be one of fatal, error, warn, info, debug, trace, silent',
      )
      .default('info'),
    'Least severe log line that is written.',
  ),
}) {}

/** All areas, in the order of `.env.example`. */
export const CONFIG_CLASSES = [
  HttpConfig,
  StoreConfig,
  AccessConfig,
  ServicesConfig,
  RunConfig,
  FetchConfig,
  SecretsConfig,
  UsageConfig,
  NotificationConfig,
  TelemetryConfig,
] as const;
