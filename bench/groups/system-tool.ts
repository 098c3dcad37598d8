/**
 * `tools/call` of a system tool against the REST request that it makes: what is over is ours, the endpoint, the catalog
 * and the check of arguments, and the rest is the service's.
 */
import { NAMESPACE } from '../fixtures.ts';
import type { HttpTarget } from '../measure/http-load.ts';
import { measureInterleaved } from '../measure/interleaved.ts';
import { callRequest, sendOnce, withToken } from '../mcp-request.ts';
import { type BenchProduct, httpSubject, mcpUrl } from '../subjects/product.ts';
import type { Group, Row } from './group.ts';
import { milliseconds, perSecond, times } from './rows.ts';

const IN_FLIGHT = [1, 10];
const CALL = { name: 'getNamedUserItems_IafItemSvc', arguments: { _pageSize: 5 } };
const PATH = '/itemsvc/api/v1/nameduseritems';

async function toolTarget(product: BenchProduct): Promise<HttpTarget> {
  const request = withToken(callRequest(mcpUrl(product), 'stateless', CALL), product.token);
  const { text } = await sendOnce(request);
  if (!text.includes('"structuredContent":{')) throw new Error(`The call failed: ${text}`);
  return { request, pid: product.pid, expectedStart: text.slice(0, text.indexOf('"structuredContent"')) };
}

async function restTarget({ itemsUrl, token, pid }: BenchProduct): Promise<HttpTarget> {
  const query = new URLSearchParams({ nsfilter: NAMESPACE, _pageSize: String(CALL.arguments._pageSize) });
  const url = new URL(`${PATH}?${query.toString()}`, itemsUrl).href;
  const request = { url, method: 'GET' as const, headers: { authorization: `Bearer ${token}` } };
  const { text } = await sendOnce(request);
  return { request, pid, expectedStart: text };
}

export const systemTool: Group = async ({ plan, localProduct }) => {
  const product = await localProduct();
  const subjects = [
    httpSubject('system tool', await toolTarget(product)),
    httpSubject('the same over REST', await restTarget(product)),
  ];
  const rows: Row[] = [];
  for (const inFlight of IN_FLIGHT) {
    const [tool, rest] = await measureInterleaved(subjects, inFlight, plan);
    if (tool === undefined || rest === undefined) throw new Error('Something was not measured.');
    const what = `${CALL.name}, ${inFlight} in flight`;
    const untargeted = { target: '', met: undefined };
    rows.push({
      what,
      figure: perSecond(tool),
      baseline: `REST: ${perSecond(rest)}`,
      ratio: times(tool.perSecond / rest.perSecond),
      ...untargeted,
    });
    rows.push({
      what: `${what}: p50`,
      figure: milliseconds(tool.p50Ms),
      baseline: `REST: ${milliseconds(rest.p50Ms)}`,
      ratio: times(tool.p50Ms / rest.p50Ms),
      ...untargeted,
    });
  }
  return { rows };
};
