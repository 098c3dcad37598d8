/**
 * Users where every service is a process of its own: what one process is told holds in all of them with the next request,
 * also when they hear of it later than they are asked.
 */
import { storeFunctions } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { type Product, rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';

const NAMESPACE = 'users';
const MCP = `/aisvc/api/v1/stateless/mcp/tools?nsfilter=${NAMESPACE}`;

describe('Users of separate services', () => {
  let services: SeparateServices;
  let anna: Product;
  let tokenId: string;
  let toolId: string;

  const create = async (path: string, element: object): Promise<Record<string, string>> => {
    const { status, body, text } = await rest(services, path, { body: [element] });
    if (status !== 201) throw new Error(text);
    return body._list[0];
  };
  const mcp = async (method: string, params: object = {}) => {
    const headers = { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-06-18' };
    return rest(anna, MCP, { body: { jsonrpc: '2.0', id: 1, method, params }, headers });
  };
  const call = async (): Promise<unknown> => {
    const { body } = await mcp('tools/call', { name: 'names', arguments: {} });
    return body.result?.structuredContent ?? body.result?.content ?? body.error.code;
  };
  const allow = (_resource: string, ..._actions: string[]) =>
    create(`/permissionsvc/api/v1/grants?nsfilter=${NAMESPACE}`, {
      _resource,
      _actions,
      _grantee: { _userId: 'anna' },
    });
  const remove = (path: string) => rest(services, path, { method: 'DELETE' });

  beforeAll(async () => {
    services = await startSeparateServices({ aisvcRedisDelayMs: 20 });
    const names = `async function names(input, { PlatformApi }, ctx) {
      const { _list } = await PlatformApi.IafFileSvc.getFiles({}, ctx);
      return { names: _list.map(({ _name }) => _name) };
    }`;
    await storeFunctions(services, NAMESPACE, { userType: 'names_script', functions: { names } });
    const tools = await rest(services, `/aisvc/api/v1/mcp-tools?nsfilter=${NAMESPACE}&_name=names`);
    toolId = tools.body._list[0]._id;
    const user = { _name: 'anna', _userId: 'anna', _namespaces: [NAMESPACE] };
    const token = await create('/passportsvc/api/v1/accesstokens', user);
    tokenId = token._id!;
    anna = { ...services, token: token._token! };
  });
  afterAll(() => services.stop());

  it('have what they are granted, and no more, in every process and in their scripts, until it is taken back', async () => {
    const file = await create(`/filesvc/api/v1/files?nsfilter=${NAMESPACE}`, { _name: 'a.txt' });
    for (let round = 0; round < 5; round++) {
      expect(await call()).toBe(-32602);
      const run = await allow(`aisvc:mcp-tool:${toolId}`, 'RUN');
      expect(await call()).toEqual({ names: [] });
      const read = await allow(String(file._irn), 'READ');
      expect(await call()).toEqual({ names: ['a.txt'] });
      await remove(`/permissionsvc/api/v1/grants/${String(read._id)}`);
      expect(await call()).toEqual({ names: [] });
      await remove(`/permissionsvc/api/v1/grants/${String(run._id)}`);
    }
  });

  it('lose their grants on what another process deletes', async () => {
    const grants = `/permissionsvc/api/v1/grants?nsfilter=${NAMESPACE}`;
    const [tool] = (
      await rest(services, `/aisvc/api/v1/mcp-tools?nsfilter=${NAMESPACE}`, {
        body: [
          {
            _name: 'other',
            _description: 'Another tool.',
            _schema: { type: 'object' },
            _script: { _userType: 'names_script', _scriptName: 'names' },
          },
        ],
      })
    ).body._list;
    await allow(String(tool._irn), 'RUN');
    expect((await rest(services, grants)).body._total).toBe(1);
    await remove(`/aisvc/api/v1/mcp-tools/${String(tool._id)}`);
    await eventually('the grant is gone', async () => (await rest(services, grants)).body._total === 0);
  });

  it('are refused by every process once their token is revoked', async () => {
    const me = '/passportsvc/api/v1/users/me';
    expect([(await rest(anna, me)).status, (await mcp('tools/list')).status]).toEqual([200, 200]);
    expect((await remove(`/passportsvc/api/v1/accesstokens/${tokenId}`)).status).toBe(204);
    expect([(await mcp('tools/list')).status, (await rest(anna, me)).status]).toEqual([401, 401]);
  });
});
