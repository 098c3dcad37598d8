/** Tools of somebody's API through the queue, where every service is a process of its own, and through official clients. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { askAnnouncingTasks } from '../support/announcing-tasks.ts';
import { mcpUrl } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { connectClient, connectOldClient } from '../support/mcp-clients.ts';
import { rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';

const NAMESPACE = 'somebody';
const VALUE = 'the value of the secret';
const SERVICES = `/aisvc/api/v1/openapi-services?nsfilter=${NAMESPACE}`;

let product: SeparateServices;
let server: Server;
let host: string;
const seen: (string | undefined)[] = [];
/** What was asked for, and was not waited for. */
const gone: (string | undefined)[] = [];

const documentOf = (operationId: string) => ({
  openapi: '3.1.0',
  info: { title: 'Weather', version: '1' },
  servers: [{ url: `http://${host}` }],
  paths: {
    '/days/{day}': {
      get: { operationId, parameters: [{ name: 'day', in: 'path', required: true, schema: { type: 'string' } }] },
    },
  },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
});

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    const body = JSON.stringify({ path: request.url, echo: request.headers.authorization });
    const answer = (): unknown =>
      response.writeHead(request.url === '/days/none' ? 404 : 200, { 'content-type': 'application/json' }).end(body);
    if (request.url === '/days/never') response.on('close', () => gone.push(request.url));
    else if (request.url === '/days/slow') setTimeout(answer, 1_500);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  product = await startSeparateServices({ environment: { FETCH_PRIVATE_HOSTS: '127.0.0.1' } });
  const settings = `/itemsvc/api/v1/namespacesettings?nsfilter=${NAMESPACE}`;
  await rest(product, settings, { method: 'PUT', body: { _fetchHosts: [host] } });
  const secrets = `/itemsvc/api/v1/secrets?nsfilter=${NAMESPACE}`;
  await rest(product, secrets, { body: [{ _name: 'TOKEN', _value: VALUE, _hosts: [host] }] });
});
afterAll(async () => {
  await product.stop();
  server.closeAllConnections();
  server.close();
});

describe('the tools of a service', () => {
  it('are listed, called and changed for clients of both generations', async () => {
    const body = [{ _name: 'Weather', _document: documentOf('getDay'), _secretName: 'TOKEN' }];
    const created = await rest(product, SERVICES, { body });
    expect(created).toMatchObject({ status: 201, body: { _list: [{ _toolCount: 1, _problems: [] }] } });
    const { _id } = created.body._list[0];
    const url = mcpUrl(product, { nsfilter: NAMESPACE, _serviceName: 'Weather' });
    for (const connect of [connectOldClient, connectClient]) {
      await using client = await connect(url, product.token);
      expect((await client.list()).map(({ name }) => name)).toEqual(['getDay_Weather']);
      expect(await client.call('getDay_Weather', { day: 'a/b' })).toMatchObject({
        structuredContent: { path: '/days/a%2Fb', echo: 'Bearer [secret TOKEN]' },
      });
      expect(await client.call('getDay_Weather', { day: 'none' })).toMatchObject({
        isError: true,
        content: [{ text: expect.stringMatching(/^HttpError: GET \/days\/\{day\} answered 404 Not Found/) }],
      });
    }
    expect(seen).toEqual(Array(4).fill(`Bearer ${VALUE}`));
    const path = `/aisvc/api/v1/openapi-services/${String(_id)}`;
    await rest(product, path, { method: 'PATCH', body: { _document: documentOf('readDay') } });
    await using client = await connectClient(url, product.token);
    expect((await client.list()).map(({ name }) => name)).toEqual(['readDay_Weather']);
  });

  it('are tasks where a client wants it, or when they take long', async () => {
    const tool = 'readDay_Weather';
    const ask = (method: 'tools/call' | 'tasks/get', params: object) =>
      askAnnouncingTasks(product, NAMESPACE, { method, params });
    const begun = (day: string) => ask('tools/call', { name: tool, arguments: { day } });
    expect(await begun('1')).toMatchObject({ resultType: 'complete', structuredContent: { path: '/days/1' } });
    const [slow, never] = await Promise.all([begun('slow'), begun('never')]);
    expect([slow, never]).toMatchObject(Array(2).fill({ resultType: 'task', status: 'working' }));
    const path = `/itemsvc/api/v1/runs/${String(never.taskId)}/cancel?nsfilter=${NAMESPACE}`;
    expect((await rest(product, path, { method: 'POST' })).status).toBeLessThan(300);
    const ended = (taskId: string) =>
      eventually('the end of the task', async () => {
        const task = await ask('tasks/get', { taskId });
        return task.status !== 'working' && task;
      });
    const result = { structuredContent: { path: '/days/slow', echo: 'Bearer [secret TOKEN]' } };
    expect(await ended(slow.taskId)).toMatchObject({ status: 'completed', result });
    expect(await ended(never.taskId)).toMatchObject({ status: 'cancelled' });
    expect(gone).toEqual(['/days/never']);

    const client = new OldClient({ name: 'toolrack-tests', version: '0.0.0' });
    const requestInit = { headers: { authorization: `Bearer ${product.token}` } };
    await client.connect(
      new OldTransport(new URL(mcpUrl(product, { nsfilter: NAMESPACE, _serviceName: 'Weather' })), { requestInit }),
    );
    const { tools } = await client.listTools();
    expect(tools.map(({ execution }) => execution)).toEqual([{ taskSupport: 'optional' }]);
    const { tasks } = client.experimental;
    const { value: created } = await tasks.callToolStream({ name: tool, arguments: { day: 'none' } }).next();
    if (created?.type !== 'taskCreated') throw new Error('No task was created.');
    expect(await tasks.getTaskResult(created.task.taskId, CallToolResultSchema)).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/^HttpError: GET .* answered 404 Not Found/) as string }],
    });
    expect(await tasks.getTask(created.task.taskId)).toMatchObject({ status: 'failed' });
    await client.close();
  });

  it('leave no trace of the secret in what the processes write and keep', async () => {
    const outputs = [product.aisvc, product.itemsvc, ...product.workers].map((service) => service.output());
    expect(outputs.join('\n')).not.toContain(VALUE);
    const runs = await eventually('the records of the runs', async () => {
      const answer = await rest(product, `/itemsvc/api/v1/runs?nsfilter=${NAMESPACE}`);
      return answer.body._total > 0 && answer;
    });
    expect(runs.text).not.toContain(VALUE);
  });
});
