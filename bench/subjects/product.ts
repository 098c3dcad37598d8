import { z } from 'zod';
import { type Product, rest } from '../../test/support/product.ts';
import { NAMESPACE, scriptItem, TOOL_COUNT, tools } from '../fixtures.ts';
import type { HttpTarget } from '../measure/http-load.ts';
import { httpLoad } from '../measure/http-load.ts';
import type { Subject } from '../measure/interleaved.ts';
import { callRequest, type Era, listRequest, sendOnce, withToken } from '../mcp-request.ts';

/** A running product. */
export interface BenchProduct {
  /** Of the AI service: tools and the MCP endpoint. */
  url: string;
  /** Of the item service; the same as `url` when one process is both. */
  itemsUrl: string;
  token: string;
  /** The process that answers at `url`. */
  pid: number;
}

/** What a namespace holds: bodies of the REST operations that create it. */
export interface Contents {
  items: object[];
  tools: object[];
}

/** The time in which the tools of one request must be checked is bounded, and the machine may be busy. */
const TOOLS_AT_A_TIME = 200;
const createdSchema = z.object({ _total: z.number(), _list: z.array(z.looseObject({ _id: z.string() })) });

async function create(product: Pick<Product, 'url' | 'token'>, path: string, body: object[]): Promise<string[]> {
  const answer = await rest(product, path, { body });
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  const { _total, _list } = createdSchema.parse(answer.body);
  if (_total !== body.length) throw new Error(`${path} stored ${_total} of ${body.length}.`);
  return _list.map(({ _id }) => _id);
}

/** Stores what a namespace holds, over REST. Returns the ids of the tools, in their order. */
export async function fill(
  { url, itemsUrl, token }: BenchProduct,
  namespace: string,
  { items, tools: bodies }: Contents,
): Promise<string[]> {
  await create({ url: itemsUrl, token }, `/itemsvc/api/v1/nameduseritems?nsfilter=${namespace}`, items);
  const ids: string[] = [];
  for (let from = 0; from < bodies.length; from += TOOLS_AT_A_TIME) {
    const some = bodies.slice(from, from + TOOLS_AT_A_TIME);
    ids.push(...(await create({ url, token }, `/aisvc/api/v1/mcp-tools?nsfilter=${namespace}`, some)));
  }
  return ids;
}

/** The product with the fixtures in it. */
export async function withFixtures(product: BenchProduct): Promise<BenchProduct> {
  await fill(product, NAMESPACE, { items: [scriptItem()], tools: tools() });
  return product;
}

const foundSchema = z.object({ _list: z.tuple([z.object({ _id: z.string() })]) });

/** The id of a stored tool. */
export async function toolNamed(product: BenchProduct, namespace: string, name: string): Promise<string> {
  const answer = await rest(product, `/aisvc/api/v1/mcp-tools?nsfilter=${namespace}&_name=${name}`);
  return foundSchema.parse(answer.body)._list[0]._id;
}

/** URL of the MCP endpoint for a namespace. */
export function mcpUrl({ url }: BenchProduct, namespace = NAMESPACE): string {
  return new URL(`/aisvc/api/v1/stateless/mcp/tools?nsfilter=${namespace}`, url).href;
}

/** `tools/list`, checked once to hold all tools. */
export async function listTarget(product: BenchProduct, era: Era): Promise<HttpTarget> {
  const target = { request: withToken(listRequest(mcpUrl(product), era), product.token), pid: product.pid };
  const { text } = await sendOnce(target.request);
  if (listedTools(text).length < TOOL_COUNT) throw new Error('The list is not complete.');
  return target;
}

/**
 * How each right answer to a call begins that was answered so: what follows differs, because it names the run.
 *
 * @throws Error when the answer is not a success
 */
export function startOfAnswer(text: string): string {
  const start = text.slice(0, text.indexOf(',"_meta"'));
  if (!start.includes('"structuredContent":{')) throw new Error(`The call failed: ${text}`);
  return start;
}

/** `tools/call` of the trivial script, checked once, and by the result that it must have from then on. */
export async function callTarget(product: BenchProduct, era: Era): Promise<HttpTarget> {
  const request = withToken(callRequest(mcpUrl(product), era), product.token);
  const { text } = await sendOnce(request);
  return { request, pid: product.pid, expectedStart: startOfAnswer(text) };
}

export function httpSubject(name: string, target: HttpTarget): Subject {
  return { name, measure: (window) => httpLoad(target, window) };
}

const listAnswerSchema = z.object({ result: z.object({ tools: z.array(z.unknown()) }) });

/** The tools in an answer to `tools/list`. */
export function listedTools(text: string): unknown[] {
  return listAnswerSchema.parse(JSON.parse(text)).result.tools;
}
