import { OPERATIONS } from '#libs/platform-api';
import { CatalogTool } from '../catalog/catalog-tool.js';
import type { ToolRecord } from './tool.record.js';
import { meets, type ToolConditions } from './tool-list.js';

const descriptor = {
  name: 'GetFileNameById',
  description: 'Tool to get file name with id.',
  inputSchema: { type: 'object' },
};
const record: ToolRecord = {
  _id: '1',
  _name: descriptor.name,
  _description: descriptor.description,
  _namespaces: ['demo'],
  _schema: descriptor.inputSchema,
  _script: { _userType: 'file_scripts', _scriptName: 'findfileNameByID' },
  _revision: 1,
  _metadata: { _createdAt: '', _createdById: '', _updatedAt: '', _updatedById: '' },
};
const operation = OPERATIONS.find(({ service }) => service === 'IafFileSvc')!;
const tool = new CatalogTool(descriptor, { kind: 'user', record }, { tags: ['files', 'search'] });
const systemTool = new CatalogTool(descriptor, { kind: 'system', operation });
const brokenTool = new CatalogTool(descriptor, { kind: 'user', record }, { broken: 'its function is gone' });

describe('the conditions of a list of tools', () => {
  it.each<[ToolConditions, boolean, boolean]>([
    [{}, true, true],
    [{ _name: 'GetFileNameById' }, true, true],
    [{ _name: 'getfilenamebyid' }, false, false],
    [{ _type: 'system_mcp_tool' }, false, true],
    [{ _serviceName: 'IafFileSvc' }, false, true],
    [{ '_toolConfig._serviceName': 'IafItemSvc' }, false, false],
    [{ '_script._userType': 'file_scripts' }, true, false],
    [{ '_script._scriptName': 'findfileNameByID', _type: 'user_mcp_tool' }, true, false],
    [{ _tags: ['files'] }, true, false],
    [{ _tags: ['other', 'search'] }, true, false],
    [{ _tags: ['other'] }, false, false],
    [{ _broken: 'true' }, false, false],
    [{ _broken: 'false' }, true, true],
    [{ query: 'FILE NAME' }, true, true],
    [{ query: 'get*id' }, true, true],
    [{ query: 'tool to * with id?' }, true, true],
    [{ query: 'get?id' }, false, false],
  ])('%j selects the user tool: %p, the system tool: %p', (conditions, user, system) => {
    expect([tool, systemTool].map(meets(conditions))).toEqual([user, system]);
  });

  it('tell broken tools from others', () => {
    expect([tool, brokenTool].map(meets({ _broken: 'true' }))).toEqual([false, true]);
    expect([tool, brokenTool].map(meets({ _broken: 'false' }))).toEqual([true, false]);
  });
});
