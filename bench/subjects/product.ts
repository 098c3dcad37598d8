import { z } from 'zod';
import { type Product, rest } from '../../test/support/product.ts';
import { NAMESPACE, scriptItem, TOOL_COUNT, tools } from '../fixtures.ts';
import type { HttpTarget } from '../measure/http-load.ts';
import { httpLoad } from '../measure/http-load.ts';
import type { Subject } from '../measure/interleaved.ts';
import { callRequest, type Era, listRequest, sendOnce, withToken } from '../mcp-request.ts';

/** A running product that holds the fixtures. */
export interface BenchProduct {
  /** Of the MCP endpoint, with the namespace. */
  mcpUrl: string;
  token: string;
  /** The process that answers at `mcpUrl`. */
  pid: number;
}

const createdSchema = z.object({ _total: z.number() });
const MCP_PATH = `/aisvc/api/v1/stateless/mcp/tools?nsfilter=${NAMESPACE}`;

async function create(product: Pick<Product, 'url' | 'token'>, path: string, body: object[]): Promise<void> {
  const answer = await rest(product, `${path}?nsfilter=${NAMESPACE}`, { body });
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  const { _total } = createdSchema.parse(answer.body);
  if (_total !== body.length) throw new Error(`${path} stored ${_total} of ${body.length}.`);
}

/** Stores the fixtures over REST. `itemsUrl` differs from the product's when the services stand apart. */
export async function withFixtures(
  product: Pick<Product, 'url' | 'token'>,
  { pid, itemsUrl }: { pid: number; itemsUrl: string },
): Promise<BenchProduct> {
  const { url, token } = product;
  await create({ url: itemsUrl, token }, '/itemsvc/api/v1/nameduseritems', [scriptItem()]);
  await create(product, '/aisvc/api/v1/mcp-tools', tools());
  return { mcpUrl: new URL(MCP_PATH, url).href, token, pid };
}

/** `tools/list`, checked once to hold all tools. */
export async function listTarget({ mcpUrl, token, pid }: BenchProduct, era: Era): Promise<HttpTarget> {
  const target = { request: withToken(listRequest(mcpUrl, era), token), pid };
  const { text } = await sendOnce(target.request);
  if (listedTools(text).length < TOOL_COUNT) throw new Error('The list is not complete.');
  return target;
}

/** `tools/call` of the trivial script, checked once, and by its exact answer from then on. */
export async function callTarget({ mcpUrl, token, pid }: BenchProduct, era: Era): Promise<HttpTarget> {
  const request = withToken(callRequest(mcpUrl, era), token);
  const { text } = await sendOnce(request);
  if (!text.includes('"structuredContent":{"query":')) throw new Error(`The call failed: ${text}`);
  return { request, pid, expectedBody: text };
}

export function httpSubject(name: string, target: HttpTarget): Subject {
  return { name, measure: (window) => httpLoad(target, window) };
}

const listAnswerSchema = z.object({ result: z.object({ tools: z.array(z.unknown()) }) });

/** The tools in an answer to `tools/list`. */
export function listedTools(text: string): unknown[] {
  return listAnswerSchema.parse(JSON.parse(text)).result.tools;
}
