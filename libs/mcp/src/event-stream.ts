/**
 * Answers that may be streams of events (2025-11-25 and 2026-07-28, Streamable HTTP): a document when the outcome comes
 * before there is anything to tell, and from then on `text/event-stream`. What the events say is left to the endpoint;
 * when the reader has gone, to whoever writes the stream.
 */
import type { McpHttpResponse } from './transport.js';

/** Events that wait for a slow reader; older ones are dropped for newer ones. */
const MAX_WAITING = 100;

const EVENT_START = Buffer.from('event: message\ndata: ');
const EVENT_END = Buffer.from('\n\n');
const KEEP_ALIVE = Buffer.from(': keep-alive\n\n');
const NO_ANSWER = Buffer.from(': no answer\n\n');
const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // nginx, and what does as nginx does, passes events on at once.
  'x-accel-buffering': 'no',
} as const;

export interface StreamableWork {
  /**
   * Makes the answer. Never rejects; undefined when there is none to send.
   *
   * @param notify takes the JSON text of a notification, sent before the answer
   */
  readonly work: (notify: (notification: string) => void) => Promise<McpHttpResponse | undefined>;
  /** After this time without anything to send, in milliseconds, the stream begins, and then says that it is alive. */
  readonly keepAliveMs: number;
}

/** Resolves with the answer as a document, or with a stream that ends with it, whichever is there first. */
export function answerOrStream({ work, keepAliveMs }: StreamableWork): Promise<McpHttpResponse> {
  return new Promise((resolve, reject) => {
    const events = new EventStream(keepAliveMs);
    let streaming = false;
    const begin = (): void => {
      streaming = true;
      clearTimeout(timer);
      resolve({ status: 200, headers: { ...HEADERS }, body: [], events });
    };
    const timer = setTimeout(begin, keepAliveMs);
    const notify = (notification: string): void => {
      if (events.ended) return;
      events.push([Buffer.from(notification)]);
      if (!streaming) begin();
    };
    work(notify).then((answer) => {
      clearTimeout(timer);
      if (streaming) {
        if (answer !== undefined) events.push(answer.body);
      } else {
        resolve(answer ?? emptyStream());
      }
      events.end();
    }, reject);
  });
}

/** A stream without an answer, for a request whose caller wants none any more. */
export function emptyStream(): McpHttpResponse {
  return { status: 200, headers: { ...HEADERS }, body: [NO_ANSWER] };
}

/** Events for one reader, made as it takes them. */
class EventStream implements AsyncIterable<Buffer> {
  readonly #keepAliveMs: number;
  readonly #waiting: Buffer[] = [];
  ended = false;
  #wake: (() => void) | undefined;

  constructor(keepAliveMs: number) {
    this.#keepAliveMs = keepAliveMs;
  }

  push(parts: readonly Buffer[]): void {
    if (this.#waiting.length >= MAX_WAITING) this.#waiting.shift();
    this.#waiting.push(Buffer.concat([EVENT_START, ...parts, EVENT_END]));
    this.#wake?.();
  }

  end(): void {
    this.ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.ended) return;
      else if (!(await this.#somethingToSend())) yield KEEP_ALIVE;
    }
  }

  /** False when the time for a sign of life came first. */
  #somethingToSend(): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (isThere: boolean) => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(isThere);
      };
      const timer = setTimeout(() => {
        settle(false);
      }, this.#keepAliveMs);
      this.#wake = () => {
        settle(true);
      };
    });
  }
}
