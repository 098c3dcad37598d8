/** Lists and searches of namespaces with few and with very many tools, at rest and after one of them has changed. */
import { residentBytes } from '#libs/sandbox';
import { rest } from '../../test/support/product.ts';
import { CATALOG_SIZES, catalogTools, QUERIES, SELECTED, SELECTED_TAG } from '../catalog-fixtures.ts';
import { scriptItem } from '../fixtures.ts';
import { timedCalls } from '../measure/call-loop.ts';
import { HttpClient } from '../measure/http-client.ts';
import type { HttpRequest } from '../measure/http-load.ts';
import { quantile } from '../measure/sample.ts';
import { callRequest, listRequest, withToken } from '../mcp-request.ts';
import { type BenchProduct, fill, listedTools, mcpUrl } from '../subjects/product.ts';
import type { Group, Row } from './group.ts';
import { milliseconds } from './rows.ts';

const TARGET_MS = 20;
const CHANGES = 300;
const MEGABYTE = 1024 * 1024;

const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function latencyRow(what: string, durationsMs: readonly number[], bytes: number): Row {
  const p99 = quantile(durationsMs, 0.99);
  return {
    what,
    figure: `p50 ${milliseconds(quantile(durationsMs, 0.5))}, p99 ${milliseconds(p99)}`,
    baseline: kilobytes(bytes),
    ratio: '',
    target: `p99 ≤ ${TARGET_MS} ms`,
    met: p99 <= TARGET_MS,
  };
}

const informing = (what: string, figure: string, baseline = ''): Row => ({
  what,
  figure,
  baseline,
  ratio: '',
  target: '',
  met: undefined,
});

async function measureSize(product: BenchProduct, size: number, durationMs: number): Promise<Row[]> {
  await using client = new HttpClient(1);
  const namespace = `catalog_${size}`;
  const tools = catalogTools(0, size, size);
  const ids = await fill(product, namespace, { items: [scriptItem()], tools });
  const before = residentBytes(product.pid) ?? 0;
  const url = mcpUrl(product, namespace);
  const listed = withToken(listRequest(`${url}&_tags=${SELECTED_TAG}`, 'stateless'), product.token);
  const searched = (query: string): HttpRequest =>
    withToken(
      callRequest(`${url}&mode=search`, 'stateless', { name: 'search-tools', arguments: { query } }),
      product.token,
    );
  const firstListMs = await elapsedMs(() => client.send(listed));
  const afterList = residentBytes(product.pid) ?? 0;
  const firstSearchMs = await elapsedMs(() => client.send(searched('invoice')));
  const afterSearch = residentBytes(product.pid) ?? 0;
  const list = await client.send(listed);
  const expected = Math.min(size, SELECTED);
  if (listedTools(list).length !== expected) throw new Error(`${listedTools(list).length} tools, not ${expected}.`);

  const window = { concurrency: 1, durationMs };
  const lists = await timedCalls(() => client.send(listed), window);
  let next = 0;
  const searches = await timedCalls(() => client.send(searched(QUERIES[next++ % QUERIES.length] ?? '')), window);
  const bytesOf = (answers: typeof searches): number =>
    quantile(
      answers.map(({ answer }) => answer.length),
      0.5,
    );

  const listsAfter: number[] = [];
  const searchesAfter: number[] = [];
  let changedBytes = 0;
  for (let change = 0; change < CHANGES; change++) {
    const id = ids[(change * 7_919) % ids.length] ?? '';
    const body = { _description: `Changed for the ${change}. time, to look for zebras.` };
    const { status, text } = await rest(product, `/aisvc/api/v1/mcp-tools/${id}`, { method: 'PATCH', body });
    if (status !== 200) throw new Error(text);
    listsAfter.push(await elapsedMs(() => client.send(listed)));
    searchesAfter.push(await elapsedMs(async () => (changedBytes = (await client.send(searched('zebra'))).length)));
  }
  const name = `${size.toLocaleString('en-US')} tools`;
  const durations = (answers: typeof searches): number[] => answers.map(({ durationMs: ms }) => ms);
  return [
    latencyRow(`${name}: list of ${expected}`, durations(lists), list.length),
    latencyRow(`${name}: search`, durations(searches), bytesOf(searches)),
    latencyRow(`${name}: list after a change of one`, listsAfter, list.length),
    latencyRow(`${name}: search after a change of one`, searchesAfter, changedBytes),
    informing(`${name}: the first`, `list ${milliseconds(firstListMs)}, search ${milliseconds(firstSearchMs)}`),
    informing(
      `${name}: memory`,
      `${megabytes(before)}, with the catalog ${megabytes(afterList)}, with the index ${megabytes(afterSearch)}`,
      `${kilobytes((afterSearch - before) / size)} a tool`,
    ),
  ];
}

export const catalog: Group = async ({ plan, localProduct }) => {
  const product = await localProduct();
  const rows: Row[] = [];
  for (const size of CATALOG_SIZES) {
    plan.progress(`a namespace of ${size} tools`);
    rows.push(...(await measureSize(product, size, plan.windowMs * plan.repetitions)));
  }
  return { rows };
};
