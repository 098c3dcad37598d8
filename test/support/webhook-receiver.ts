import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A webhook as its receiver saw it. */
export interface ReceivedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** By the receiver's clock, in milliseconds. */
  at: number;
}

export interface WebhookReceiver {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** `127.0.0.1:<port>` */
  host: string;
  received: ReceivedWebhook[];
  stop(): Promise<void>;
}

/** How a receiver answers: with a status, or by itself. */
export type WebhookAnswer = (webhook: ReceivedWebhook, response: ServerResponse) => number | undefined;

/** A server that takes webhooks and keeps them. */
export async function startWebhookReceiver(answer: WebhookAnswer = () => 204): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '', headers } = request;
    const webhook = { path: url, headers, body: await text(request), at: Date.now() };
    received.push(webhook);
    const status = answer(webhook, response);
    if (status !== undefined) response.writeHead(status).end();
  };
  const server = createServer((request, response) => {
    void take(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url: `http://${host}`,
    host,
    received,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether a webhook was signed with the secret, as a receiver checks it (Standard Webhooks, "Verifying"). */
export function isSigned({ headers, body }: ReceivedWebhook, secret: string): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`]),
  );
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id!}.${timestamp!}.${body}`).digest('base64');
  const isRecent = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300;
  return isRecent && signatures!.split(' ').includes(`v1,${expected}`);
}
