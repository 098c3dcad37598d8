import type { FastifyInstance } from 'fastify';
import type { Connection } from 'mongoose';
import type { NAMESPACED_COLLECTIONS } from '#libs/access';
import { createPlatformApi, type PlatformApi, type PlatformTransport } from '#libs/platform-api';

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

interface Demo {
  api: PlatformApi;
  /** Stores the content of a file. */
  putContent: (fileId: string) => Promise<void>;
}

const ctx = { _namespaces: [DEMO_NAMESPACE] };

/** One thing of the demo: how it is found in its collection when it is there, and how it is made when it is not. */
interface Piece {
  collection: (typeof NAMESPACED_COLLECTIONS)[number];
  known: Record<string, string>;
  /** What is there only once the piece is whole. */
  whole?: Record<string, object>;
  make: (demo: Demo) => Promise<void>;
}

/** In their order. The last one is made when all others are there, so that its absence tells of an unfinished demo. */
const PIECES: readonly Piece[] = [
  {
    collection: 'nameduseritems',
    known: { _userType: 'file_scripts' },
    make: async ({ api }) => {
      await api.IafItemSvc.createNamedUserItems(
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
    },
  },
  {
    collection: 'files',
    known: { _name: 'hello.txt' },
    whole: { _tipId: { $ne: null } },
    make: async ({ api, putContent }) => {
      const { _list: found } = await api.IafFileSvc.getFiles({ query: { _name: 'hello.txt' } }, ctx);
      const files =
        found.length > 0
          ? found
          : (await api.IafFileSvc.createFiles([{ _name: 'hello.txt', _tags: ['demo'] }], ctx))._list;
      for (const { _id } of files) await putContent(_id);
    },
  },
  {
    collection: 'mcptools',
    known: { _name: 'GetFileNameById' },
    make: async ({ api }) => {
      await api.IafAISvc.createMcpTools(
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
    },
  },
  {
    collection: 'mcptoolfilters',
    known: { _userType: 'demo_file_item_system_tools' },
    make: async ({ api }) => {
      await api.IafAISvc.createMcpToolFilters(
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
    },
  },
];

async function isThere(connection: Connection, { collection, known, whole }: Piece): Promise<boolean> {
  const query = { _namespaces: DEMO_NAMESPACE, ...known, ...whole };
  return (await connection.collection(collection).findOne(query, { projection: { _id: 1 } })) !== null;
}

/** True when the store holds something that is not of the demo: then it is somebody's, and nothing is put there. */
async function isInUse(connection: Connection): Promise<boolean> {
  for (const { collection, known } of PIECES) {
    const others = [
      { _namespaces: { $ne: DEMO_NAMESPACE } },
      ...Object.entries(known).map(([field, value]) => ({ [field]: { $ne: value } })),
    ];
    const other = await connection.collection(collection).findOne({ $or: others }, { projection: { _id: 1 } });
    if (other !== null) return true;
  }
  return false;
}

/**
 * Gives an empty store something to look at: a script, its tool, a filter and a file. What a start that was cut short
 * has left undone, the next one does.
 */
export async function seedDemo(options: {
  connection: Connection;
  transport: PlatformTransport;
  fastify: FastifyInstance;
  token: string;
}): Promise<void> {
  const { connection, fastify, token } = options;
  const marker = PIECES.at(-1);
  if (marker === undefined || (await isThere(connection, marker)) || (await isInUse(connection))) return;
  const demo: Demo = {
    api: createPlatformApi(options),
    putContent: async (fileId) => {
      const { statusCode, body } = await fastify.inject({
        method: 'PUT',
        url: `/filesvc/api/v1/files/${fileId}/content`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain; charset=utf-8' },
        payload: 'Hello from Toolrack.\n',
      });
      if (statusCode >= 300) throw new Error(`The demo file could not be stored: ${body}`);
    },
  };
  for (const piece of PIECES) {
    if (!(await isThere(connection, piece))) await piece.make(demo);
  }
}
