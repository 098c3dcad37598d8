import type { Tool } from '#libs/contracts';
import { meets, type ToolConditions } from './tool-list.js';

const tool: Tool = {
  _id: '1',
  _irn: 'aisvc:mcp-tool:1',
  _name: 'GetFileNameById',
  _description: 'Tool to get file name with id.',
  _namespaces: ['demo'],
  _type: 'user_mcp_tool',
  _toolConfig: null,
  _schema: { type: 'object' },
  _script: { _userType: 'file_scripts', _scriptName: 'findfileNameByID' },
  _broken: null,
  _metadata: null,
};
const systemTool: Tool = {
  ...tool,
  _type: 'system_mcp_tool',
  _toolConfig: { _serviceName: 'IafFileSvc' },
  _script: null,
};

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
    expect([meets(conditions)({ ...tool, _tags: ['files', 'search'] }), meets(conditions)(systemTool)]).toEqual([
      user,
      system,
    ]);
  });
});
