/** Reads server-sent events as a browser does (HTML Standard, "Server-sent events"), with a header for the token. */
import type { Product, rest } from './product.ts';

/** Parsed data; what it holds is for each test to say. */
type Json = Awaited<ReturnType<typeof rest>>['body'];

export interface SentEvent {
  id: string;
  type: string;
  data: Json;
}

export interface EventReader {
  status: number;
  headers: Headers;
  /** The next events, up to and with the first of the type. @throws Error when the stream ends before */
  until(type: string): Promise<SentEvent[]>;
  /** All that is left. */
  rest(): Promise<SentEvent[]>;
  leave(): void;
}

/** Opens a stream; a reader that comes back says which event it had last. */
export async function openEvents(
  product: Pick<Product, 'url' | 'token'>,
  path: string,
  { lastEventId }: { lastEventId?: string } = {},
): Promise<EventReader> {
  const leaving = new AbortController();
  const response = await fetch(new URL(path, product.url), {
    headers: {
      authorization: `Bearer ${product.token}`,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: leaving.signal,
  });
  const events = readEvents(response);
  return {
    status: response.status,
    headers: response.headers,
    until: async (type) => {
      const seen: SentEvent[] = [];
      for (;;) {
        const { value, done } = await events.next();
        if (done === true) throw new Error(`The stream ended without ${type}: ${JSON.stringify(seen)}`);
        seen.push(value);
        if (value.type === type) return seen;
      }
    },
    rest: async () => {
      const seen: SentEvent[] = [];
      for await (const event of events) seen.push(event);
      return seen;
    },
    leave: () => {
      leaving.abort();
    },
  };
}

async function* readEvents(response: Response): AsyncGenerator<SentEvent> {
  let text = '';
  let id = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map<string, string>();
      for (const line of text.slice(0, end).split('\n')) {
        const colon = line.indexOf(':');
        if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
      }
      text = text.slice(end + 2);
      id = fields.get('id') ?? id;
      const data = fields.get('data');
      if (data !== undefined) yield { id, type: fields.get('event') ?? 'message', data: JSON.parse(data) };
    }
  }
}
