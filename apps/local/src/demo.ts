import type { Connection } from 'mongoose';
import { NAMESPACED_COLLECTIONS } from '#libs/access';
import { createPlatformApi, type PlatformTransport } from '#libs/platform-api';

export const DEMO_NAMESPACE = 'demo';

const SCRIPT = `/**
 * Answers with the name of a file.
 * @param {string} input.id - id of the file
 */
async function findfileNameByID(input, libraries, ctx, callback) {
  const id = input.id;
  const { PlatformApi } = libraries;
  let res = await PlatformApi.IafFileSvc.getFile(id, ctx);
  return { sucess: true, file_name: res._name }
}
`;

async function isEmpty(connection: Connection): Promise<boolean> {
  for (const name of NAMESPACED_COLLECTIONS) {
    if ((await connection.collection(name).findOne({}, { projection: { _id: 1 } })) !== null) return false;
  }
  return true;
}

async function putContent(url: string, token: string, fileId: string): Promise<void> {
  const response = await fetch(new URL(`/filesvc/api/v1/files/${fileId}/content`, url), {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain; charset=utf-8' },
    body: 'Hello from Toolrack.\n',
  });
  if (!response.ok) throw new Error(`The demo file could not be stored: ${await response.text()}`);
}

/** Gives an empty store something to look at: a script, its tool, a filter and a file. @returns whether it did */
export async function seedDemo(options: {
  connection: Connection;
  transport: PlatformTransport;
  token: string;
  url: string;
}): Promise<boolean> {
  if (!(await isEmpty(options.connection))) return false;
  const { IafItemSvc, IafFileSvc, IafAISvc } = createPlatformApi(options);
  const ctx = { _namespaces: [DEMO_NAMESPACE] };
  await IafItemSvc.createNamedUserItems(
    [
      {
        _name: 'File scripts',
        _shortName: 'filescr',
        _description: 'Functions that work with files.',
        _userType: 'file_scripts',
        _itemClass: 'Script',
        _version: { _userData: SCRIPT },
      },
    ],
    ctx,
  );
  const files = await IafFileSvc.createFiles([{ _name: 'hello.txt', _tags: ['demo'] }], ctx);
  for (const { _id } of files._list) await putContent(options.url, options.token, _id);
  await IafAISvc.createMcpTools(
    [
      {
        _name: 'GetFileNameById',
        _description: 'Tool to get file name with id.',
        _schema: {
          type: 'object',
          properties: { id: { type: 'string', description: 'pass the id for file' } },
          required: ['id'],
          additionalProperties: false,
        },
        _script: { _userType: 'file_scripts', _scriptName: 'findfileNameByID' },
        _annotations: { readOnlyHint: true },
      },
    ],
    ctx,
  );
  await IafAISvc.createMcpToolFilters(
    [
      {
        _name: 'File + Item system tools only',
        _description: 'Demo filter that limits tool visibility to specific services.',
        _userType: 'demo_file_item_system_tools',
        _criteria: { _serviceName: { $in: ['IafFileSvc', 'IafItemSvc'] }, _type: 'system_mcp_tool' },
      },
    ],
    ctx,
  );
  return true;
}
