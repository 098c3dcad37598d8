import type { FastifyReply } from 'fastify';

/** One server-sent event (HTML Standard, "Server-sent events"). */
export interface StreamEvent {
  id?: string | undefined;
  type: string;
  data: object;
}

export const EVENT_STREAM = 'text/event-stream';

/** How often a silent stream says that it lives, in milliseconds: proxies end what is silent for a minute. */
const KEEP_ALIVE_MS = 15_000;
/** Text that may wait for a slow reader, in bytes. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
const HEADERS = {
  'content-type': `${EVENT_STREAM}; charset=utf-8`,
  'cache-control': 'no-store',
  // nginx would gather the events before it passes them on.
  'x-accel-buffering': 'no',
};

/** An answer of server-sent events. It ends by itself when its reader leaves or cannot keep up. */
export class EventStream {
  readonly #raw: FastifyReply['raw'];
  readonly #keepAlive: NodeJS.Timeout;
  readonly #onEnd: () => void;
  #ended = false;

  /** @param onEnd called once, whoever ends it */
  constructor(reply: FastifyReply, onEnd: () => void) {
    this.#onEnd = onEnd;
    reply.hijack();
    this.#raw = reply.raw;
    this.#raw.writeHead(200, HEADERS);
    this.#raw.flushHeaders();
    this.#raw.on('close', () => {
      this.end();
    });
    this.#raw.on('error', () => {
      this.end();
    });
    this.#keepAlive = setInterval(() => {
      this.#write(': still here\n\n');
    }, KEEP_ALIVE_MS);
  }

  send({ id, type, data }: StreamEvent): void {
    const head = id === undefined ? '' : `id: ${id}\n`;
    this.#write(`${head}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#keepAlive);
    this.#raw.end();
    this.#onEnd();
  }

  #write(text: string): void {
    if (this.#ended) return;
    // A reader that comes back says which event it had last.
    if (this.#raw.writableLength > MAX_BUFFERED_BYTES) this.end();
    else this.#raw.write(text);
  }
}
