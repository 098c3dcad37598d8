/** A script's fetch with a secret, where item service and worker are processes of their own. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import { mcpUrl, storeFunctions } from '../support/content.ts';
import { rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';

const NAMESPACE = 'outward';
const VALUE = 'the value of the secret';
const SETTINGS = `/itemsvc/api/v1/namespacesettings?nsfilter=${NAMESPACE}`;
const SECRETS = `/itemsvc/api/v1/secrets?nsfilter=${NAMESPACE}`;
const SCRIPT = `async function ask(input) {
  const headers = { authorization: 'Bearer {{secrets.TOKEN}}' };
  const response = await fetch(input.url, { method: 'POST', headers, body: 'asked' });
  return { status: response.status, text: await response.text() };
}`;

let product: SeparateServices;
let client: ToolClient;
let server: Server;
let host: string;
const seen: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    seen.push(request.headers.authorization);
    request.pipe(response.writeHead(200, { 'x-echo': request.headers.authorization }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  product = await startSeparateServices({ environment: { FETCH_PRIVATE_HOSTS: '127.0.0.1' } });
  await storeFunctions(product, NAMESPACE, { userType: 'outward', functions: { ask: SCRIPT } });
  await rest(product, SECRETS, { body: [{ _name: 'TOKEN', _value: VALUE, _hosts: [host] }] });
  client = await connectClient(mcpUrl(product, { nsfilter: NAMESPACE }), product.token);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await product.stop();
  server.closeAllConnections();
  server.close();
});

const allow = (hosts: string[]) => rest(product, SETTINGS, { method: 'PUT', body: { _fetchHosts: hosts } });

describe('a fetch through the queue', () => {
  it('follows the list of the namespace with the very next call', async () => {
    for (const hosts of [[], [host], [], [host]]) {
      expect((await allow(hosts)).status).toBe(200);
      const { isError, content, structuredContent } = await client.call('ask', { url: `http://${host}/` });
      if (hosts.length === 0)
        expect([isError, JSON.stringify(content)]).toEqual([true, expect.stringContaining('FetchError')]);
      else expect(structuredContent).toEqual({ status: 200, text: 'asked' });
    }
    expect(seen).toEqual([`Bearer ${VALUE}`, `Bearer ${VALUE}`]);
  });

  it('leaves no trace of the secret in what the processes write', async () => {
    const outputs = [product.aisvc, product.itemsvc, ...product.workers].map((service) => service.output());
    expect(outputs.join('\n')).not.toContain(VALUE);
    const runs = await eventually('the records of the runs', async () => {
      const answer = await rest(product, `/itemsvc/api/v1/runs?nsfilter=${NAMESPACE}`);
      return answer.body._total > 0 && answer;
    });
    expect(runs.text).not.toContain(VALUE);
  });
});
