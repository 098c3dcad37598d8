import { type RunTokens, type Principal } from '#libs/access';
import { type RecordedRuns, recordedRunsSchema } from '#libs/contracts';
import { PlatformApiError, type PlatformTransport, timedTransport } from '#libs/platform-api';

/** Where runs are recorded. */
export interface RunRecordStore {
  /**
   * @param updates JSON texts of `RunUpdate`
   * @throws PlatformApiError when they are refused, or cannot be stored at the moment
   */
  write(updates: readonly string[]): Promise<RecordedRuns>;
  /** Takes back the record of a run that was never begun. @throws PlatformApiError */
  withdraw(runId: string): Promise<void>;
}

const PATH = '/itemsvc/api/v1/runs';
const TIMEOUT_MS = 10_000;

/** Records runs over the item service's REST, as one of our own processes. */
export class RestRunRecordStore implements RunRecordStore {
  readonly #transport: PlatformTransport;
  readonly #tokens: RunTokens;

  constructor(transport: PlatformTransport, tokens: RunTokens) {
    this.#transport = timedTransport(transport, TIMEOUT_MS);
    this.#tokens = tokens;
  }

  async write(updates: readonly string[]): Promise<RecordedRuns> {
    const body = await this.#send({ method: 'PUT', path: PATH, body: `[${updates.join(',')}]` });
    return recordedRunsSchema.parse(JSON.parse(body));
  }

  async withdraw(runId: string): Promise<void> {
    await this.#send({ method: 'DELETE', path: `${PATH}/${encodeURIComponent(runId)}` });
  }

  async #send(request: { method: string; path: string; body?: string }): Promise<string> {
    const recorder: Principal = { id: 'run-recorder', kind: 'service', namespaces: '*' };
    const token = await this.#tokens.issue(recorder, { ttlMs: TIMEOUT_MS });
    const { status, body } = await this.#transport.send({ ...request, token });
    if (status < 400) return body;
    const code = status < 500 ? 'ValidationFailed' : 'Unavailable';
    throw new PlatformApiError({ status, code, detail: `The item service answered ${status}: ${body.slice(0, 500)}` });
  }
}
