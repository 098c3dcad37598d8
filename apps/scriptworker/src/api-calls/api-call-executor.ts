/**
 * Executes runs that are one request to somebody's API: through the guarded fetch, to a host that the namespace lists, with
 * the secrets of the service put in next to the dial and taken out of whatever comes back. Every other run is a script's.
 * What the request is, the AI service has made of the caller's arguments.
 */
import { mayUseNamespace } from '#libs/access';
import { steadyNow } from '#libs/clock';
import {
  API_CALL_VERSION,
  type ApiCall,
  apiCallSchema,
  EMPTY_RUN_REPORT,
  type JsonValue,
  type RunOutcome,
} from '#libs/contracts';
import {
  FetchError,
  type FetchPermit,
  type GuardedFetch,
  type GuardedResponse,
  Redaction,
  requireAllowed,
} from '#libs/guarded-fetch';
import { PlatformApiError } from '#libs/platform-api';
import { type Executor, failedRun, type RunRequest } from '#libs/script-runner';
import type { Logger } from '#libs/telemetry';
import type { FetchRules } from '../host-calls/fetch-rules.js';
import { SecretRefusal } from '../host-calls/secret-refusal.js';
import { apiAnswer, HttpError } from './api-answer.js';
import { withSecrets } from './api-secret.js';

export interface ApiCallExecutorOptions {
  /** Executes all other runs. */
  scripts: Executor;
  guarded: GuardedFetch;
  rules: FetchRules;
  /** A body that grew by marks beyond it is refused. */
  responseBytes: number;
  logger: Logger;
}

/** What of a request must not reach another origin. */
type Confidential = Pick<FetchPermit, 'confidentialHeaders' | 'isConfidential'>;

/** Kept of the time until the deadline for the way back. */
const ANSWER_MARGIN_MS = 100;

export class ApiCallExecutor implements Executor {
  readonly #options: ApiCallExecutorOptions;

  constructor(options: ApiCallExecutorOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async execute(request: RunRequest): Promise<RunOutcome> {
    if (request.versionId !== API_CALL_VERSION) return this.#options.scripts.execute(request);
    const begunAt = steadyNow();
    const outcome = await this.#outcome(request, begunAt);
    // 0 would say that nothing ran.
    const ranMs = Math.max(0.001, microseconds(steadyNow() - begunAt));
    const queuedMs = microseconds(request.origin.allottedMs - (request.deadline - begunAt));
    const phases = { queuedMs, preparedMs: 0, ranMs, answeredMs: 0 };
    return { ...outcome, report: { ...EMPTY_RUN_REPORT, wallMs: ranMs, hostCalls: 1, phases } };
  }

  async #outcome(request: RunRequest, begunAt: number): Promise<RunOutcome> {
    const { principal, namespace, limits, signal } = request;
    if (!mayUseNamespace(principal, namespace)) {
      return failedRun('ScriptUnavailable', `The service does not exist in namespace ${namespace}.`);
    }
    const call = apiCallSchema.safeParse(request.input);
    if (!call.success) return failedRun('ScriptUnavailable', 'The call was made for another version of this worker.');
    const timeMs = Math.max(0, Math.min(limits.wallMs, request.deadline - ANSWER_MARGIN_MS - begunAt));
    const time = AbortSignal.timeout(Math.floor(timeMs));
    try {
      const ended = signal === undefined ? time : AbortSignal.any([signal, time]);
      const result = await this.#result(call.data, namespace, ended);
      return fits(result, limits.resultBytes);
    } catch (error) {
      if (signal?.aborted === true) return failedRun('RunCancelled', 'The caller cancelled the run.');
      if (time.aborted) {
        return failedRun('WallLimitExceeded', `The API did not answer within ${Math.floor(timeMs)} ms.`);
      }
      return this.#failure(error, request);
    }
  }

  async #result({ operation, request, secrets }: ApiCall, namespace: string, signal: AbortSignal): Promise<JsonValue> {
    const { guarded, rules, responseBytes } = this.#options;
    const hosts = await rules.hosts(namespace);
    const send = async (sent: ApiCall['request'], confidential: Confidential = {}): Promise<GuardedResponse> => {
      const { body, ...rest } = sent;
      const bytes = body === undefined ? {} : { body: Buffer.from(body, 'base64') };
      try {
        return await guarded.fetch({ ...rest, ...bytes }, { partition: namespace, hosts, signal, ...confidential });
      } catch (error) {
        throw withWhere(error, namespace);
      }
    };
    if (secrets.length === 0) return apiAnswer(await send(request), operation);
    const url = URL.parse(request.url);
    if (url === null) throw new FetchError('InvalidRequest', 'The URL of the request is not valid.');
    try {
      requireAllowed(url, hosts);
    } catch (error) {
      throw withWhere(error, namespace);
    }
    const names = [...new Set(secrets.map(({ secretName }) => secretName))];
    const filled = withSecrets(request, secrets, await rules.secrets(namespace, names, url.origin));
    const redaction = new Redaction(filled.confidential);
    try {
      const response = await send(filled.request, {
        confidentialHeaders: filled.confidentialHeaders,
        isConfidential: (text) => decodings(text).some((one) => redaction.text(one) !== one),
      });
      return apiAnswer(redaction.response(response, responseBytes), operation);
    } catch (error) {
      throw redaction.error(error);
    }
  }

  #failure(error: unknown, { runId }: RunRequest): RunOutcome {
    if (error instanceof HttpError || error instanceof FetchError || error instanceof SecretRefusal) {
      return failedCall(error.name, error.message);
    }
    this.#options.logger.warn({ err: error, runId }, 'A call of an API could not be made');
    const reason = error instanceof PlatformApiError ? `: ${error.message}` : '.';
    return failedCall('FetchError', `The request could not be made${reason}`);
  }
}

/** A text, and what it says once what it was written into, and what that was written into, is read. */
function decodings(text: string): string[] {
  const decoded = (encoded: string): string =>
    encoded.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll('%', ''), 'hex').toString());
  const once = decoded(text);
  return [text, once, decoded(once)];
}

/** The namespace's own list is what to change. */
function withWhere(error: unknown, namespace: string): unknown {
  if (!(error instanceof FetchError) || error.code !== 'HostNotAllowed') return error;
  const where = `They are the _fetchHosts of the settings of the namespace "${namespace}".`;
  return new FetchError(error.code, `${error.message} ${where}`);
}

function failedCall(name: string, message: string): RunOutcome {
  return { status: 'failed', error: { code: 'ApiCallFailed', name, message }, report: EMPTY_RUN_REPORT };
}

function fits(result: JsonValue, maxBytes: number): RunOutcome {
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes <= maxBytes) return { status: 'succeeded', result, report: EMPTY_RUN_REPORT };
  return failedRun(
    'ResultTooLarge',
    `The answer has ${bytes} bytes as JSON; at most ${maxBytes} are passed on. Ask for less.`,
  );
}

/** Milliseconds in whole microseconds, and none below 0. */
function microseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000) / 1_000);
}
