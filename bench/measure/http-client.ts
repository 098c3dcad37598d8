import { Agent, request } from 'undici';
import type { HttpRequest } from './http-load.ts';

/** No call of a benchmark takes so long. */
const TIMEOUT_MS = 60_000;

/** Sends requests one by one over connections that it keeps, for callers that have to read each answer. */
export class HttpClient implements AsyncDisposable {
  readonly #agent: Agent;

  /** @param connections most requests in flight; more wait */
  constructor(connections: number) {
    this.#agent = new Agent({ connections, pipelining: 1, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  }

  /** The body of the answer. @throws Error when it is not a 200 */
  async send({ url, ...sent }: HttpRequest): Promise<string> {
    const answer = await request(url, { method: 'POST', ...sent, dispatcher: this.#agent });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}: ${text.slice(0, 500)}`);
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}
