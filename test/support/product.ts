import type { ChildProcess } from 'node:child_process';

export const ADMIN_TOKEN = 'admin-token-of-the-tests';

/** A running product, however many processes it is, as a test reaches it. */
export interface Product {
  /** Base URL of REST and MCP. */
  url: string;
  token: string;
  /** Ends it as an operator would, and what was started for it. Idempotent. */
  stop(): Promise<void>;
}

/** Waits until a process has ended. */
export function ended(child: ChildProcess): Promise<number | NodeJS.Signals> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  if (child.signalCode !== null) return Promise.resolve(child.signalCode);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signal ?? 'SIGKILL');
    });
  });
}

/** Request with the admin token; a body is sent as JSON, and a JSON answer is parsed. */
export async function rest(
  product: Pick<Product, 'url' | 'token'>,
  path: string,
  {
    body,
    headers,
    ...init
  }: Omit<RequestInit, 'body' | 'headers'> & { body?: unknown; headers?: Record<string, string> } = {},
) {
  const response = await fetch(new URL(path, product.url), {
    ...init,
    method: init.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${product.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return { status: response.status, headers: response.headers, text, body: JSON.parse(isJson ? text : 'null') };
}
