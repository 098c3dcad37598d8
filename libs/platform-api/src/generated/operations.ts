// Generated from the services by `npm run generate`.

import type { PlatformOperation } from '../platform-operation.js';

export const OPERATIONS: readonly PlatformOperation[] = [
  {
    service: 'IafAISvc',
    access: 'RUN',
    arguments: ['id', 'body', 'ctx'],
    id: 'callMcpTool',
    title: 'Try a stored tool',
    description:
      'Calls a tool as an MCP client would, and answers with what the run cost and printed as well; with async=true at once, with the id of the run.',
    method: 'POST',
    path: '/aisvc/api/v1/mcp-tools/{id}/call',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: 'async',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'true: answer at once, and leave the outcome to the record of the run',
          type: 'string',
          enum: ['true', 'false'],
        },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        arguments: { default: {}, type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
      },
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        content: {
          type: 'array',
          items: {
            type: 'object',
            properties: { type: { type: 'string' } },
            required: ['type'],
            additionalProperties: {},
          },
          description: 'MCP content blocks',
        },
        structuredContent: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        isError: { type: 'boolean' },
        run: {
          description: 'Absent when no script ran',
          type: 'object',
          properties: {
            runId: { type: 'string' },
            cpuMs: { type: 'number' },
            wallMs: { type: 'number' },
            hostCalls: { type: 'integer' },
            console: {
              type: 'array',
              items: {
                type: 'object',
                properties: { level: { type: 'string' }, text: { type: 'string' } },
                required: ['level', 'text'],
                additionalProperties: false,
              },
            },
            consoleTruncated: { type: 'boolean' },
            phases: {
              type: 'object',
              properties: {
                queuedMs: { type: 'number', description: 'Waited for its turn' },
                preparedMs: { type: 'number', description: 'Its script was read, and a sandbox made ready' },
                ranMs: { type: 'number', description: 'Executed, the waiting for host calls included' },
                answeredMs: { type: 'number', description: 'Its outcome was handed over' },
              },
              required: ['queuedMs', 'preparedMs', 'ranMs', 'answeredMs'],
              additionalProperties: false,
            },
            limits: {
              type: 'object',
              properties: {
                cpuMs: {
                  type: 'integer',
                  exclusiveMinimum: 0,
                  description: 'CPU time of the whole run, host calls included, summed over all its slices',
                },
                wallMs: {
                  type: 'integer',
                  exclusiveMinimum: 0,
                  description: 'Time from the start to the answer; it never moves',
                },
                memoryBytes: { type: 'integer', exclusiveMinimum: 0, description: 'Heap of the isolate' },
                resultBytes: { type: 'integer', exclusiveMinimum: 0, description: 'JSON text of the result' },
                consoleBytes: { type: 'integer', minimum: 0, description: 'All console lines together' },
                hostCalls: { type: 'integer', exclusiveMinimum: 0, description: 'Host calls in all' },
                pendingHostCalls: {
                  type: 'integer',
                  exclusiveMinimum: 0,
                  description: 'Host calls waiting at one time',
                },
              },
              required: [
                'cpuMs',
                'wallMs',
                'memoryBytes',
                'resultBytes',
                'consoleBytes',
                'hostCalls',
                'pendingHostCalls',
              ],
              additionalProperties: false,
              description: 'The smallest of what operator, script and tool allow',
            },
          },
          required: ['runId', 'cpuMs', 'wallMs', 'hostCalls', 'console', 'consoleTruncated', 'phases', 'limits'],
          additionalProperties: false,
        },
      },
      required: ['content', 'isError'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'CREATE',
    arguments: ['body', 'ctx'],
    id: 'createMcpToolFilters',
    title: 'Create MCP tool filters',
    description: 'Saves filters, which an MCP URL names by id or _userType: all of them or none.',
    method: 'POST',
    path: '/aisvc/api/v1/mcptoolfilters',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      minItems: 1,
      maxItems: 100,
      type: 'array',
      items: {
        type: 'object',
        properties: {
          _name: { type: 'string', minLength: 1, maxLength: 50 },
          _description: { default: '', type: 'string', maxLength: 10000 },
          _userType: {
            type: 'string',
            pattern: '^\\w{1,50}$',
            description: 'Type that the user gives, by which others refer to it',
          },
          _criteria: {
            type: 'object',
            propertyNames: { type: 'string' },
            additionalProperties: {},
            description:
              'At least one of _name, _serviceName, _type, _tags; each an exact string, { "$in": [...] } or { "$regex": "..." }, for _tags $in, $nin, $all',
          },
          _namespaces: {
            minItems: 1,
            maxItems: 10,
            type: 'array',
            items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
            description: 'Namespaces that hold it; each must be in nsfilter',
          },
        },
        required: ['_name', '_userType', '_criteria'],
        additionalProperties: false,
      },
    },
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool-filter:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _userType: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _criteria: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_name', '_description', '_userType', '_namespaces', '_criteria', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'CREATE',
    arguments: ['body', 'ctx'],
    id: 'createMcpTools',
    title: 'Create MCP tools',
    description: 'Stores tools, each of which calls a function of a script: all of them or none.',
    method: 'POST',
    path: '/aisvc/api/v1/mcp-tools',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      minItems: 1,
      maxItems: 1000,
      type: 'array',
      items: {
        type: 'object',
        properties: {
          _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' },
          _title: { type: 'string', minLength: 1, maxLength: 200 },
          _description: { type: 'string', minLength: 1, maxLength: 10000 },
          _schema: {
            default: 'auto',
            anyOf: [
              { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
              { type: 'string', enum: ['auto'] },
            ],
            description: 'JSON Schema of the arguments, with type "object"; "auto": that of the function',
          },
          _outputSchema: {
            description: 'JSON Schema of the result, with type "object"; "auto": that of the function',
            anyOf: [
              { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
              { type: 'string', enum: ['auto'] },
            ],
          },
          _annotations: {
            type: 'object',
            properties: {
              title: { type: 'string', maxLength: 200 },
              readOnlyHint: { type: 'boolean' },
              destructiveHint: { type: 'boolean' },
              idempotentHint: { type: 'boolean' },
              openWorldHint: { type: 'boolean' },
            },
            additionalProperties: false,
          },
          _tags: {
            description: 'Words that criteria select tools by; when left out, those of the function',
            maxItems: 20,
            type: 'array',
            items: { type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}_.:/-]{0,49}$' },
          },
          _script: {
            type: 'object',
            properties: {
              _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
              _scriptName: {
                type: 'string',
                maxLength: 200,
                pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
                description: 'Name of a function that the script declares',
              },
            },
            required: ['_userType', '_scriptName'],
            additionalProperties: false,
          },
          _limits: {
            type: 'object',
            properties: {
              cpuMs: {
                description: 'CPU time of the whole run, host calls included, summed over all its slices',
                type: 'integer',
                minimum: 10,
              },
              wallMs: {
                description: 'Time from the start to the answer; it never moves',
                type: 'integer',
                minimum: 50,
              },
              memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
              resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
              consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
              hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
              pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
            },
            additionalProperties: false,
            description: 'What one run may use, where that is less than the operator allows',
          },
          _namespaces: {
            minItems: 1,
            maxItems: 10,
            type: 'array',
            items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
            description: 'Namespaces that hold it; each must be in nsfilter',
          },
        },
        required: ['_name', '_description', '_script'],
        additionalProperties: false,
      },
    },
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool:<id>' },
              _name: { type: 'string' },
              _title: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _type: { type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
              _toolConfig: {
                anyOf: [
                  {
                    type: 'object',
                    properties: { _serviceName: { type: 'string' } },
                    required: ['_serviceName'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
                description: 'Service of a system tool',
              },
              _schema: {
                type: 'object',
                propertyNames: { type: 'string' },
                additionalProperties: {},
                description: 'Schema of the arguments that is in force',
              },
              _schemaSource: { description: 'Absent for a system tool', type: 'string', enum: ['given', 'auto'] },
              _outputSchema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
              _outputSchemaSource: { type: 'string', enum: ['given', 'auto'] },
              _annotations: {
                type: 'object',
                properties: {
                  title: { type: 'string', maxLength: 200 },
                  readOnlyHint: { type: 'boolean' },
                  destructiveHint: { type: 'boolean' },
                  idempotentHint: { type: 'boolean' },
                  openWorldHint: { type: 'boolean' },
                },
                additionalProperties: false,
              },
              _tags: { description: 'Tags that are in force', type: 'array', items: { type: 'string' } },
              _tagsSource: { description: 'auto: those of the function', type: 'string', enum: ['given', 'auto'] },
              _script: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
                      _scriptName: {
                        type: 'string',
                        maxLength: 200,
                        pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
                        description: 'Name of a function that the script declares',
                      },
                    },
                    required: ['_userType', '_scriptName'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
              _limits: {
                type: 'object',
                properties: {
                  cpuMs: {
                    description: 'CPU time of the whole run, host calls included, summed over all its slices',
                    type: 'integer',
                    minimum: 10,
                  },
                  wallMs: {
                    description: 'Time from the start to the answer; it never moves',
                    type: 'integer',
                    minimum: 50,
                  },
                  memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                  resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                  consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                  hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                  pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
                },
                additionalProperties: false,
                description: 'What one run may use, where that is less than the operator allows',
              },
              _metadata: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      _createdAt: {
                        type: 'string',
                        format: 'date-time',
                        pattern:
                          '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                      },
                      _createdById: { type: 'string' },
                      _updatedAt: {
                        type: 'string',
                        format: 'date-time',
                        pattern:
                          '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                      },
                      _updatedById: { type: 'string' },
                    },
                    required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_description',
              '_namespaces',
              '_type',
              '_toolConfig',
              '_schema',
              '_script',
              '_metadata',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'CREATE',
    arguments: ['body', 'ctx'],
    id: 'createOpenApiServices',
    title: 'Create OpenAPI services',
    description: 'Makes tools of the operations of APIs that OpenAPI documents describe: all services or none.',
    method: 'POST',
    path: '/aisvc/api/v1/openapi-services',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      minItems: 1,
      maxItems: 20,
      type: 'array',
      items: {
        type: 'object',
        properties: {
          _name: {
            type: 'string',
            pattern: '^[A-Za-z][A-Za-z0-9]{0,39}$',
            description: 'Ends the names of its tools: <operation>_<_name>',
          },
          _description: { default: '', type: 'string', maxLength: 10000 },
          _document: {
            type: ['object', 'string'],
            description: 'OpenAPI document, 3.0 or 3.1: an object, or a text in JSON or YAML',
          },
          _baseUrl: {
            description: 'Where the API is; when left out, the first server of the document',
            type: 'string',
            maxLength: 2000,
          },
          _secretName: {
            description: 'Secret of the namespace that requests bear',
            type: 'string',
            pattern: '^[A-Z][A-Z0-9_]{0,63}$',
          },
          _auth: {
            type: 'object',
            properties: {
              in: { type: 'string', enum: ['header', 'query'] },
              name: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
              scheme: {
                description: 'Word before the value in a header; "Basic" encodes a value that is "name:password"',
                type: 'string',
                pattern: "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,100}$",
              },
            },
            required: ['in', 'name'],
            additionalProperties: false,
            description: 'How the secret is sent; when left out, what the document says',
          },
          _operations: {
            description: 'Ids of operations, or e.g. "GET /pets"; when left out, all that read',
            minItems: 1,
            maxItems: 1000,
            type: 'array',
            items: { type: 'string', minLength: 1, maxLength: 2100 },
          },
          _namespaces: {
            minItems: 1,
            maxItems: 10,
            type: 'array',
            items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
            description: 'Namespaces that hold it; each must be in nsfilter',
          },
        },
        required: ['_name', '_document'],
        additionalProperties: false,
      },
    },
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: aisvc:openapi-service:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _title: { type: 'string', description: 'Title of the document' },
              _apiVersion: { type: 'string', description: 'Version of the API that the document names' },
              _openapi: { type: 'string', description: 'Version of OpenAPI' },
              _documentBytes: { type: 'integer' },
              _baseUrl: {
                type: 'string',
                description: 'Where requests go, unless the document has an operation elsewhere',
              },
              _secretName: { type: 'string' },
              _auth: {
                description: 'How the secret is sent',
                type: 'object',
                properties: { in: { type: 'string' }, name: { type: 'string' }, scheme: { type: 'string' } },
                required: ['in', 'name'],
                additionalProperties: false,
              },
              _operations: {
                description: 'Operations that were named; absent for all that read',
                type: 'array',
                items: { type: 'string' },
              },
              _toolCount: { type: 'integer' },
              _problemCount: { type: 'integer', description: 'Operations that were wanted and are no tools' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
              _tools: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' },
                    _operation: { type: 'string' },
                  },
                  required: ['_name', '_operation'],
                  additionalProperties: false,
                },
              },
              _problems: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _operation: { type: 'string', description: 'e.g. "GET /pets"' },
                    _code: { type: 'string' },
                    _message: { type: 'string', description: 'Why it is no tool' },
                  },
                  required: ['_operation', '_code', '_message'],
                  additionalProperties: false,
                },
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_description',
              '_namespaces',
              '_title',
              '_apiVersion',
              '_openapi',
              '_documentBytes',
              '_baseUrl',
              '_toolCount',
              '_problemCount',
              '_metadata',
              '_tools',
              '_problems',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'DELETE',
    arguments: ['id', 'ctx'],
    id: 'deleteMcpTool',
    title: 'Delete an MCP tool',
    description: 'Deletes a tool; the script that it calls stays.',
    method: 'DELETE',
    path: '/aisvc/api/v1/mcp-tools/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
  },
  {
    service: 'IafAISvc',
    access: 'DELETE',
    arguments: ['id', 'ctx'],
    id: 'deleteMcpToolFilter',
    title: 'Delete an MCP tool filter',
    description: 'Deletes a saved filter; MCP URLs that name it answer with an error from then on.',
    method: 'DELETE',
    path: '/aisvc/api/v1/mcptoolfilters/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
  },
  {
    service: 'IafAISvc',
    access: 'DELETE',
    arguments: ['id', 'ctx'],
    id: 'deleteOpenApiService',
    title: 'Delete an OpenAPI service',
    description: 'Deletes a service and with it its tools.',
    method: 'DELETE',
    path: '/aisvc/api/v1/openapi-services/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
  },
  {
    service: 'IafAISvc',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['filter', '_serviceName', '_name', '_type', '_tags', 'readOnly'] },
      'ctx',
    ],
    id: 'getExposedMcpTools',
    title: 'Preview what an MCP URL exposes',
    description:
      'Takes the query of an MCP URL and answers with the tools that it exposes, and why others are left out.',
    method: 'GET',
    path: '/aisvc/api/v1/mcp-tools/exposed',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { type: 'string', description: 'Namespace' },
      },
      {
        name: 'filter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Id or _userType of a saved filter; the criteria beside it are ignored',
          type: 'string',
        },
      },
      {
        name: '_serviceName',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Only system tools of this service, or of one of these',
          anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        },
      },
      {
        name: '_name',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Only the tool of this name, or of one of these',
          anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        },
      },
      {
        name: '_type',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Only tools of this type: system_mcp_tool, user_mcp_tool',
          anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        },
      },
      {
        name: '_tags',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Only tools that have this tag, or one of these',
          anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        },
      },
      {
        name: 'readOnly',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'true: only tools whose annotations say readOnlyHint, also beside a filter',
          type: 'string',
          enum: ['true', 'false'],
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        exposed: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _name: { type: 'string' },
              _type: { type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
              _serviceName: { type: 'string' },
            },
            required: ['_name', '_type'],
            additionalProperties: false,
          },
        },
        leftOut: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _name: { type: 'string' },
              _type: { type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
              _serviceName: { type: 'string' },
              reason: { type: 'string' },
            },
            required: ['_name', '_type', 'reason'],
            additionalProperties: false,
          },
        },
        exposedTotal: { type: 'integer', description: 'Tools that are exposed in all; the first 1000 are named' },
        leftOutTotal: { type: 'integer', description: 'Tools that are left out in all; the first 1000 are named' },
      },
      required: ['exposed', 'leftOut', 'exposedTotal', 'leftOutTotal'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getMcpTool',
    title: 'Get an MCP tool',
    description: 'Answers with one tool, by its id.',
    method: 'GET',
    path: '/aisvc/api/v1/mcp-tools/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool:<id>' },
        _name: { type: 'string' },
        _title: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _type: { type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
        _toolConfig: {
          anyOf: [
            {
              type: 'object',
              properties: { _serviceName: { type: 'string' } },
              required: ['_serviceName'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
          description: 'Service of a system tool',
        },
        _schema: {
          type: 'object',
          propertyNames: { type: 'string' },
          additionalProperties: {},
          description: 'Schema of the arguments that is in force',
        },
        _schemaSource: { description: 'Absent for a system tool', type: 'string', enum: ['given', 'auto'] },
        _outputSchema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        _outputSchemaSource: { type: 'string', enum: ['given', 'auto'] },
        _annotations: {
          type: 'object',
          properties: {
            title: { type: 'string', maxLength: 200 },
            readOnlyHint: { type: 'boolean' },
            destructiveHint: { type: 'boolean' },
            idempotentHint: { type: 'boolean' },
            openWorldHint: { type: 'boolean' },
          },
          additionalProperties: false,
        },
        _tags: { description: 'Tags that are in force', type: 'array', items: { type: 'string' } },
        _tagsSource: { description: 'auto: those of the function', type: 'string', enum: ['given', 'auto'] },
        _script: {
          anyOf: [
            {
              type: 'object',
              properties: {
                _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
                _scriptName: {
                  type: 'string',
                  maxLength: 200,
                  pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
                  description: 'Name of a function that the script declares',
                },
              },
              required: ['_userType', '_scriptName'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _metadata: {
          anyOf: [
            {
              type: 'object',
              properties: {
                _createdAt: {
                  type: 'string',
                  format: 'date-time',
                  pattern:
                    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                },
                _createdById: { type: 'string' },
                _updatedAt: {
                  type: 'string',
                  format: 'date-time',
                  pattern:
                    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                },
                _updatedById: { type: 'string' },
              },
              required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_type',
        '_toolConfig',
        '_schema',
        '_script',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getMcpToolFilter',
    title: 'Get an MCP tool filter',
    description: 'Answers with one saved filter, by its id.',
    method: 'GET',
    path: '/aisvc/api/v1/mcptoolfilters/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool-filter:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _userType: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _criteria: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_name', '_description', '_userType', '_namespaces', '_criteria', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['_userType'] },
      'ctx',
      { name: 'options', members: ['_offset', '_pageSize'] },
    ],
    id: 'getMcpToolFilters',
    title: 'List MCP tool filters',
    description: 'Lists the saved filters of the namespace with their criteria.',
    method: 'GET',
    path: '/aisvc/api/v1/mcptoolfilters',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_userType',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only the filter of this _userType', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool-filter:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _userType: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _criteria: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_name', '_description', '_userType', '_namespaces', '_criteria', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'READ',
    arguments: [
      {
        name: 'criteria',
        members: [
          'filter',
          '_name',
          '_type',
          '_serviceName',
          '_tags',
          '_script._userType',
          '_script._scriptName',
          'query',
        ],
      },
      'ctx',
      { name: 'options', members: ['_offset', '_pageSize'] },
    ],
    id: 'getMcpTools',
    title: 'List MCP tools',
    description: 'Lists the tools of the namespace and the system tools, with their schemas, by name.',
    method: 'GET',
    path: '/aisvc/api/v1/mcp-tools',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: 'filter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Id or _userType of a saved filter that narrows the list',
          type: 'string',
          maxLength: 200,
        },
      },
      {
        name: '_name',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only the tool of this name', type: 'string', maxLength: 200 },
      },
      {
        name: '_type',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only tools of this type', type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
      },
      {
        name: '_serviceName',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only system tools of this service', type: 'string', maxLength: 200 },
      },
      {
        name: '_tags',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Only tools that have this tag, or one of these',
          anyOf: [
            { type: 'string', maxLength: 200 },
            { maxItems: 100, type: 'array', items: { type: 'string', maxLength: 200 } },
          ],
        },
      },
      {
        name: '_toolConfig._serviceName',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'The same as _serviceName', type: 'string', maxLength: 200 },
      },
      {
        name: '_script._userType',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only tools that call scripts of this _userType', type: 'string', maxLength: 200 },
      },
      {
        name: '_script._scriptName',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only tools that call this function', type: 'string', maxLength: 200 },
      },
      {
        name: 'query',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Text that the name or the description holds; * and ? are wildcards',
          type: 'string',
          maxLength: 100,
        },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool:<id>' },
              _name: { type: 'string' },
              _title: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _type: { type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
              _toolConfig: {
                anyOf: [
                  {
                    type: 'object',
                    properties: { _serviceName: { type: 'string' } },
                    required: ['_serviceName'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
                description: 'Service of a system tool',
              },
              _schema: {
                type: 'object',
                propertyNames: { type: 'string' },
                additionalProperties: {},
                description: 'Schema of the arguments that is in force',
              },
              _schemaSource: { description: 'Absent for a system tool', type: 'string', enum: ['given', 'auto'] },
              _outputSchema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
              _outputSchemaSource: { type: 'string', enum: ['given', 'auto'] },
              _annotations: {
                type: 'object',
                properties: {
                  title: { type: 'string', maxLength: 200 },
                  readOnlyHint: { type: 'boolean' },
                  destructiveHint: { type: 'boolean' },
                  idempotentHint: { type: 'boolean' },
                  openWorldHint: { type: 'boolean' },
                },
                additionalProperties: false,
              },
              _tags: { description: 'Tags that are in force', type: 'array', items: { type: 'string' } },
              _tagsSource: { description: 'auto: those of the function', type: 'string', enum: ['given', 'auto'] },
              _script: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
                      _scriptName: {
                        type: 'string',
                        maxLength: 200,
                        pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
                        description: 'Name of a function that the script declares',
                      },
                    },
                    required: ['_userType', '_scriptName'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
              _limits: {
                type: 'object',
                properties: {
                  cpuMs: {
                    description: 'CPU time of the whole run, host calls included, summed over all its slices',
                    type: 'integer',
                    minimum: 10,
                  },
                  wallMs: {
                    description: 'Time from the start to the answer; it never moves',
                    type: 'integer',
                    minimum: 50,
                  },
                  memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                  resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                  consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                  hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                  pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
                },
                additionalProperties: false,
                description: 'What one run may use, where that is less than the operator allows',
              },
              _metadata: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      _createdAt: {
                        type: 'string',
                        format: 'date-time',
                        pattern:
                          '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                      },
                      _createdById: { type: 'string' },
                      _updatedAt: {
                        type: 'string',
                        format: 'date-time',
                        pattern:
                          '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                      },
                      _updatedById: { type: 'string' },
                    },
                    required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_description',
              '_namespaces',
              '_type',
              '_toolConfig',
              '_schema',
              '_script',
              '_metadata',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getOpenApiService',
    title: 'Get an OpenAPI service',
    description: 'Answers with one API, its tools, and the operations that could not become tools with the reasons.',
    method: 'GET',
    path: '/aisvc/api/v1/openapi-services/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:openapi-service:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _title: { type: 'string', description: 'Title of the document' },
        _apiVersion: { type: 'string', description: 'Version of the API that the document names' },
        _openapi: { type: 'string', description: 'Version of OpenAPI' },
        _documentBytes: { type: 'integer' },
        _baseUrl: { type: 'string', description: 'Where requests go, unless the document has an operation elsewhere' },
        _secretName: { type: 'string' },
        _auth: {
          description: 'How the secret is sent',
          type: 'object',
          properties: { in: { type: 'string' }, name: { type: 'string' }, scheme: { type: 'string' } },
          required: ['in', 'name'],
          additionalProperties: false,
        },
        _operations: {
          description: 'Operations that were named; absent for all that read',
          type: 'array',
          items: { type: 'string' },
        },
        _toolCount: { type: 'integer' },
        _problemCount: { type: 'integer', description: 'Operations that were wanted and are no tools' },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
        _tools: {
          type: 'array',
          items: {
            type: 'object',
            properties: { _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' }, _operation: { type: 'string' } },
            required: ['_name', '_operation'],
            additionalProperties: false,
          },
        },
        _problems: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _operation: { type: 'string', description: 'e.g. "GET /pets"' },
              _code: { type: 'string' },
              _message: { type: 'string', description: 'Why it is no tool' },
            },
            required: ['_operation', '_code', '_message'],
            additionalProperties: false,
          },
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_title',
        '_apiVersion',
        '_openapi',
        '_documentBytes',
        '_baseUrl',
        '_toolCount',
        '_problemCount',
        '_metadata',
        '_tools',
        '_problems',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['_name'] },
      'ctx',
      { name: 'options', members: ['_offset', '_pageSize'] },
    ],
    id: 'getOpenApiServices',
    title: 'List OpenAPI services',
    description:
      'Lists the APIs whose operations are tools of the namespace: where each is, and how many tools it has. Its tools are named <operation>_<_name>.',
    method: 'GET',
    path: '/aisvc/api/v1/openapi-services',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_name',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only the service of this name', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: aisvc:openapi-service:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _title: { type: 'string', description: 'Title of the document' },
              _apiVersion: { type: 'string', description: 'Version of the API that the document names' },
              _openapi: { type: 'string', description: 'Version of OpenAPI' },
              _documentBytes: { type: 'integer' },
              _baseUrl: {
                type: 'string',
                description: 'Where requests go, unless the document has an operation elsewhere',
              },
              _secretName: { type: 'string' },
              _auth: {
                description: 'How the secret is sent',
                type: 'object',
                properties: { in: { type: 'string' }, name: { type: 'string' }, scheme: { type: 'string' } },
                required: ['in', 'name'],
                additionalProperties: false,
              },
              _operations: {
                description: 'Operations that were named; absent for all that read',
                type: 'array',
                items: { type: 'string' },
              },
              _toolCount: { type: 'integer' },
              _problemCount: { type: 'integer', description: 'Operations that were wanted and are no tools' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_description',
              '_namespaces',
              '_title',
              '_apiVersion',
              '_openapi',
              '_documentBytes',
              '_baseUrl',
              '_toolCount',
              '_problemCount',
              '_metadata',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'patchMcpTool',
    title: 'Change fields of an MCP tool',
    description: 'Changes the fields that are given and leaves the others.',
    method: 'PATCH',
    path: '/aisvc/api/v1/mcp-tools/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' },
        _title: { anyOf: [{ type: 'string', minLength: 1, maxLength: 200 }, { type: 'null' }] },
        _description: { type: 'string', minLength: 1, maxLength: 10000 },
        _schema: {
          anyOf: [
            { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
            { type: 'string', enum: ['auto'] },
          ],
          description: 'JSON Schema of the arguments, with type "object"; "auto": that of the function',
        },
        _outputSchema: {
          anyOf: [
            {
              description: 'JSON Schema of the result, with type "object"; "auto": that of the function',
              anyOf: [
                { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
                { type: 'string', enum: ['auto'] },
              ],
            },
            { type: 'null' },
          ],
        },
        _annotations: {
          anyOf: [
            {
              type: 'object',
              properties: {
                title: { type: 'string', maxLength: 200 },
                readOnlyHint: { type: 'boolean' },
                destructiveHint: { type: 'boolean' },
                idempotentHint: { type: 'boolean' },
                openWorldHint: { type: 'boolean' },
              },
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
        _tags: {
          anyOf: [
            {
              description: 'Words that criteria select tools by; when left out, those of the function',
              maxItems: 20,
              type: 'array',
              items: { type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}_.:/-]{0,49}$' },
            },
            { type: 'null' },
          ],
        },
        _script: {
          type: 'object',
          properties: {
            _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
            _scriptName: {
              type: 'string',
              maxLength: 200,
              pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
              description: 'Name of a function that the script declares',
            },
          },
          required: ['_userType', '_scriptName'],
          additionalProperties: false,
        },
        _limits: {
          anyOf: [
            {
              type: 'object',
              properties: {
                cpuMs: {
                  description: 'CPU time of the whole run, host calls included, summed over all its slices',
                  type: 'integer',
                  minimum: 10,
                },
                wallMs: {
                  description: 'Time from the start to the answer; it never moves',
                  type: 'integer',
                  minimum: 50,
                },
                memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
              },
              additionalProperties: false,
              description: 'What one run may use, where that is less than the operator allows',
            },
            { type: 'null' },
          ],
        },
      },
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool:<id>' },
        _name: { type: 'string' },
        _title: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _type: { type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
        _toolConfig: {
          anyOf: [
            {
              type: 'object',
              properties: { _serviceName: { type: 'string' } },
              required: ['_serviceName'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
          description: 'Service of a system tool',
        },
        _schema: {
          type: 'object',
          propertyNames: { type: 'string' },
          additionalProperties: {},
          description: 'Schema of the arguments that is in force',
        },
        _schemaSource: { description: 'Absent for a system tool', type: 'string', enum: ['given', 'auto'] },
        _outputSchema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        _outputSchemaSource: { type: 'string', enum: ['given', 'auto'] },
        _annotations: {
          type: 'object',
          properties: {
            title: { type: 'string', maxLength: 200 },
            readOnlyHint: { type: 'boolean' },
            destructiveHint: { type: 'boolean' },
            idempotentHint: { type: 'boolean' },
            openWorldHint: { type: 'boolean' },
          },
          additionalProperties: false,
        },
        _tags: { description: 'Tags that are in force', type: 'array', items: { type: 'string' } },
        _tagsSource: { description: 'auto: those of the function', type: 'string', enum: ['given', 'auto'] },
        _script: {
          anyOf: [
            {
              type: 'object',
              properties: {
                _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
                _scriptName: {
                  type: 'string',
                  maxLength: 200,
                  pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
                  description: 'Name of a function that the script declares',
                },
              },
              required: ['_userType', '_scriptName'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _metadata: {
          anyOf: [
            {
              type: 'object',
              properties: {
                _createdAt: {
                  type: 'string',
                  format: 'date-time',
                  pattern:
                    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                },
                _createdById: { type: 'string' },
                _updatedAt: {
                  type: 'string',
                  format: 'date-time',
                  pattern:
                    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                },
                _updatedById: { type: 'string' },
              },
              required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_type',
        '_toolConfig',
        '_schema',
        '_script',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'patchMcpToolFilter',
    title: 'Change fields of an MCP tool filter',
    description: 'Changes the fields that are given and leaves the others.',
    method: 'PATCH',
    path: '/aisvc/api/v1/mcptoolfilters/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: { type: 'string', minLength: 1, maxLength: 50 },
        _description: { type: 'string', maxLength: 10000 },
        _userType: {
          type: 'string',
          pattern: '^\\w{1,50}$',
          description: 'Type that the user gives, by which others refer to it',
        },
        _criteria: {
          type: 'object',
          propertyNames: { type: 'string' },
          additionalProperties: {},
          description:
            'At least one of _name, _serviceName, _type, _tags; each an exact string, { "$in": [...] } or { "$regex": "..." }, for _tags $in, $nin, $all',
        },
      },
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool-filter:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _userType: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _criteria: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_name', '_description', '_userType', '_namespaces', '_criteria', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'patchOpenApiService',
    title: 'Change fields of an OpenAPI service',
    description: 'Changes the fields that are given and leaves the others; the stored document is read again.',
    method: 'PATCH',
    path: '/aisvc/api/v1/openapi-services/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: {
          type: 'string',
          pattern: '^[A-Za-z][A-Za-z0-9]{0,39}$',
          description: 'Ends the names of its tools: <operation>_<_name>',
        },
        _description: { type: 'string', maxLength: 10000 },
        _document: {
          type: ['object', 'string'],
          description: 'OpenAPI document, 3.0 or 3.1: an object, or a text in JSON or YAML',
        },
        _baseUrl: {
          anyOf: [
            {
              description: 'Where the API is; when left out, the first server of the document',
              type: 'string',
              maxLength: 2000,
            },
            { type: 'null' },
          ],
        },
        _secretName: {
          anyOf: [
            {
              description: 'Secret of the namespace that requests bear',
              type: 'string',
              pattern: '^[A-Z][A-Z0-9_]{0,63}$',
            },
            { type: 'null' },
          ],
        },
        _auth: {
          anyOf: [
            {
              type: 'object',
              properties: {
                in: { type: 'string', enum: ['header', 'query'] },
                name: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
                scheme: {
                  description: 'Word before the value in a header; "Basic" encodes a value that is "name:password"',
                  type: 'string',
                  pattern: "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,100}$",
                },
              },
              required: ['in', 'name'],
              additionalProperties: false,
              description: 'How the secret is sent; when left out, what the document says',
            },
            { type: 'null' },
          ],
        },
        _operations: {
          anyOf: [
            {
              description: 'Ids of operations, or e.g. "GET /pets"; when left out, all that read',
              minItems: 1,
              maxItems: 1000,
              type: 'array',
              items: { type: 'string', minLength: 1, maxLength: 2100 },
            },
            { type: 'null' },
          ],
        },
      },
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:openapi-service:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _title: { type: 'string', description: 'Title of the document' },
        _apiVersion: { type: 'string', description: 'Version of the API that the document names' },
        _openapi: { type: 'string', description: 'Version of OpenAPI' },
        _documentBytes: { type: 'integer' },
        _baseUrl: { type: 'string', description: 'Where requests go, unless the document has an operation elsewhere' },
        _secretName: { type: 'string' },
        _auth: {
          description: 'How the secret is sent',
          type: 'object',
          properties: { in: { type: 'string' }, name: { type: 'string' }, scheme: { type: 'string' } },
          required: ['in', 'name'],
          additionalProperties: false,
        },
        _operations: {
          description: 'Operations that were named; absent for all that read',
          type: 'array',
          items: { type: 'string' },
        },
        _toolCount: { type: 'integer' },
        _problemCount: { type: 'integer', description: 'Operations that were wanted and are no tools' },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
        _tools: {
          type: 'array',
          items: {
            type: 'object',
            properties: { _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' }, _operation: { type: 'string' } },
            required: ['_name', '_operation'],
            additionalProperties: false,
          },
        },
        _problems: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _operation: { type: 'string', description: 'e.g. "GET /pets"' },
              _code: { type: 'string' },
              _message: { type: 'string', description: 'Why it is no tool' },
            },
            required: ['_operation', '_code', '_message'],
            additionalProperties: false,
          },
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_title',
        '_apiVersion',
        '_openapi',
        '_documentBytes',
        '_baseUrl',
        '_toolCount',
        '_problemCount',
        '_metadata',
        '_tools',
        '_problems',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'RUN',
    arguments: ['body', 'ctx'],
    id: 'tryMcpTool',
    title: 'Try a tool before it is saved',
    description: 'Checks a definition as its creation would and calls it once; nothing is stored.',
    method: 'POST',
    path: '/aisvc/api/v1/mcp-tools/try',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        tool: {
          type: 'object',
          properties: {
            _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' },
            _title: { type: 'string', minLength: 1, maxLength: 200 },
            _description: { type: 'string', minLength: 1, maxLength: 10000 },
            _schema: {
              default: 'auto',
              anyOf: [
                { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
                { type: 'string', enum: ['auto'] },
              ],
              description: 'JSON Schema of the arguments, with type "object"; "auto": that of the function',
            },
            _outputSchema: {
              description: 'JSON Schema of the result, with type "object"; "auto": that of the function',
              anyOf: [
                { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
                { type: 'string', enum: ['auto'] },
              ],
            },
            _annotations: {
              type: 'object',
              properties: {
                title: { type: 'string', maxLength: 200 },
                readOnlyHint: { type: 'boolean' },
                destructiveHint: { type: 'boolean' },
                idempotentHint: { type: 'boolean' },
                openWorldHint: { type: 'boolean' },
              },
              additionalProperties: false,
            },
            _tags: {
              description: 'Words that criteria select tools by; when left out, those of the function',
              maxItems: 20,
              type: 'array',
              items: { type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}_.:/-]{0,49}$' },
            },
            _script: {
              type: 'object',
              properties: {
                _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
                _scriptName: {
                  type: 'string',
                  maxLength: 200,
                  pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
                  description: 'Name of a function that the script declares',
                },
              },
              required: ['_userType', '_scriptName'],
              additionalProperties: false,
            },
            _limits: {
              type: 'object',
              properties: {
                cpuMs: {
                  description: 'CPU time of the whole run, host calls included, summed over all its slices',
                  type: 'integer',
                  minimum: 10,
                },
                wallMs: {
                  description: 'Time from the start to the answer; it never moves',
                  type: 'integer',
                  minimum: 50,
                },
                memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
              },
              additionalProperties: false,
              description: 'What one run may use, where that is less than the operator allows',
            },
            _namespaces: {
              minItems: 1,
              maxItems: 10,
              type: 'array',
              items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
              description: 'Namespaces that hold it; each must be in nsfilter',
            },
          },
          required: ['_name', '_description', '_script'],
          additionalProperties: false,
        },
        arguments: { default: {}, type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
      },
      required: ['tool'],
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        content: {
          type: 'array',
          items: {
            type: 'object',
            properties: { type: { type: 'string' } },
            required: ['type'],
            additionalProperties: {},
          },
          description: 'MCP content blocks',
        },
        structuredContent: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        isError: { type: 'boolean' },
        run: {
          description: 'Absent when no script ran',
          type: 'object',
          properties: {
            runId: { type: 'string' },
            cpuMs: { type: 'number' },
            wallMs: { type: 'number' },
            hostCalls: { type: 'integer' },
            console: {
              type: 'array',
              items: {
                type: 'object',
                properties: { level: { type: 'string' }, text: { type: 'string' } },
                required: ['level', 'text'],
                additionalProperties: false,
              },
            },
            consoleTruncated: { type: 'boolean' },
            phases: {
              type: 'object',
              properties: {
                queuedMs: { type: 'number', description: 'Waited for its turn' },
                preparedMs: { type: 'number', description: 'Its script was read, and a sandbox made ready' },
                ranMs: { type: 'number', description: 'Executed, the waiting for host calls included' },
                answeredMs: { type: 'number', description: 'Its outcome was handed over' },
              },
              required: ['queuedMs', 'preparedMs', 'ranMs', 'answeredMs'],
              additionalProperties: false,
            },
            limits: {
              type: 'object',
              properties: {
                cpuMs: {
                  type: 'integer',
                  exclusiveMinimum: 0,
                  description: 'CPU time of the whole run, host calls included, summed over all its slices',
                },
                wallMs: {
                  type: 'integer',
                  exclusiveMinimum: 0,
                  description: 'Time from the start to the answer; it never moves',
                },
                memoryBytes: { type: 'integer', exclusiveMinimum: 0, description: 'Heap of the isolate' },
                resultBytes: { type: 'integer', exclusiveMinimum: 0, description: 'JSON text of the result' },
                consoleBytes: { type: 'integer', minimum: 0, description: 'All console lines together' },
                hostCalls: { type: 'integer', exclusiveMinimum: 0, description: 'Host calls in all' },
                pendingHostCalls: {
                  type: 'integer',
                  exclusiveMinimum: 0,
                  description: 'Host calls waiting at one time',
                },
              },
              required: [
                'cpuMs',
                'wallMs',
                'memoryBytes',
                'resultBytes',
                'consoleBytes',
                'hostCalls',
                'pendingHostCalls',
              ],
              additionalProperties: false,
              description: 'The smallest of what operator, script and tool allow',
            },
          },
          required: ['runId', 'cpuMs', 'wallMs', 'hostCalls', 'console', 'consoleTruncated', 'phases', 'limits'],
          additionalProperties: false,
        },
      },
      required: ['content', 'isError'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'updateMcpTool',
    title: 'Replace an MCP tool',
    description: 'Replaces the definition of a tool; MCP clients see it with their next list.',
    method: 'PUT',
    path: '/aisvc/api/v1/mcp-tools/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' },
        _title: { type: 'string', minLength: 1, maxLength: 200 },
        _description: { type: 'string', minLength: 1, maxLength: 10000 },
        _schema: {
          default: 'auto',
          anyOf: [
            { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
            { type: 'string', enum: ['auto'] },
          ],
          description: 'JSON Schema of the arguments, with type "object"; "auto": that of the function',
        },
        _outputSchema: {
          description: 'JSON Schema of the result, with type "object"; "auto": that of the function',
          anyOf: [
            { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
            { type: 'string', enum: ['auto'] },
          ],
        },
        _annotations: {
          type: 'object',
          properties: {
            title: { type: 'string', maxLength: 200 },
            readOnlyHint: { type: 'boolean' },
            destructiveHint: { type: 'boolean' },
            idempotentHint: { type: 'boolean' },
            openWorldHint: { type: 'boolean' },
          },
          additionalProperties: false,
        },
        _tags: {
          description: 'Words that criteria select tools by; when left out, those of the function',
          maxItems: 20,
          type: 'array',
          items: { type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}_.:/-]{0,49}$' },
        },
        _script: {
          type: 'object',
          properties: {
            _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
            _scriptName: {
              type: 'string',
              maxLength: 200,
              pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
              description: 'Name of a function that the script declares',
            },
          },
          required: ['_userType', '_scriptName'],
          additionalProperties: false,
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
      },
      required: ['_name', '_description', '_script'],
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool:<id>' },
        _name: { type: 'string' },
        _title: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _type: { type: 'string', enum: ['system_mcp_tool', 'user_mcp_tool'] },
        _toolConfig: {
          anyOf: [
            {
              type: 'object',
              properties: { _serviceName: { type: 'string' } },
              required: ['_serviceName'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
          description: 'Service of a system tool',
        },
        _schema: {
          type: 'object',
          propertyNames: { type: 'string' },
          additionalProperties: {},
          description: 'Schema of the arguments that is in force',
        },
        _schemaSource: { description: 'Absent for a system tool', type: 'string', enum: ['given', 'auto'] },
        _outputSchema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        _outputSchemaSource: { type: 'string', enum: ['given', 'auto'] },
        _annotations: {
          type: 'object',
          properties: {
            title: { type: 'string', maxLength: 200 },
            readOnlyHint: { type: 'boolean' },
            destructiveHint: { type: 'boolean' },
            idempotentHint: { type: 'boolean' },
            openWorldHint: { type: 'boolean' },
          },
          additionalProperties: false,
        },
        _tags: { description: 'Tags that are in force', type: 'array', items: { type: 'string' } },
        _tagsSource: { description: 'auto: those of the function', type: 'string', enum: ['given', 'auto'] },
        _script: {
          anyOf: [
            {
              type: 'object',
              properties: {
                _userType: { type: 'string', pattern: '^\\w{1,50}$', description: '_userType of the script' },
                _scriptName: {
                  type: 'string',
                  maxLength: 200,
                  pattern: '^[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*$',
                  description: 'Name of a function that the script declares',
                },
              },
              required: ['_userType', '_scriptName'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _metadata: {
          anyOf: [
            {
              type: 'object',
              properties: {
                _createdAt: {
                  type: 'string',
                  format: 'date-time',
                  pattern:
                    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                },
                _createdById: { type: 'string' },
                _updatedAt: {
                  type: 'string',
                  format: 'date-time',
                  pattern:
                    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                },
                _updatedById: { type: 'string' },
              },
              required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_type',
        '_toolConfig',
        '_schema',
        '_script',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'updateMcpToolFilter',
    title: 'Replace an MCP tool filter',
    description: 'Replaces a saved filter; MCP URLs that name it follow at once.',
    method: 'PUT',
    path: '/aisvc/api/v1/mcptoolfilters/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: { type: 'string', minLength: 1, maxLength: 50 },
        _description: { default: '', type: 'string', maxLength: 10000 },
        _userType: {
          type: 'string',
          pattern: '^\\w{1,50}$',
          description: 'Type that the user gives, by which others refer to it',
        },
        _criteria: {
          type: 'object',
          propertyNames: { type: 'string' },
          additionalProperties: {},
          description:
            'At least one of _name, _serviceName, _type, _tags; each an exact string, { "$in": [...] } or { "$regex": "..." }, for _tags $in, $nin, $all',
        },
      },
      required: ['_name', '_userType', '_criteria'],
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:mcp-tool-filter:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _userType: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _criteria: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_name', '_description', '_userType', '_namespaces', '_criteria', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafAISvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'updateOpenApiService',
    title: 'Replace an OpenAPI service',
    description: 'Replaces a service; its tools are those of the new document at once.',
    method: 'PUT',
    path: '/aisvc/api/v1/openapi-services/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: {
          type: 'string',
          pattern: '^[A-Za-z][A-Za-z0-9]{0,39}$',
          description: 'Ends the names of its tools: <operation>_<_name>',
        },
        _description: { default: '', type: 'string', maxLength: 10000 },
        _document: {
          type: ['object', 'string'],
          description: 'OpenAPI document, 3.0 or 3.1: an object, or a text in JSON or YAML',
        },
        _baseUrl: {
          description: 'Where the API is; when left out, the first server of the document',
          type: 'string',
          maxLength: 2000,
        },
        _secretName: {
          description: 'Secret of the namespace that requests bear',
          type: 'string',
          pattern: '^[A-Z][A-Z0-9_]{0,63}$',
        },
        _auth: {
          type: 'object',
          properties: {
            in: { type: 'string', enum: ['header', 'query'] },
            name: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
            scheme: {
              description: 'Word before the value in a header; "Basic" encodes a value that is "name:password"',
              type: 'string',
              pattern: "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,100}$",
            },
          },
          required: ['in', 'name'],
          additionalProperties: false,
          description: 'How the secret is sent; when left out, what the document says',
        },
        _operations: {
          description: 'Ids of operations, or e.g. "GET /pets"; when left out, all that read',
          minItems: 1,
          maxItems: 1000,
          type: 'array',
          items: { type: 'string', minLength: 1, maxLength: 2100 },
        },
      },
      required: ['_name', '_document'],
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: aisvc:openapi-service:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _title: { type: 'string', description: 'Title of the document' },
        _apiVersion: { type: 'string', description: 'Version of the API that the document names' },
        _openapi: { type: 'string', description: 'Version of OpenAPI' },
        _documentBytes: { type: 'integer' },
        _baseUrl: { type: 'string', description: 'Where requests go, unless the document has an operation elsewhere' },
        _secretName: { type: 'string' },
        _auth: {
          description: 'How the secret is sent',
          type: 'object',
          properties: { in: { type: 'string' }, name: { type: 'string' }, scheme: { type: 'string' } },
          required: ['in', 'name'],
          additionalProperties: false,
        },
        _operations: {
          description: 'Operations that were named; absent for all that read',
          type: 'array',
          items: { type: 'string' },
        },
        _toolCount: { type: 'integer' },
        _problemCount: { type: 'integer', description: 'Operations that were wanted and are no tools' },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
        _tools: {
          type: 'array',
          items: {
            type: 'object',
            properties: { _name: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' }, _operation: { type: 'string' } },
            required: ['_name', '_operation'],
            additionalProperties: false,
          },
        },
        _problems: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _operation: { type: 'string', description: 'e.g. "GET /pets"' },
              _code: { type: 'string' },
              _message: { type: 'string', description: 'Why it is no tool' },
            },
            required: ['_operation', '_code', '_message'],
            additionalProperties: false,
          },
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_title',
        '_apiVersion',
        '_openapi',
        '_documentBytes',
        '_baseUrl',
        '_toolCount',
        '_problemCount',
        '_metadata',
        '_tools',
        '_problems',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafFileSvc',
    access: 'CREATE',
    arguments: ['body', 'ctx'],
    id: 'createFiles',
    title: 'Create files',
    description: 'Stores what is said of files; their contents are put one by one.',
    method: 'POST',
    path: '/filesvc/api/v1/files',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      minItems: 1,
      maxItems: 100,
      type: 'array',
      items: {
        type: 'object',
        properties: {
          _name: { type: 'string', minLength: 1, maxLength: 200, description: 'File name' },
          _description: { type: 'string', maxLength: 10000 },
          _namespaces: {
            minItems: 1,
            maxItems: 10,
            type: 'array',
            items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
            description: 'Namespaces that hold it; each must be in nsfilter',
          },
          _tags: { default: [], maxItems: 50, type: 'array', items: { type: 'string', minLength: 1, maxLength: 100 } },
        },
        required: ['_name'],
        additionalProperties: false,
      },
    },
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: filesvc:file:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _tags: { type: 'array', items: { type: 'string' } },
              _status: {
                type: 'string',
                enum: ['EMPTY', 'AVAILABLE'],
                description: 'EMPTY until the first content is stored',
              },
              _tipId: { description: 'Id of the newest version', type: ['string', 'null'] },
              _tipVersion: { type: 'integer', description: 'Number of the newest version; 0 when there is none' },
              _fileVersion: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      _id: { type: 'string' },
                      _fileId: { type: 'string' },
                      _isTip: { type: 'boolean' },
                      _version: { type: 'integer', description: 'Number of the version, from 1' },
                      _contentType: { type: 'string' },
                      _size: { type: 'integer', description: 'Bytes' },
                      _sha256: { type: 'string', description: 'SHA-256 of the content, in hex' },
                      _metadata: {
                        type: 'object',
                        properties: {
                          _createdAt: {
                            type: 'string',
                            format: 'date-time',
                            pattern:
                              '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                          },
                          _createdById: { type: 'string' },
                          _updatedAt: {
                            type: 'string',
                            format: 'date-time',
                            pattern:
                              '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                          },
                          _updatedById: { type: 'string' },
                        },
                        required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                        additionalProperties: false,
                      },
                    },
                    required: ['_id', '_fileId', '_isTip', '_version', '_contentType', '_size', '_sha256', '_metadata'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
                description: 'The newest version',
              },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_namespaces',
              '_tags',
              '_status',
              '_tipId',
              '_tipVersion',
              '_fileVersion',
              '_metadata',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafFileSvc',
    access: 'DELETE',
    arguments: ['id', 'ctx'],
    id: 'deleteFile',
    title: 'Delete a file',
    description: 'Deletes a file with all its versions.',
    method: 'DELETE',
    path: '/filesvc/api/v1/files/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
  },
  {
    service: 'IafFileSvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getFile',
    title: 'Get a file',
    description: 'Answers with what is known of one file: name, tags, and size and type of its newest version.',
    method: 'GET',
    path: '/filesvc/api/v1/files/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: filesvc:file:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _tags: { type: 'array', items: { type: 'string' } },
        _status: {
          type: 'string',
          enum: ['EMPTY', 'AVAILABLE'],
          description: 'EMPTY until the first content is stored',
        },
        _tipId: { description: 'Id of the newest version', type: ['string', 'null'] },
        _tipVersion: { type: 'integer', description: 'Number of the newest version; 0 when there is none' },
        _fileVersion: {
          anyOf: [
            {
              type: 'object',
              properties: {
                _id: { type: 'string' },
                _fileId: { type: 'string' },
                _isTip: { type: 'boolean' },
                _version: { type: 'integer', description: 'Number of the version, from 1' },
                _contentType: { type: 'string' },
                _size: { type: 'integer', description: 'Bytes' },
                _sha256: { type: 'string', description: 'SHA-256 of the content, in hex' },
                _metadata: {
                  type: 'object',
                  properties: {
                    _createdAt: {
                      type: 'string',
                      format: 'date-time',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                    },
                    _createdById: { type: 'string' },
                    _updatedAt: {
                      type: 'string',
                      format: 'date-time',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                    },
                    _updatedById: { type: 'string' },
                  },
                  required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                  additionalProperties: false,
                },
              },
              required: ['_id', '_fileId', '_isTip', '_version', '_contentType', '_size', '_sha256', '_metadata'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
          description: 'The newest version',
        },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_namespaces',
        '_tags',
        '_status',
        '_tipId',
        '_tipVersion',
        '_fileVersion',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafFileSvc',
    access: 'READ',
    arguments: ['id', 'ctx', { name: 'options', members: ['_expiresInMs'] }],
    id: 'getFileUrl',
    title: 'Get a URL of a file',
    description:
      'Answers with a URL that downloads the newest content of one file without a token until it expires. Hand it only to whom the content is meant for.',
    method: 'GET',
    path: '/filesvc/api/v1/files/{id}/url',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_expiresInMs',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1000,
          maximum: 86400000,
          description: 'How long the URL opens the content, in milliseconds; 300000 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _url: {
          type: 'string',
          description: 'Opens the content with GET and no token; begins at the root where no public URL is set',
        },
        _expiresAt: {
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
          description: 'When it stops to open anything',
        },
      },
      required: ['_url', '_expiresAt'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafFileSvc',
    access: 'READ',
    arguments: ['id', 'version', 'ctx', { name: 'options', members: ['_expiresInMs'] }],
    id: 'getFileVersionUrl',
    title: 'Get a URL of a version of a file',
    description:
      'Answers with a URL that downloads one version of the content of a file without a token until it expires. Hand it only to whom the content is meant for.',
    method: 'GET',
    path: '/filesvc/api/v1/files/{id}/versions/{version}/url',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'version',
        in: 'path',
        required: true,
        encoding: 'json',
        schema: { type: 'integer', minimum: 1, description: 'Number of the version' },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_expiresInMs',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1000,
          maximum: 86400000,
          description: 'How long the URL opens the content, in milliseconds; 300000 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _url: {
          type: 'string',
          description: 'Opens the content with GET and no token; begins at the root where no public URL is set',
        },
        _expiresAt: {
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
          description: 'When it stops to open anything',
        },
      },
      required: ['_url', '_expiresAt'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafFileSvc',
    access: 'READ',
    arguments: ['id', 'ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getFileVersions',
    title: 'List the versions of a file',
    description: 'Lists the versions of one file with sizes, types and hashes, the newest first.',
    method: 'GET',
    path: '/filesvc/api/v1/files/{id}/versions',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _fileId: { type: 'string' },
              _isTip: { type: 'boolean' },
              _version: { type: 'integer', description: 'Number of the version, from 1' },
              _contentType: { type: 'string' },
              _size: { type: 'integer', description: 'Bytes' },
              _sha256: { type: 'string', description: 'SHA-256 of the content, in hex' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_fileId', '_isTip', '_version', '_contentType', '_size', '_sha256', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafFileSvc',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['query'] },
      'ctx',
      { name: 'options', members: ['page', 'project', 'sort', '_offset', '_pageSize'] },
    ],
    id: 'getFiles',
    title: 'List files',
    description:
      'Lists the files of the namespace with size, type and tags of their newest versions; not their contents.',
    method: 'GET',
    path: '/filesvc/api/v1/files',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: 'query',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Conditions as JSON text', example: { _itemClass: 'Script' } },
      },
      {
        name: 'project',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to answer with or without, as JSON text' },
      },
      {
        name: 'page',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'object',
          description: 'Offset and size of the page, as JSON text',
          properties: {
            _offset: { type: 'integer', minimum: 0 },
            _pageSize: { type: 'integer', minimum: 1, maximum: 1000 },
          },
          additionalProperties: false,
        },
      },
      {
        name: 'sort',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to sort by, as JSON text' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: filesvc:file:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _tags: { type: 'array', items: { type: 'string' } },
              _status: {
                type: 'string',
                enum: ['EMPTY', 'AVAILABLE'],
                description: 'EMPTY until the first content is stored',
              },
              _tipId: { description: 'Id of the newest version', type: ['string', 'null'] },
              _tipVersion: { type: 'integer', description: 'Number of the newest version; 0 when there is none' },
              _fileVersion: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      _id: { type: 'string' },
                      _fileId: { type: 'string' },
                      _isTip: { type: 'boolean' },
                      _version: { type: 'integer', description: 'Number of the version, from 1' },
                      _contentType: { type: 'string' },
                      _size: { type: 'integer', description: 'Bytes' },
                      _sha256: { type: 'string', description: 'SHA-256 of the content, in hex' },
                      _metadata: {
                        type: 'object',
                        properties: {
                          _createdAt: {
                            type: 'string',
                            format: 'date-time',
                            pattern:
                              '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                          },
                          _createdById: { type: 'string' },
                          _updatedAt: {
                            type: 'string',
                            format: 'date-time',
                            pattern:
                              '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                          },
                          _updatedById: { type: 'string' },
                        },
                        required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                        additionalProperties: false,
                      },
                    },
                    required: ['_id', '_fileId', '_isTip', '_version', '_contentType', '_size', '_sha256', '_metadata'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
                description: 'The newest version',
              },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_namespaces',
              '_tags',
              '_status',
              '_tipId',
              '_tipVersion',
              '_fileVersion',
              '_metadata',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'EDIT',
    arguments: ['id', 'ctx'],
    id: 'cancelRun',
    title: 'Cancel a run',
    description: 'Asks for the end of a run in flight; its record says RunCancelled once it has ended.',
    method: 'POST',
    path: '/itemsvc/api/v1/runs/{id}/cancel',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string', description: 'Id of the run' },
        _status: { type: 'string', enum: ['queued', 'running', 'succeeded', 'failed'] },
        _principal: {
          type: 'object',
          properties: { id: { type: 'string' }, kind: { type: 'string' } },
          required: ['id', 'kind'],
          additionalProperties: false,
          description: 'Who ran it',
        },
        _tool: {
          anyOf: [
            {
              type: 'object',
              properties: { _id: { type: 'string' }, _name: { type: 'string' } },
              required: ['_id', '_name'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
          description: 'The tool that was called; null when a definition was tried before it was saved',
        },
        _script: {
          type: 'object',
          properties: {
            _userType: { type: 'string' },
            _scriptName: { type: 'string' },
            _versionId: { type: 'string' },
            _version: { type: 'integer', description: 'Number of the version' },
          },
          required: ['_userType', '_scriptName', '_versionId', '_version'],
          additionalProperties: false,
          description: 'The function, and the version of the script that ran',
        },
        _inputDigest: {
          type: 'string',
          description: 'SHA-256 of the arguments as the JSON text that reached the script: sha256:<hex>',
        },
        _inputBytes: { type: 'integer' },
        _error: {
          anyOf: [
            {
              type: 'object',
              properties: {
                code: {
                  type: 'string',
                  enum: [
                    'ScriptFailed',
                    'ScriptSyntaxError',
                    'FunctionNotFound',
                    'CpuLimitExceeded',
                    'WallLimitExceeded',
                    'MemoryLimitExceeded',
                    'ResultTooLarge',
                    'ResultNotSerializable',
                    'HostCallLimitExceeded',
                    'SandboxCrashed',
                    'RunCancelled',
                    'WorkerLost',
                    'NotStarted',
                    'ScriptUnavailable',
                    'ApiCallFailed',
                  ],
                },
                name: { type: 'string', description: "The thrown error's name, or the code" },
                message: { type: 'string' },
                functionName: { type: 'string' },
                script: {
                  description: '_userType of the script of the line, when it is one that the script called',
                  type: 'string',
                },
                line: { type: 'integer' },
                column: { type: 'integer' },
              },
              required: ['code', 'name', 'message'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
        _resultBytes: { description: 'Size of the result as JSON; null when there is none', type: ['integer', 'null'] },
        _phases: {
          type: 'object',
          properties: {
            queuedMs: { type: 'number', description: 'Waited for its turn' },
            preparedMs: { type: 'number', description: 'Its script was read, and a sandbox made ready' },
            ranMs: { type: 'number', description: 'Executed, the waiting for host calls included' },
            answeredMs: { type: 'number', description: 'Its outcome was handed over' },
          },
          required: ['queuedMs', 'preparedMs', 'ranMs', 'answeredMs'],
          additionalProperties: false,
        },
        _cpuMs: { type: 'number' },
        _wallMs: { type: 'number' },
        _peakMemoryBytes: { type: 'integer' },
        _hostCalls: { type: 'integer' },
        _console: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              level: { type: 'string', enum: ['debug', 'log', 'info', 'warn', 'error'] },
              text: { type: 'string' },
            },
            required: ['level', 'text'],
            additionalProperties: false,
          },
        },
        _consoleTruncated: { type: 'boolean' },
        _queuedAt: {
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
          description: 'When the run was asked for',
        },
        _startedAt: {
          anyOf: [
            {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            { type: 'null' },
          ],
        },
        _finishedAt: {
          anyOf: [
            {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            { type: 'null' },
          ],
        },
        _irn: { type: 'string', description: 'Resource name: itemsvc:run:<id>' },
        _namespaces: { type: 'array', items: { type: 'string' }, description: 'The one namespace that it ran in' },
        _progress: { description: 'Arguments of the last callback of the script' },
        _result: { description: 'Kept when the call was asynchronous, or when a model saw the result cut' },
        _expiresAt: {
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
          description: 'When the record is deleted',
        },
      },
      required: [
        '_id',
        '_status',
        '_principal',
        '_tool',
        '_script',
        '_inputDigest',
        '_inputBytes',
        '_error',
        '_resultBytes',
        '_phases',
        '_cpuMs',
        '_wallMs',
        '_peakMemoryBytes',
        '_hostCalls',
        '_console',
        '_consoleTruncated',
        '_queuedAt',
        '_startedAt',
        '_finishedAt',
        '_irn',
        '_namespaces',
        '_expiresAt',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'createNamedUserItemVersion',
    title: 'Add a version to a named user item',
    description: 'Adds a version, which becomes the newest; earlier versions stay as they are.',
    method: 'POST',
    path: '/itemsvc/api/v1/nameduseritems/{id}/versions',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: { _userData: { description: 'Source text of a script; any JSON for other classes' } },
      required: ['_userData'],
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: itemsvc:nameduseritem:<id>' },
        _name: { type: 'string' },
        _shortName: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _userType: { type: 'string' },
        _itemClass: {
          type: 'string',
          enum: [
            'Script',
            'NamedUserCollection',
            'NamedFileCollection',
            'NamedTelemetryCollection',
            'NamedCompositeItem',
            'UserConfig',
          ],
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _tipId: { type: 'string', description: 'Id of the newest version' },
        _tipVersion: { type: 'integer', description: 'Number of the newest version' },
        _versions: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _userItemDbId: { type: 'string', description: 'Id of the item' },
              _isTip: { type: 'boolean' },
              _version: { type: 'integer', description: 'Number of the version, from 1' },
              _userData: { description: 'Source text of a script; any JSON for other classes' },
              _language: {
                description: 'Of a script: what it is written in',
                type: 'string',
                enum: ['javascript', 'typescript'],
              },
              _javascript: { description: 'What runs of a script in TypeScript; only services see it', type: 'string' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
            additionalProperties: false,
          },
          description: 'The newest version; all are at /versions',
        },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_userType',
        '_itemClass',
        '_tipId',
        '_tipVersion',
        '_versions',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'CREATE',
    arguments: ['body', 'ctx'],
    id: 'createNamedUserItems',
    title: 'Create named user items',
    description: 'Stores items (scripts, collections, configurations) with their first versions: all of them or none.',
    method: 'POST',
    path: '/itemsvc/api/v1/nameduseritems',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      minItems: 1,
      maxItems: 100,
      type: 'array',
      items: {
        type: 'object',
        properties: {
          _name: { type: 'string', minLength: 1, maxLength: 200 },
          _shortName: { type: 'string', minLength: 1, maxLength: 22 },
          _description: { default: '', type: 'string', maxLength: 10000 },
          _namespaces: {
            minItems: 1,
            maxItems: 10,
            type: 'array',
            items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
            description: 'Namespaces that hold it; each must be in nsfilter',
          },
          _userType: {
            type: 'string',
            pattern: '^\\w{1,50}$',
            description: 'Type that the user gives, by which others refer to it',
          },
          _itemClass: {
            type: 'string',
            enum: [
              'Script',
              'NamedUserCollection',
              'NamedFileCollection',
              'NamedTelemetryCollection',
              'NamedCompositeItem',
              'UserConfig',
            ],
          },
          _limits: {
            type: 'object',
            properties: {
              cpuMs: {
                description: 'CPU time of the whole run, host calls included, summed over all its slices',
                type: 'integer',
                minimum: 10,
              },
              wallMs: {
                description: 'Time from the start to the answer; it never moves',
                type: 'integer',
                minimum: 50,
              },
              memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
              resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
              consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
              hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
              pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
            },
            additionalProperties: false,
            description: 'What one run may use, where that is less than the operator allows',
          },
          _version: {
            description: 'First version',
            type: 'object',
            properties: { _userData: { description: 'Source text of a script; any JSON for other classes' } },
            required: ['_userData'],
            additionalProperties: false,
          },
        },
        required: ['_name', '_userType', '_itemClass'],
        additionalProperties: false,
      },
    },
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: itemsvc:nameduseritem:<id>' },
              _name: { type: 'string' },
              _shortName: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _userType: { type: 'string' },
              _itemClass: {
                type: 'string',
                enum: [
                  'Script',
                  'NamedUserCollection',
                  'NamedFileCollection',
                  'NamedTelemetryCollection',
                  'NamedCompositeItem',
                  'UserConfig',
                ],
              },
              _limits: {
                type: 'object',
                properties: {
                  cpuMs: {
                    description: 'CPU time of the whole run, host calls included, summed over all its slices',
                    type: 'integer',
                    minimum: 10,
                  },
                  wallMs: {
                    description: 'Time from the start to the answer; it never moves',
                    type: 'integer',
                    minimum: 50,
                  },
                  memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                  resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                  consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                  hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                  pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
                },
                additionalProperties: false,
                description: 'What one run may use, where that is less than the operator allows',
              },
              _tipId: { type: 'string', description: 'Id of the newest version' },
              _tipVersion: { type: 'integer', description: 'Number of the newest version' },
              _versions: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _id: { type: 'string' },
                    _userItemDbId: { type: 'string', description: 'Id of the item' },
                    _isTip: { type: 'boolean' },
                    _version: { type: 'integer', description: 'Number of the version, from 1' },
                    _userData: { description: 'Source text of a script; any JSON for other classes' },
                    _language: {
                      description: 'Of a script: what it is written in',
                      type: 'string',
                      enum: ['javascript', 'typescript'],
                    },
                    _javascript: {
                      description: 'What runs of a script in TypeScript; only services see it',
                      type: 'string',
                    },
                    _metadata: {
                      type: 'object',
                      properties: {
                        _createdAt: {
                          type: 'string',
                          format: 'date-time',
                          pattern:
                            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                        },
                        _createdById: { type: 'string' },
                        _updatedAt: {
                          type: 'string',
                          format: 'date-time',
                          pattern:
                            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                        },
                        _updatedById: { type: 'string' },
                      },
                      required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                      additionalProperties: false,
                    },
                  },
                  required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
                  additionalProperties: false,
                },
                description: 'The newest version; all are at /versions',
              },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_description',
              '_namespaces',
              '_userType',
              '_itemClass',
              '_tipId',
              '_tipVersion',
              '_versions',
              '_metadata',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'CREATE',
    arguments: ['id', 'body', 'ctx'],
    id: 'createRelatedItems',
    title: 'Add related items to a collection',
    description: 'Stores records in a collection: all of them or none.',
    method: 'POST',
    path: '/itemsvc/api/v1/nameduseritems/{id}/relateditems',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      minItems: 1,
      maxItems: 1000,
      type: 'array',
      items: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
    },
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string' },
              _collectionId: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_collectionId', '_namespaces', '_metadata'],
            additionalProperties: {},
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'DELETE',
    arguments: ['id', 'ctx'],
    id: 'deleteNamedUserItem',
    title: 'Delete a named user item',
    description: 'Deletes an item with all its versions and, of a collection, all its related items.',
    method: 'DELETE',
    path: '/itemsvc/api/v1/nameduseritems/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
  },
  {
    service: 'IafItemSvc',
    access: 'DELETE',
    arguments: ['id', 'relatedId', 'ctx'],
    id: 'deleteRelatedItem',
    title: 'Delete a related item',
    description: 'Deletes one record of a collection.',
    method: 'DELETE',
    path: '/itemsvc/api/v1/nameduseritems/{id}/relateditems/{relatedId}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'relatedId',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getNamedUserItem',
    title: 'Get a named user item',
    description: 'Answers with one item and its newest version, by the id of the item.',
    method: 'GET',
    path: '/itemsvc/api/v1/nameduseritems/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: itemsvc:nameduseritem:<id>' },
        _name: { type: 'string' },
        _shortName: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _userType: { type: 'string' },
        _itemClass: {
          type: 'string',
          enum: [
            'Script',
            'NamedUserCollection',
            'NamedFileCollection',
            'NamedTelemetryCollection',
            'NamedCompositeItem',
            'UserConfig',
          ],
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _tipId: { type: 'string', description: 'Id of the newest version' },
        _tipVersion: { type: 'integer', description: 'Number of the newest version' },
        _versions: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _userItemDbId: { type: 'string', description: 'Id of the item' },
              _isTip: { type: 'boolean' },
              _version: { type: 'integer', description: 'Number of the version, from 1' },
              _userData: { description: 'Source text of a script; any JSON for other classes' },
              _language: {
                description: 'Of a script: what it is written in',
                type: 'string',
                enum: ['javascript', 'typescript'],
              },
              _javascript: { description: 'What runs of a script in TypeScript; only services see it', type: 'string' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
            additionalProperties: false,
          },
          description: 'The newest version; all are at /versions',
        },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_userType',
        '_itemClass',
        '_tipId',
        '_tipVersion',
        '_versions',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getNamedUserItemVersion',
    title: 'Get a version of a named user item',
    description: 'Answers with one version and its data, by the id of the version. A version never changes.',
    method: 'GET',
    path: '/itemsvc/api/v1/nameduseritemversions/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _userItemDbId: { type: 'string', description: 'Id of the item' },
        _isTip: { type: 'boolean' },
        _version: { type: 'integer', description: 'Number of the version, from 1' },
        _userData: { description: 'Source text of a script; any JSON for other classes' },
        _language: {
          description: 'Of a script: what it is written in',
          type: 'string',
          enum: ['javascript', 'typescript'],
        },
        _javascript: { description: 'What runs of a script in TypeScript; only services see it', type: 'string' },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['id', 'ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getNamedUserItemVersions',
    title: 'List the versions of a named user item',
    description:
      'Lists the versions of one item with their data, the newest first. A page whose entries are large ends early, after about 8 MB: go on at _offset plus the number of entries you got.',
    method: 'GET',
    path: '/itemsvc/api/v1/nameduseritems/{id}/versions',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _userItemDbId: { type: 'string', description: 'Id of the item' },
              _isTip: { type: 'boolean' },
              _version: { type: 'integer', description: 'Number of the version, from 1' },
              _userData: { description: 'Source text of a script; any JSON for other classes' },
              _language: {
                description: 'Of a script: what it is written in',
                type: 'string',
                enum: ['javascript', 'typescript'],
              },
              _javascript: { description: 'What runs of a script in TypeScript; only services see it', type: 'string' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['query'] },
      'ctx',
      { name: 'options', members: ['page', 'project', 'sort', '_offset', '_pageSize'] },
    ],
    id: 'getNamedUserItems',
    title: 'List named user items',
    description:
      'Lists the items of the namespace: scripts, collections, configurations, each with its newest version. Narrow the list with query, and leave out large fields with project, e.g. {"_versions": 0}. A page whose entries are large ends early, after about 8 MB: go on at _offset plus the number of entries you got.',
    method: 'GET',
    path: '/itemsvc/api/v1/nameduseritems',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: 'query',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Conditions as JSON text', example: { _itemClass: 'Script' } },
      },
      {
        name: 'project',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to answer with or without, as JSON text' },
      },
      {
        name: 'page',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'object',
          description: 'Offset and size of the page, as JSON text',
          properties: {
            _offset: { type: 'integer', minimum: 0 },
            _pageSize: { type: 'integer', minimum: 1, maximum: 1000 },
          },
          additionalProperties: false,
        },
      },
      {
        name: 'sort',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to sort by, as JSON text' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: itemsvc:nameduseritem:<id>' },
              _name: { type: 'string' },
              _shortName: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _userType: { type: 'string' },
              _itemClass: {
                type: 'string',
                enum: [
                  'Script',
                  'NamedUserCollection',
                  'NamedFileCollection',
                  'NamedTelemetryCollection',
                  'NamedCompositeItem',
                  'UserConfig',
                ],
              },
              _limits: {
                type: 'object',
                properties: {
                  cpuMs: {
                    description: 'CPU time of the whole run, host calls included, summed over all its slices',
                    type: 'integer',
                    minimum: 10,
                  },
                  wallMs: {
                    description: 'Time from the start to the answer; it never moves',
                    type: 'integer',
                    minimum: 50,
                  },
                  memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                  resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                  consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                  hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                  pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
                },
                additionalProperties: false,
                description: 'What one run may use, where that is less than the operator allows',
              },
              _tipId: { type: 'string', description: 'Id of the newest version' },
              _tipVersion: { type: 'integer', description: 'Number of the newest version' },
              _versions: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _id: { type: 'string' },
                    _userItemDbId: { type: 'string', description: 'Id of the item' },
                    _isTip: { type: 'boolean' },
                    _version: { type: 'integer', description: 'Number of the version, from 1' },
                    _userData: { description: 'Source text of a script; any JSON for other classes' },
                    _language: {
                      description: 'Of a script: what it is written in',
                      type: 'string',
                      enum: ['javascript', 'typescript'],
                    },
                    _javascript: {
                      description: 'What runs of a script in TypeScript; only services see it',
                      type: 'string',
                    },
                    _metadata: {
                      type: 'object',
                      properties: {
                        _createdAt: {
                          type: 'string',
                          format: 'date-time',
                          pattern:
                            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                        },
                        _createdById: { type: 'string' },
                        _updatedAt: {
                          type: 'string',
                          format: 'date-time',
                          pattern:
                            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                        },
                        _updatedById: { type: 'string' },
                      },
                      required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                      additionalProperties: false,
                    },
                  },
                  required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
                  additionalProperties: false,
                },
                description: 'The newest version; all are at /versions',
              },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: [
              '_id',
              '_irn',
              '_name',
              '_description',
              '_namespaces',
              '_userType',
              '_itemClass',
              '_tipId',
              '_tipVersion',
              '_versions',
              '_metadata',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['ctx'],
    id: 'getNamespaceSettings',
    title: 'Get the settings of a namespace',
    description: 'Answers with what is decided for the whole namespace: the hosts that its scripts may fetch from.',
    method: 'GET',
    path: '/itemsvc/api/v1/namespacesettings',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _namespace: { type: 'string' },
        _fetchHosts: { type: 'array', items: { type: 'string' } },
        _metadata: {
          description: 'Absent while nobody has set anything',
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_namespace', '_fetchHosts'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['id', 'relatedId', 'ctx'],
    id: 'getRelatedItem',
    title: 'Get a related item',
    description: 'Answers with one record of a collection.',
    method: 'GET',
    path: '/itemsvc/api/v1/nameduseritems/{id}/relateditems/{relatedId}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'relatedId',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string' },
        _collectionId: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_collectionId', '_namespaces', '_metadata'],
      additionalProperties: {},
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: [
      'id',
      { name: 'criteria', members: ['query'] },
      'ctx',
      { name: 'options', members: ['page', 'project', 'sort', '_offset', '_pageSize'] },
    ],
    id: 'getRelatedItems',
    title: 'List the related items of a collection',
    description:
      'Lists the records of one collection, by the id of the collection; narrow the list with query. A page whose entries are large ends early, after about 8 MB: go on at _offset plus the number of entries you got.',
    method: 'GET',
    path: '/itemsvc/api/v1/nameduseritems/{id}/relateditems',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: 'query',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Conditions as JSON text', example: { _itemClass: 'Script' } },
      },
      {
        name: 'project',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to answer with or without, as JSON text' },
      },
      {
        name: 'page',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'object',
          description: 'Offset and size of the page, as JSON text',
          properties: {
            _offset: { type: 'integer', minimum: 0 },
            _pageSize: { type: 'integer', minimum: 1, maximum: 1000 },
          },
          additionalProperties: false,
        },
      },
      {
        name: 'sort',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to sort by, as JSON text' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string' },
              _collectionId: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_collectionId', '_namespaces', '_metadata'],
            additionalProperties: {},
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getRun',
    title: 'Get a run',
    description: 'Answers with one run, with what it printed, and its result when that was kept.',
    method: 'GET',
    path: '/itemsvc/api/v1/runs/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string', description: 'Id of the run' },
        _status: { type: 'string', enum: ['queued', 'running', 'succeeded', 'failed'] },
        _principal: {
          type: 'object',
          properties: { id: { type: 'string' }, kind: { type: 'string' } },
          required: ['id', 'kind'],
          additionalProperties: false,
          description: 'Who ran it',
        },
        _tool: {
          anyOf: [
            {
              type: 'object',
              properties: { _id: { type: 'string' }, _name: { type: 'string' } },
              required: ['_id', '_name'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
          description: 'The tool that was called; null when a definition was tried before it was saved',
        },
        _script: {
          type: 'object',
          properties: {
            _userType: { type: 'string' },
            _scriptName: { type: 'string' },
            _versionId: { type: 'string' },
            _version: { type: 'integer', description: 'Number of the version' },
          },
          required: ['_userType', '_scriptName', '_versionId', '_version'],
          additionalProperties: false,
          description: 'The function, and the version of the script that ran',
        },
        _inputDigest: {
          type: 'string',
          description: 'SHA-256 of the arguments as the JSON text that reached the script: sha256:<hex>',
        },
        _inputBytes: { type: 'integer' },
        _error: {
          anyOf: [
            {
              type: 'object',
              properties: {
                code: {
                  type: 'string',
                  enum: [
                    'ScriptFailed',
                    'ScriptSyntaxError',
                    'FunctionNotFound',
                    'CpuLimitExceeded',
                    'WallLimitExceeded',
                    'MemoryLimitExceeded',
                    'ResultTooLarge',
                    'ResultNotSerializable',
                    'HostCallLimitExceeded',
                    'SandboxCrashed',
                    'RunCancelled',
                    'WorkerLost',
                    'NotStarted',
                    'ScriptUnavailable',
                    'ApiCallFailed',
                  ],
                },
                name: { type: 'string', description: "The thrown error's name, or the code" },
                message: { type: 'string' },
                functionName: { type: 'string' },
                script: {
                  description: '_userType of the script of the line, when it is one that the script called',
                  type: 'string',
                },
                line: { type: 'integer' },
                column: { type: 'integer' },
              },
              required: ['code', 'name', 'message'],
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
        _resultBytes: { description: 'Size of the result as JSON; null when there is none', type: ['integer', 'null'] },
        _phases: {
          type: 'object',
          properties: {
            queuedMs: { type: 'number', description: 'Waited for its turn' },
            preparedMs: { type: 'number', description: 'Its script was read, and a sandbox made ready' },
            ranMs: { type: 'number', description: 'Executed, the waiting for host calls included' },
            answeredMs: { type: 'number', description: 'Its outcome was handed over' },
          },
          required: ['queuedMs', 'preparedMs', 'ranMs', 'answeredMs'],
          additionalProperties: false,
        },
        _cpuMs: { type: 'number' },
        _wallMs: { type: 'number' },
        _peakMemoryBytes: { type: 'integer' },
        _hostCalls: { type: 'integer' },
        _console: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              level: { type: 'string', enum: ['debug', 'log', 'info', 'warn', 'error'] },
              text: { type: 'string' },
            },
            required: ['level', 'text'],
            additionalProperties: false,
          },
        },
        _consoleTruncated: { type: 'boolean' },
        _queuedAt: {
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
          description: 'When the run was asked for',
        },
        _startedAt: {
          anyOf: [
            {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            { type: 'null' },
          ],
        },
        _finishedAt: {
          anyOf: [
            {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            { type: 'null' },
          ],
        },
        _irn: { type: 'string', description: 'Resource name: itemsvc:run:<id>' },
        _namespaces: { type: 'array', items: { type: 'string' }, description: 'The one namespace that it ran in' },
        _progress: { description: 'Arguments of the last callback of the script' },
        _result: { description: 'Kept when the call was asynchronous, or when a model saw the result cut' },
        _expiresAt: {
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
          description: 'When the record is deleted',
        },
      },
      required: [
        '_id',
        '_status',
        '_principal',
        '_tool',
        '_script',
        '_inputDigest',
        '_inputBytes',
        '_error',
        '_resultBytes',
        '_phases',
        '_cpuMs',
        '_wallMs',
        '_peakMemoryBytes',
        '_hostCalls',
        '_console',
        '_consoleTruncated',
        '_queuedAt',
        '_startedAt',
        '_finishedAt',
        '_irn',
        '_namespaces',
        '_expiresAt',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: [
      {
        name: 'criteria',
        members: ['_status', '_toolName', '_userType', '_scriptName', '_principalId', '_errorCode', '_from', '_to'],
      },
      'ctx',
      { name: 'options', members: ['_offset', '_pageSize'] },
    ],
    id: 'getRuns',
    title: 'List runs',
    description:
      'Lists the runs of scripts, newest first: who ran what, what became of it and what it cost. A page whose entries are large ends early, after about 8 MB: go on at _offset plus the number of entries you got.',
    method: 'GET',
    path: '/itemsvc/api/v1/runs',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_status',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { type: 'string', enum: ['queued', 'running', 'succeeded', 'failed'] },
      },
      { name: '_toolName', in: 'query', required: false, encoding: 'text', schema: { type: 'string' } },
      { name: '_userType', in: 'query', required: false, encoding: 'text', schema: { type: 'string' } },
      { name: '_scriptName', in: 'query', required: false, encoding: 'text', schema: { type: 'string' } },
      { name: '_principalId', in: 'query', required: false, encoding: 'text', schema: { type: 'string' } },
      {
        name: '_errorCode',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          type: 'string',
          enum: [
            'ScriptFailed',
            'ScriptSyntaxError',
            'FunctionNotFound',
            'CpuLimitExceeded',
            'WallLimitExceeded',
            'MemoryLimitExceeded',
            'ResultTooLarge',
            'ResultNotSerializable',
            'HostCallLimitExceeded',
            'SandboxCrashed',
            'RunCancelled',
            'WorkerLost',
            'NotStarted',
            'ScriptUnavailable',
            'ApiCallFailed',
          ],
        },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Only runs that were asked for at this time or later',
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|([+-](?:[01]\\d|2[0-3]):[0-5]\\d)))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Only runs that were asked for before this time',
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|([+-](?:[01]\\d|2[0-3]):[0-5]\\d)))$',
        },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string', description: 'Id of the run' },
              _status: { type: 'string', enum: ['queued', 'running', 'succeeded', 'failed'] },
              _principal: {
                type: 'object',
                properties: { id: { type: 'string' }, kind: { type: 'string' } },
                required: ['id', 'kind'],
                additionalProperties: false,
                description: 'Who ran it',
              },
              _tool: {
                anyOf: [
                  {
                    type: 'object',
                    properties: { _id: { type: 'string' }, _name: { type: 'string' } },
                    required: ['_id', '_name'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
                description: 'The tool that was called; null when a definition was tried before it was saved',
              },
              _script: {
                type: 'object',
                properties: {
                  _userType: { type: 'string' },
                  _scriptName: { type: 'string' },
                  _versionId: { type: 'string' },
                  _version: { type: 'integer', description: 'Number of the version' },
                },
                required: ['_userType', '_scriptName', '_versionId', '_version'],
                additionalProperties: false,
                description: 'The function, and the version of the script that ran',
              },
              _inputDigest: {
                type: 'string',
                description: 'SHA-256 of the arguments as the JSON text that reached the script: sha256:<hex>',
              },
              _inputBytes: { type: 'integer' },
              _error: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      code: {
                        type: 'string',
                        enum: [
                          'ScriptFailed',
                          'ScriptSyntaxError',
                          'FunctionNotFound',
                          'CpuLimitExceeded',
                          'WallLimitExceeded',
                          'MemoryLimitExceeded',
                          'ResultTooLarge',
                          'ResultNotSerializable',
                          'HostCallLimitExceeded',
                          'SandboxCrashed',
                          'RunCancelled',
                          'WorkerLost',
                          'NotStarted',
                          'ScriptUnavailable',
                          'ApiCallFailed',
                        ],
                      },
                      name: { type: 'string', description: "The thrown error's name, or the code" },
                      message: { type: 'string' },
                      functionName: { type: 'string' },
                      script: {
                        description: '_userType of the script of the line, when it is one that the script called',
                        type: 'string',
                      },
                      line: { type: 'integer' },
                      column: { type: 'integer' },
                    },
                    required: ['code', 'name', 'message'],
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
              _resultBytes: {
                description: 'Size of the result as JSON; null when there is none',
                type: ['integer', 'null'],
              },
              _phases: {
                type: 'object',
                properties: {
                  queuedMs: { type: 'number', description: 'Waited for its turn' },
                  preparedMs: { type: 'number', description: 'Its script was read, and a sandbox made ready' },
                  ranMs: { type: 'number', description: 'Executed, the waiting for host calls included' },
                  answeredMs: { type: 'number', description: 'Its outcome was handed over' },
                },
                required: ['queuedMs', 'preparedMs', 'ranMs', 'answeredMs'],
                additionalProperties: false,
              },
              _cpuMs: { type: 'number' },
              _wallMs: { type: 'number' },
              _peakMemoryBytes: { type: 'integer' },
              _hostCalls: { type: 'integer' },
              _consoleTruncated: { type: 'boolean' },
              _queuedAt: {
                type: 'string',
                format: 'date-time',
                pattern:
                  '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                description: 'When the run was asked for',
              },
              _startedAt: {
                anyOf: [
                  {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  { type: 'null' },
                ],
              },
              _finishedAt: {
                anyOf: [
                  {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  { type: 'null' },
                ],
              },
              _irn: { type: 'string', description: 'Resource name: itemsvc:run:<id>' },
              _namespaces: {
                type: 'array',
                items: { type: 'string' },
                description: 'The one namespace that it ran in',
              },
              _progress: { description: 'Arguments of the last callback of the script' },
              _expiresAt: {
                type: 'string',
                format: 'date-time',
                pattern:
                  '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                description: 'When the record is deleted',
              },
            },
            required: [
              '_id',
              '_status',
              '_principal',
              '_tool',
              '_script',
              '_inputDigest',
              '_inputBytes',
              '_error',
              '_resultBytes',
              '_phases',
              '_cpuMs',
              '_wallMs',
              '_peakMemoryBytes',
              '_hostCalls',
              '_consoleTruncated',
              '_queuedAt',
              '_startedAt',
              '_finishedAt',
              '_irn',
              '_namespaces',
              '_expiresAt',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['_userType', '_name', '_version', '_versionId'] },
      'ctx',
      { name: 'options', members: ['_offset', '_pageSize'] },
    ],
    id: 'getScriptFunctions',
    title: 'List the functions of scripts',
    description:
      'Lists the functions that the scripts of the namespace declare in their newest versions, or in the versions that are asked for, with parameters and the schemas found in JSDoc. A page whose entries are large ends early, after about 8 MB: go on at _offset plus the number of entries you got.',
    method: 'GET',
    path: '/itemsvc/api/v1/scriptfunctions',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_userType',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only functions of scripts of this _userType', type: 'string' },
      },
      {
        name: '_name',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only the function of this name', type: 'string' },
      },
      {
        name: '_version',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 999999999,
          description: 'What this version of each script declares, in place of the newest; only scripts that have it',
        },
      },
      {
        name: '_versionId',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description:
            'What the version with this id declares, or each of these, in place of the newest of each script',
          anyOf: [
            { type: 'string', minLength: 1, maxLength: 200 },
            { maxItems: 100, type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 } },
          ],
        },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              parameters: { type: 'array', items: { type: 'string' } },
              async: { type: 'boolean' },
              title: { type: 'string' },
              description: { type: 'string' },
              category: { type: 'string' },
              tags: { type: 'array', items: { type: 'string' } },
              inputSchema: {
                description: 'JSON Schema of the input, from types and JSDoc',
                type: 'object',
                propertyNames: { type: 'string' },
                additionalProperties: {},
              },
              outputSchema: {
                description: 'JSON Schema of the result, from types and JSDoc',
                type: 'object',
                propertyNames: { type: 'string' },
                additionalProperties: {},
              },
              line: { type: 'integer' },
              _itemId: { type: 'string' },
              _userType: { type: 'string' },
              _versionId: { type: 'string', description: 'Id of the newest version of the script' },
              _version: { type: 'integer' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _limits: {
                type: 'object',
                properties: {
                  cpuMs: {
                    description: 'CPU time of the whole run, host calls included, summed over all its slices',
                    type: 'integer',
                    minimum: 10,
                  },
                  wallMs: {
                    description: 'Time from the start to the answer; it never moves',
                    type: 'integer',
                    minimum: 50,
                  },
                  memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                  resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                  consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                  hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                  pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
                },
                additionalProperties: false,
                description: 'What one run may use, where that is less than the operator allows',
              },
            },
            required: [
              'name',
              'parameters',
              'async',
              'tags',
              'line',
              '_itemId',
              '_userType',
              '_versionId',
              '_version',
              '_namespaces',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getSecret',
    title: 'Get a secret',
    description: 'Answers with one secret, by its id: its name and hosts, not its value.',
    method: 'GET',
    path: '/itemsvc/api/v1/secrets/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: itemsvc:secret:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' }, description: 'The one namespace that holds it' },
        _hosts: { type: 'array', items: { type: 'string' } },
        _fingerprint: { type: 'string', description: 'Changes with the value, and tells nothing else of it' },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_name', '_description', '_namespaces', '_hosts', '_fingerprint', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: ['ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getSecrets',
    title: 'List secrets',
    description: 'Lists the secrets that scripts of the namespace may use in a fetch, and for which hosts; no values.',
    method: 'GET',
    path: '/itemsvc/api/v1/secrets',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: itemsvc:secret:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' }, description: 'The one namespace that holds it' },
              _hosts: { type: 'array', items: { type: 'string' } },
              _fingerprint: { type: 'string', description: 'Changes with the value, and tells nothing else of it' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_name', '_description', '_namespaces', '_hosts', '_fingerprint', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'patchNamedUserItem',
    title: 'Change fields of a named user item',
    description: 'Changes the fields that are given; data that differs from the newest version becomes a new version.',
    method: 'PATCH',
    path: '/itemsvc/api/v1/nameduseritems/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: { type: 'string', minLength: 1, maxLength: 200 },
        _shortName: { type: 'string', minLength: 1, maxLength: 22 },
        _description: { type: 'string', maxLength: 10000 },
        _userType: {
          type: 'string',
          pattern: '^\\w{1,50}$',
          description: 'Type that the user gives, by which others refer to it',
        },
        _limits: {
          anyOf: [
            {
              type: 'object',
              properties: {
                cpuMs: {
                  description: 'CPU time of the whole run, host calls included, summed over all its slices',
                  type: 'integer',
                  minimum: 10,
                },
                wallMs: {
                  description: 'Time from the start to the answer; it never moves',
                  type: 'integer',
                  minimum: 50,
                },
                memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
                resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
                consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
                hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
                pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
              },
              additionalProperties: false,
              description: 'What one run may use, where that is less than the operator allows',
            },
            { type: 'null' },
          ],
        },
        _version: {
          type: 'object',
          properties: { _userData: { description: 'Source text of a script; any JSON for other classes' } },
          required: ['_userData'],
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: itemsvc:nameduseritem:<id>' },
        _name: { type: 'string' },
        _shortName: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _userType: { type: 'string' },
        _itemClass: {
          type: 'string',
          enum: [
            'Script',
            'NamedUserCollection',
            'NamedFileCollection',
            'NamedTelemetryCollection',
            'NamedCompositeItem',
            'UserConfig',
          ],
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _tipId: { type: 'string', description: 'Id of the newest version' },
        _tipVersion: { type: 'integer', description: 'Number of the newest version' },
        _versions: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _userItemDbId: { type: 'string', description: 'Id of the item' },
              _isTip: { type: 'boolean' },
              _version: { type: 'integer', description: 'Number of the version, from 1' },
              _userData: { description: 'Source text of a script; any JSON for other classes' },
              _language: {
                description: 'Of a script: what it is written in',
                type: 'string',
                enum: ['javascript', 'typescript'],
              },
              _javascript: { description: 'What runs of a script in TypeScript; only services see it', type: 'string' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
            additionalProperties: false,
          },
          description: 'The newest version; all are at /versions',
        },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_userType',
        '_itemClass',
        '_tipId',
        '_tipVersion',
        '_versions',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'EDIT',
    arguments: ['id', 'relatedId', 'body', 'ctx'],
    id: 'patchRelatedItem',
    title: 'Change fields of a related item',
    description: 'Changes the fields of one record that are given and leaves the others.',
    method: 'PATCH',
    path: '/itemsvc/api/v1/nameduseritems/{id}/relateditems/{relatedId}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'relatedId',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string' },
        _collectionId: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_collectionId', '_namespaces', '_metadata'],
      additionalProperties: {},
    },
  },
  {
    service: 'IafItemSvc',
    access: 'READ',
    arguments: [
      'id',
      { name: 'criteria', members: ['searchText', 'query'] },
      'ctx',
      { name: 'options', members: ['page', 'project', 'sort', '_offset', '_pageSize'] },
    ],
    id: 'searchRelatedItems',
    title: 'Search the related items of a collection',
    description:
      'Finds the records of one collection, by the id of the collection, whose texts hold all words of searchText, in any field and in any case; narrow it further with query. A page whose entries are large ends early, after about 8 MB: go on at _offset plus the number of entries you got.',
    method: 'GET',
    path: '/itemsvc/api/v1/nameduseritems/{id}/relateditems/search',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: 'query',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Conditions as JSON text', example: { _itemClass: 'Script' } },
      },
      {
        name: 'project',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to answer with or without, as JSON text' },
      },
      {
        name: 'page',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'object',
          description: 'Offset and size of the page, as JSON text',
          properties: {
            _offset: { type: 'integer', minimum: 0 },
            _pageSize: { type: 'integer', minimum: 1, maximum: 1000 },
          },
          additionalProperties: false,
        },
      },
      {
        name: 'sort',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'object', description: 'Fields to sort by, as JSON text' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
      {
        name: 'searchText',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: {
          description: 'Words to look for, separated by spaces; a record is found when its texts hold all of them',
          type: 'string',
          maxLength: 200,
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string' },
              _collectionId: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_collectionId', '_namespaces', '_metadata'],
            additionalProperties: {},
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'EDIT',
    arguments: ['id', 'body', 'ctx'],
    id: 'updateNamedUserItem',
    title: 'Replace a named user item',
    description:
      'Replaces what an item says of itself; data that differs from the newest version becomes a new version.',
    method: 'PUT',
    path: '/itemsvc/api/v1/nameduseritems/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      type: 'object',
      properties: {
        _name: { type: 'string', minLength: 1, maxLength: 200 },
        _shortName: { type: 'string', minLength: 1, maxLength: 22 },
        _description: { default: '', type: 'string', maxLength: 10000 },
        _userType: {
          type: 'string',
          pattern: '^\\w{1,50}$',
          description: 'Type that the user gives, by which others refer to it',
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _version: {
          description: 'Adds a version when it differs from the tip',
          type: 'object',
          properties: { _userData: { description: 'Source text of a script; any JSON for other classes' } },
          required: ['_userData'],
          additionalProperties: false,
        },
      },
      required: ['_name', '_userType'],
      additionalProperties: false,
    },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: itemsvc:nameduseritem:<id>' },
        _name: { type: 'string' },
        _shortName: { type: 'string' },
        _description: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _userType: { type: 'string' },
        _itemClass: {
          type: 'string',
          enum: [
            'Script',
            'NamedUserCollection',
            'NamedFileCollection',
            'NamedTelemetryCollection',
            'NamedCompositeItem',
            'UserConfig',
          ],
        },
        _limits: {
          type: 'object',
          properties: {
            cpuMs: {
              description: 'CPU time of the whole run, host calls included, summed over all its slices',
              type: 'integer',
              minimum: 10,
            },
            wallMs: { description: 'Time from the start to the answer; it never moves', type: 'integer', minimum: 50 },
            memoryBytes: { description: 'Heap of the isolate', type: 'integer', minimum: 8388608 },
            resultBytes: { description: 'JSON text of the result', type: 'integer', minimum: 1024 },
            consoleBytes: { description: 'All console lines together', type: 'integer', minimum: 0 },
            hostCalls: { description: 'Host calls in all', type: 'integer', minimum: 1 },
            pendingHostCalls: { description: 'Host calls waiting at one time', type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
          description: 'What one run may use, where that is less than the operator allows',
        },
        _tipId: { type: 'string', description: 'Id of the newest version' },
        _tipVersion: { type: 'integer', description: 'Number of the newest version' },
        _versions: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _userItemDbId: { type: 'string', description: 'Id of the item' },
              _isTip: { type: 'boolean' },
              _version: { type: 'integer', description: 'Number of the version, from 1' },
              _userData: { description: 'Source text of a script; any JSON for other classes' },
              _language: {
                description: 'Of a script: what it is written in',
                type: 'string',
                enum: ['javascript', 'typescript'],
              },
              _javascript: { description: 'What runs of a script in TypeScript; only services see it', type: 'string' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_userItemDbId', '_isTip', '_version', '_userData', '_metadata'],
            additionalProperties: false,
          },
          description: 'The newest version; all are at /versions',
        },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: [
        '_id',
        '_irn',
        '_name',
        '_description',
        '_namespaces',
        '_userType',
        '_itemClass',
        '_tipId',
        '_tipVersion',
        '_versions',
        '_metadata',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafItemSvc',
    access: 'EDIT',
    arguments: ['id', 'relatedId', 'body', 'ctx'],
    id: 'updateRelatedItem',
    title: 'Replace a related item',
    description: 'Replaces the fields of one record of a collection.',
    method: 'PUT',
    path: '/itemsvc/api/v1/nameduseritems/{id}/relateditems/{relatedId}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'relatedId',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string' },
        _collectionId: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_collectionId', '_namespaces', '_metadata'],
      additionalProperties: {},
    },
  },
  {
    service: 'IafNotification',
    access: 'CREATE',
    arguments: ['id', 'body', 'ctx'],
    id: 'createMessages',
    title: 'Send messages to a notification group',
    description: 'Stores messages, which are then posted to every member of the group: all of them or none.',
    method: 'POST',
    path: '/notificationsvc/api/v1/groups/{id}/messages',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    bodySchema: {
      minItems: 1,
      maxItems: 20,
      type: 'array',
      items: {
        type: 'object',
        properties: {
          _subject: { type: 'string', minLength: 1, maxLength: 200 },
          _body: { default: '', type: 'string', maxLength: 20000 },
          _data: {
            description: 'What programs read of the message',
            type: 'object',
            propertyNames: { type: 'string' },
            additionalProperties: {},
          },
        },
        required: ['_subject'],
        additionalProperties: false,
      },
    },
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: notificationsvc:message:<id>' },
              _groupId: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _subject: { type: 'string' },
              _body: { type: 'string' },
              _data: {
                anyOf: [
                  { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
                  { type: 'null' },
                ],
              },
              _counts: {
                type: 'object',
                properties: {
                  _pending: { type: 'integer' },
                  _delivered: { type: 'integer' },
                  _failed: { type: 'integer' },
                },
                required: ['_pending', '_delivered', '_failed'],
                additionalProperties: false,
                description: 'Members by what came of it',
              },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
              _expiresAt: {
                type: 'string',
                format: 'date-time',
                pattern:
                  '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                description: 'Until then it is kept',
              },
            },
            required: [
              '_id',
              '_irn',
              '_groupId',
              '_namespaces',
              '_subject',
              '_body',
              '_data',
              '_counts',
              '_metadata',
              '_expiresAt',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafNotification',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getGroup',
    title: 'Get a notification group',
    description: 'Answers with one group that messages can be sent to, by its id.',
    method: 'GET',
    path: '/notificationsvc/api/v1/groups/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: notificationsvc:group:<id>' },
        _name: { type: 'string', minLength: 1, maxLength: 200 },
        _description: { type: 'string', maxLength: 10000 },
        _userType: {
          type: 'string',
          pattern: '^\\w{1,50}$',
          description: 'Type that the user gives; unique among the groups of the namespace',
        },
        _namespaces: { type: 'array', items: { type: 'string' }, description: 'The one namespace that holds it' },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_name', '_description', '_userType', '_namespaces', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafNotification',
    access: 'READ',
    arguments: ['id', 'ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getGroupMembers',
    title: 'List the members of a notification group',
    description: 'Lists where the messages of one group are posted to, by the id of the group; no secrets.',
    method: 'GET',
    path: '/notificationsvc/api/v1/groups/{id}/members',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _groupId: { type: 'string' },
              _name: { type: 'string', minLength: 1, maxLength: 200, description: 'Name in the group' },
              _webhookUrl: {
                type: 'string',
                maxLength: 2000,
                description: 'Where messages are posted to: https, at a host that the settings of the namespace list',
              },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_groupId', '_name', '_webhookUrl', '_namespaces', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafNotification',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['_userType'] },
      'ctx',
      { name: 'options', members: ['_offset', '_pageSize'] },
    ],
    id: 'getGroups',
    title: 'List notification groups',
    description: 'Lists the groups of the namespace that messages can be sent to, by name.',
    method: 'GET',
    path: '/notificationsvc/api/v1/groups',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_userType',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only the group of this type', type: 'string', maxLength: 50 },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: notificationsvc:group:<id>' },
              _name: { type: 'string', minLength: 1, maxLength: 200 },
              _description: { type: 'string', maxLength: 10000 },
              _userType: {
                type: 'string',
                pattern: '^\\w{1,50}$',
                description: 'Type that the user gives; unique among the groups of the namespace',
              },
              _namespaces: { type: 'array', items: { type: 'string' }, description: 'The one namespace that holds it' },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_name', '_description', '_userType', '_namespaces', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafNotification',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getMessage',
    title: 'Get a message to a notification group',
    description: 'Answers with one message, by its id, and what became of it at each member of the group.',
    method: 'GET',
    path: '/notificationsvc/api/v1/messages/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: notificationsvc:message:<id>' },
        _groupId: { type: 'string' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _subject: { type: 'string' },
        _body: { type: 'string' },
        _data: {
          anyOf: [{ type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} }, { type: 'null' }],
        },
        _counts: {
          type: 'object',
          properties: { _pending: { type: 'integer' }, _delivered: { type: 'integer' }, _failed: { type: 'integer' } },
          required: ['_pending', '_delivered', '_failed'],
          additionalProperties: false,
          description: 'Members by what came of it',
        },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
        _expiresAt: {
          type: 'string',
          format: 'date-time',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
          description: 'Until then it is kept',
        },
        _deliveries: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _memberId: { type: 'string' },
              _memberName: { type: 'string' },
              _status: { type: 'string', enum: ['pending', 'delivered', 'failed'] },
              _attempts: { type: 'integer', description: 'Attempts that were begun' },
              _lastAttemptAt: {
                anyOf: [
                  {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  { type: 'null' },
                ],
              },
              _nextAttemptAt: {
                anyOf: [
                  {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  { type: 'null' },
                ],
                description: 'Of one that is pending: when it is tried again at the latest',
              },
              _httpStatus: { description: 'What the last attempt was answered with', type: ['integer', 'null'] },
              _error: { description: 'Why the last attempt did not deliver it', type: ['string', 'null'] },
            },
            required: [
              '_memberId',
              '_memberName',
              '_status',
              '_attempts',
              '_lastAttemptAt',
              '_nextAttemptAt',
              '_httpStatus',
              '_error',
            ],
            additionalProperties: false,
          },
        },
      },
      required: [
        '_id',
        '_irn',
        '_groupId',
        '_namespaces',
        '_subject',
        '_body',
        '_data',
        '_counts',
        '_metadata',
        '_expiresAt',
        '_deliveries',
      ],
      additionalProperties: false,
    },
  },
  {
    service: 'IafNotification',
    access: 'READ',
    arguments: ['id', 'ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getMessages',
    title: 'List the messages to a notification group',
    description:
      'Lists the messages to one group, by the id of the group, the newest first, with how many members have got them. A page whose entries are large ends early, after about 8 MB: go on at _offset plus the number of entries you got.',
    method: 'GET',
    path: '/notificationsvc/api/v1/groups/{id}/messages',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: notificationsvc:message:<id>' },
              _groupId: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _subject: { type: 'string' },
              _body: { type: 'string' },
              _data: {
                anyOf: [
                  { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} },
                  { type: 'null' },
                ],
              },
              _counts: {
                type: 'object',
                properties: {
                  _pending: { type: 'integer' },
                  _delivered: { type: 'integer' },
                  _failed: { type: 'integer' },
                },
                required: ['_pending', '_delivered', '_failed'],
                additionalProperties: false,
                description: 'Members by what came of it',
              },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
              _expiresAt: {
                type: 'string',
                format: 'date-time',
                pattern:
                  '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                description: 'Until then it is kept',
              },
            },
            required: [
              '_id',
              '_irn',
              '_groupId',
              '_namespaces',
              '_subject',
              '_body',
              '_data',
              '_counts',
              '_metadata',
              '_expiresAt',
            ],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPassSvc',
    access: 'READ',
    arguments: ['ctx'],
    id: 'getCurrentUser',
    title: 'Get the current user',
    description: 'Answers with who calls: the id, the kind of principal, its namespaces and its user groups.',
    method: 'GET',
    path: '/passportsvc/api/v1/users/me',
    parameters: [],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _kind: {
          type: 'string',
          enum: ['admin', 'service', 'run', 'user'],
          description: 'admin: may do everything; user: may do what grants allow; run: a script on behalf of somebody',
        },
        _namespaces: {
          anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }],
          description: 'Namespaces that it may use; null for all',
        },
        _needsGrants: {
          type: 'boolean',
          description: 'Whether grants say what it may do; otherwise it may do everything there',
        },
        _userGroups: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _name: { type: 'string' },
              _namespaces: { type: 'array', items: { type: 'string' } },
            },
            required: ['_id', '_name', '_namespaces'],
            additionalProperties: false,
          },
          description: 'Groups of its namespaces that it is a member of',
        },
      },
      required: ['_id', '_kind', '_namespaces', '_needsGrants', '_userGroups'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPassSvc',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getUserGroup',
    title: 'Get a user group',
    description: 'Answers with one user group, by its id, with the ids of its members.',
    method: 'GET',
    path: '/passportsvc/api/v1/usergroups/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: passportsvc:usergroup:<id>' },
        _name: { type: 'string' },
        _description: { type: 'string' },
        _members: { type: 'array', items: { type: 'string' }, description: 'Ids of users' },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_name', '_description', '_members', '_namespaces', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPassSvc',
    access: 'READ',
    arguments: ['ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getUserGroups',
    title: 'List user groups',
    description: 'Lists the user groups of the namespace with the ids of their members, by name.',
    method: 'GET',
    path: '/passportsvc/api/v1/usergroups',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: passportsvc:usergroup:<id>' },
              _name: { type: 'string' },
              _description: { type: 'string' },
              _members: { type: 'array', items: { type: 'string' }, description: 'Ids of users' },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_name', '_description', '_members', '_namespaces', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPassSvc',
    access: 'READ',
    arguments: ['ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getWorkspaces',
    title: 'List workspaces',
    description: 'Lists the namespaces that the caller may read and that hold something, by name.',
    method: 'GET',
    path: '/passportsvc/api/v1/workspaces',
    parameters: [
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: { _name: { type: 'string', description: 'The namespace, as nsfilter names it' } },
            required: ['_name'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPermission',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_resource', '_actions'] }, 'ctx'],
    id: 'checkAccess',
    title: 'Check access',
    description: 'Answers with which actions the caller may do with a resource, and which grant or rule allows each.',
    method: 'GET',
    path: '/permissionsvc/api/v1/access',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_resource',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: {
          type: 'string',
          description:
            'Resource name service:type:id, e.g. filesvc:file:<id>; "*" for each id, each type and id, or everything',
        },
      },
      {
        name: '_actions',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Actions to ask about, of READ, CREATE, EDIT, DELETE, SHARE, RUN, ASSIGN; all when left out',
          anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _resource: { type: 'string' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _action: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
              _granted: { type: 'boolean' },
              _by: {
                type: 'string',
                enum: ['principal', 'creator', 'grant'],
                description: 'principal: it needs no grants; creator: whoever made a thing may do everything with it',
              },
              _grantId: { description: 'The grant that allows it', type: 'string' },
              _namespace: { description: 'The namespace in which it may be done', type: 'string' },
            },
            required: ['_action', '_granted'],
            additionalProperties: false,
          },
          description: 'The actions that were asked for',
        },
      },
      required: ['_resource', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPermission',
    access: 'READ',
    arguments: ['ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getFilePermissions',
    title: 'Get what may be done with files',
    description:
      'Answers with what the caller may do with files of the namespace: with all of them, with its own, and with those on which it has grants.',
    method: 'GET',
    path: '/permissionsvc/api/v1/filepermissions',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _resource: { type: 'string', description: 'All resources of the type: <service>:<type>:*' },
        _onAll: {
          type: 'array',
          items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
          description: 'What you may do with each of them, those of others and those to come',
        },
        _onOwn: {
          type: 'array',
          items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
          description: 'What you may do with those that you made',
        },
        _offset: { type: 'integer' },
        _pageSize: { type: 'integer' },
        _total: { type: 'integer' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _resource: { type: 'string' },
              _actions: {
                type: 'array',
                items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
              },
            },
            required: ['_resource', '_actions'],
            additionalProperties: false,
          },
          description: 'Resources on which you have grants of their own, and what you may do with them in all',
        },
      },
      required: ['_resource', '_onAll', '_onOwn', '_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPermission',
    access: 'READ',
    arguments: ['id', 'ctx'],
    id: 'getGrant',
    title: 'Get a grant',
    description: 'Answers with one grant, by its id: who may do what with which resource.',
    method: 'GET',
    path: '/permissionsvc/api/v1/grants/{id}',
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        encoding: 'text',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
      {
        name: 'nsfilter',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _id: { type: 'string' },
        _irn: { type: 'string', description: 'Resource name: permissionsvc:grant:<id>' },
        _resource: { type: 'string' },
        _actions: {
          type: 'array',
          items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN', '*'] },
        },
        _grantee: {
          type: 'object',
          properties: { _userId: { type: 'string' }, _userGroupId: { type: 'string' } },
          additionalProperties: false,
        },
        _namespaces: { type: 'array', items: { type: 'string' } },
        _metadata: {
          type: 'object',
          properties: {
            _createdAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _createdById: { type: 'string' },
            _updatedAt: {
              type: 'string',
              format: 'date-time',
              pattern:
                '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
            },
            _updatedById: { type: 'string' },
          },
          required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
          additionalProperties: false,
        },
      },
      required: ['_id', '_irn', '_resource', '_actions', '_grantee', '_namespaces', '_metadata'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPermission',
    access: 'READ',
    arguments: [
      { name: 'criteria', members: ['_resource'] },
      'ctx',
      { name: 'options', members: ['_offset', '_pageSize'] },
    ],
    id: 'getGrants',
    title: 'List grants',
    description: 'Lists the grants of the namespace that you may see, by resource: who may do what with it.',
    method: 'GET',
    path: '/permissionsvc/api/v1/grants',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_resource',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: { description: 'Only grants on this resource, by its whole name', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _offset: { type: 'integer', description: 'Entries that were skipped' },
        _pageSize: { type: 'integer', description: 'Entries at most in this page' },
        _total: { type: 'integer', description: 'Entries in all' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _id: { type: 'string' },
              _irn: { type: 'string', description: 'Resource name: permissionsvc:grant:<id>' },
              _resource: { type: 'string' },
              _actions: {
                type: 'array',
                items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN', '*'] },
              },
              _grantee: {
                type: 'object',
                properties: { _userId: { type: 'string' }, _userGroupId: { type: 'string' } },
                additionalProperties: false,
              },
              _namespaces: { type: 'array', items: { type: 'string' } },
              _metadata: {
                type: 'object',
                properties: {
                  _createdAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _createdById: { type: 'string' },
                  _updatedAt: {
                    type: 'string',
                    format: 'date-time',
                    pattern:
                      '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z))$',
                  },
                  _updatedById: { type: 'string' },
                },
                required: ['_createdAt', '_createdById', '_updatedAt', '_updatedById'],
                additionalProperties: false,
              },
            },
            required: ['_id', '_irn', '_resource', '_actions', '_grantee', '_namespaces', '_metadata'],
            additionalProperties: false,
          },
        },
      },
      required: ['_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPermission',
    access: 'READ',
    arguments: ['ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getGraphicsPermissions',
    title: 'Get what may be done with graphics',
    description:
      'Answers with what the caller may do with graphics of the namespace: with all of them, with its own, and with those on which it has grants.',
    method: 'GET',
    path: '/permissionsvc/api/v1/graphicspermissions',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _resource: { type: 'string', description: 'All resources of the type: <service>:<type>:*' },
        _onAll: {
          type: 'array',
          items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
          description: 'What you may do with each of them, those of others and those to come',
        },
        _onOwn: {
          type: 'array',
          items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
          description: 'What you may do with those that you made',
        },
        _offset: { type: 'integer' },
        _pageSize: { type: 'integer' },
        _total: { type: 'integer' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _resource: { type: 'string' },
              _actions: {
                type: 'array',
                items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
              },
            },
            required: ['_resource', '_actions'],
            additionalProperties: false,
          },
          description: 'Resources on which you have grants of their own, and what you may do with them in all',
        },
      },
      required: ['_resource', '_onAll', '_onOwn', '_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafPermission',
    access: 'READ',
    arguments: ['ctx', { name: 'options', members: ['_offset', '_pageSize'] }],
    id: 'getItemPermissions',
    title: 'Get what may be done with items',
    description:
      'Answers with what the caller may do with items of the namespace: with all of them, with its own, and with those on which it has grants.',
    method: 'GET',
    path: '/permissionsvc/api/v1/itempermissions',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace', type: 'string' },
      },
      {
        name: '_offset',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: { type: 'integer', minimum: 0, maximum: 1000000, description: 'Entries to skip; 0 when left out' },
      },
      {
        name: '_pageSize',
        in: 'query',
        required: false,
        encoding: 'json',
        schema: {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          description: 'Entries at most in the answer; 50 when left out',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _resource: { type: 'string', description: 'All resources of the type: <service>:<type>:*' },
        _onAll: {
          type: 'array',
          items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
          description: 'What you may do with each of them, those of others and those to come',
        },
        _onOwn: {
          type: 'array',
          items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
          description: 'What you may do with those that you made',
        },
        _offset: { type: 'integer' },
        _pageSize: { type: 'integer' },
        _total: { type: 'integer' },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _resource: { type: 'string' },
              _actions: {
                type: 'array',
                items: { type: 'string', enum: ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] },
              },
            },
            required: ['_resource', '_actions'],
            additionalProperties: false,
          },
          description: 'Resources on which you have grants of their own, and what you may do with them in all',
        },
      },
      required: ['_resource', '_onAll', '_onOwn', '_offset', '_pageSize', '_total', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafUsageMetrics',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
    id: 'getFileCount',
    title: 'Count files',
    description:
      'Answers with how many files the namespace has, now and at the end of each day (UTC) from _from to _to.',
    method: 'GET',
    path: '/usagemetricssvc/api/v1/files',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'First day, in UTC; 30 days up to the last when left out, at most 366',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Last day, in UTC; today when left out',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _from: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _to: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _namespace: { type: 'string' },
              _count: {
                type: 'integer',
                description: 'How many there are now; of runs, how many in the days of the answer',
              },
              _days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _date: {
                      type: 'string',
                      format: 'date',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
                      description: 'Day, in UTC',
                    },
                    _count: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                  },
                  required: ['_date', '_count'],
                  additionalProperties: false,
                },
              },
            },
            required: ['_namespace', '_count', '_days'],
            additionalProperties: false,
          },
          description: 'One entry for each namespace',
        },
      },
      required: ['_from', '_to', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafUsageMetrics',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
    id: 'getFileVersionCount',
    title: 'Count versions of files',
    description:
      'Answers with how many versions of files the namespace has, now and at the end of each day (UTC) from _from to _to.',
    method: 'GET',
    path: '/usagemetricssvc/api/v1/fileversions',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'First day, in UTC; 30 days up to the last when left out, at most 366',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Last day, in UTC; today when left out',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _from: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _to: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _namespace: { type: 'string' },
              _count: {
                type: 'integer',
                description: 'How many there are now; of runs, how many in the days of the answer',
              },
              _days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _date: {
                      type: 'string',
                      format: 'date',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
                      description: 'Day, in UTC',
                    },
                    _count: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                  },
                  required: ['_date', '_count'],
                  additionalProperties: false,
                },
              },
            },
            required: ['_namespace', '_count', '_days'],
            additionalProperties: false,
          },
          description: 'One entry for each namespace',
        },
      },
      required: ['_from', '_to', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafUsageMetrics',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
    id: 'getItemCount',
    title: 'Count named user items',
    description:
      'Answers with how many named user items the namespace has, now and at the end of each day (UTC) from _from to _to.',
    method: 'GET',
    path: '/usagemetricssvc/api/v1/items',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'First day, in UTC; 30 days up to the last when left out, at most 366',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Last day, in UTC; today when left out',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _from: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _to: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _namespace: { type: 'string' },
              _count: {
                type: 'integer',
                description: 'How many there are now; of runs, how many in the days of the answer',
              },
              _days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _date: {
                      type: 'string',
                      format: 'date',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
                      description: 'Day, in UTC',
                    },
                    _count: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                  },
                  required: ['_date', '_count'],
                  additionalProperties: false,
                },
              },
            },
            required: ['_namespace', '_count', '_days'],
            additionalProperties: false,
          },
          description: 'One entry for each namespace',
        },
      },
      required: ['_from', '_to', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafUsageMetrics',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
    id: 'getItemVersionCount',
    title: 'Count versions of named user items',
    description:
      'Answers with how many versions of named user items the namespace has, now and at the end of each day (UTC) from _from to _to.',
    method: 'GET',
    path: '/usagemetricssvc/api/v1/itemversions',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'First day, in UTC; 30 days up to the last when left out, at most 366',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Last day, in UTC; today when left out',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _from: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _to: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _namespace: { type: 'string' },
              _count: {
                type: 'integer',
                description: 'How many there are now; of runs, how many in the days of the answer',
              },
              _days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _date: {
                      type: 'string',
                      format: 'date',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
                      description: 'Day, in UTC',
                    },
                    _count: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                  },
                  required: ['_date', '_count'],
                  additionalProperties: false,
                },
              },
            },
            required: ['_namespace', '_count', '_days'],
            additionalProperties: false,
          },
          description: 'One entry for each namespace',
        },
      },
      required: ['_from', '_to', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafUsageMetrics',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
    id: 'getRunCount',
    title: 'Count runs',
    description:
      'Answers with how many runs of scripts were asked for in the namespace from the day _from to the day _to (UTC), in all and on each day.',
    method: 'GET',
    path: '/usagemetricssvc/api/v1/runs',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'First day, in UTC; 30 days up to the last when left out, at most 366',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Last day, in UTC; today when left out',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _from: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _to: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _namespace: { type: 'string' },
              _count: {
                type: 'integer',
                description: 'How many there are now; of runs, how many in the days of the answer',
              },
              _days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _date: {
                      type: 'string',
                      format: 'date',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
                      description: 'Day, in UTC',
                    },
                    _count: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                  },
                  required: ['_date', '_count'],
                  additionalProperties: false,
                },
              },
            },
            required: ['_namespace', '_count', '_days'],
            additionalProperties: false,
          },
          description: 'One entry for each namespace',
        },
      },
      required: ['_from', '_to', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafUsageMetrics',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
    id: 'getStorageBytes',
    title: 'Get the bytes of file contents',
    description:
      'Answers with how many bytes the contents of all versions of files of the namespace have, now and at the end of each day (UTC) from _from to _to.',
    method: 'GET',
    path: '/usagemetricssvc/api/v1/storage',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'First day, in UTC; 30 days up to the last when left out, at most 366',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Last day, in UTC; today when left out',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _from: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _to: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _namespace: { type: 'string' },
              _bytes: { type: 'integer', description: 'Bytes that there are now' },
              _days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _date: {
                      type: 'string',
                      format: 'date',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
                      description: 'Day, in UTC',
                    },
                    _bytes: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                  },
                  required: ['_date', '_bytes'],
                  additionalProperties: false,
                },
              },
            },
            required: ['_namespace', '_bytes', '_days'],
            additionalProperties: false,
          },
          description: 'One entry for each namespace',
        },
      },
      required: ['_from', '_to', '_list'],
      additionalProperties: false,
    },
  },
  {
    service: 'IafUsageMetrics',
    access: 'READ',
    arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
    id: 'getUsage',
    title: 'Get the usage of a namespace',
    description:
      'Answers with all counts of the namespace at once: files and items with their versions and bytes of file contents, now and at the end of each day (UTC) from _from to _to, and runs in those days.',
    method: 'GET',
    path: '/usagemetricssvc/api/v1/usage',
    parameters: [
      {
        name: 'nsfilter',
        in: 'query',
        required: true,
        encoding: 'text',
        schema: { description: 'Namespace, or several separated by commas', type: 'string' },
      },
      {
        name: '_from',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'First day, in UTC; 30 days up to the last when left out, at most 366',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
      {
        name: '_to',
        in: 'query',
        required: false,
        encoding: 'text',
        schema: {
          description: 'Last day, in UTC; today when left out',
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
        },
      },
    ],
    responseSchema: {
      type: 'object',
      properties: {
        _from: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _to: {
          type: 'string',
          format: 'date',
          pattern:
            '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
          description: 'Day, in UTC',
        },
        _list: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              _namespace: { type: 'string' },
              _fileCount: { type: 'integer', description: 'Files' },
              _fileVersionCount: { type: 'integer', description: 'Versions of files' },
              _itemCount: { type: 'integer', description: 'Named user items' },
              _itemVersionCount: { type: 'integer', description: 'Versions of named user items' },
              _storageBytes: { type: 'integer', description: 'Bytes of the contents of all versions of files' },
              _runCount: { type: 'integer', description: 'Runs that were asked for in the days of the answer' },
              _days: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    _date: {
                      type: 'string',
                      format: 'date',
                      pattern:
                        '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$',
                      description: 'Day, in UTC',
                    },
                    _fileCount: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                    _fileVersionCount: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                    _itemCount: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                    _itemVersionCount: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                    _storageBytes: {
                      description: 'At the end of the day; null before anything was counted',
                      type: ['integer', 'null'],
                    },
                    _runCount: { type: 'integer', description: 'Runs that were asked for on the day' },
                  },
                  required: [
                    '_date',
                    '_fileCount',
                    '_fileVersionCount',
                    '_itemCount',
                    '_itemVersionCount',
                    '_storageBytes',
                    '_runCount',
                  ],
                  additionalProperties: false,
                },
              },
            },
            required: [
              '_namespace',
              '_fileCount',
              '_fileVersionCount',
              '_itemCount',
              '_itemVersionCount',
              '_storageBytes',
              '_runCount',
              '_days',
            ],
            additionalProperties: false,
          },
          description: 'One entry for each namespace',
        },
      },
      required: ['_from', '_to', '_list'],
      additionalProperties: false,
    },
  },
];
