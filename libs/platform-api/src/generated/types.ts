// Generated from the services by `npm run generate`.

import type { JsonObject } from '#libs/contracts';
import type { JsonValue } from '#libs/contracts';
import type { PlatformContext } from '../platform-context.js';
import type { Projected } from '../projected.js';

export interface IafAISvc {
  /**
   * Try a stored tool.
   *
   * Calls a tool as an MCP client would, and answers with what the run cost and printed as well; with async=true at once, with the id of the run.
   */
  callMcpTool(
    id: string,
    body: { arguments?: JsonObject },
    ctx: PlatformContext,
  ): Promise<{
    content: ({ type: string } & JsonObject)[];
    structuredContent?: JsonObject;
    isError: boolean;
    _warnings?: { path: string; message: string }[];
    run?: {
      runId: string;
      version: number;
      cpuMs: number;
      wallMs: number;
      hostCalls: number;
      console: { level: string; text: string }[];
      consoleTruncated: boolean;
      phases: { queuedMs: number; preparedMs: number; ranMs: number; answeredMs: number };
      limits: {
        cpuMs: number;
        wallMs: number;
        memoryBytes: number;
        resultBytes: number;
        consoleBytes: number;
        hostCalls: number;
        pendingHostCalls: number;
      };
    };
  }>;
  /**
   * Create MCP tool filters.
   *
   * Saves filters, which an MCP URL names by id or _userType: all of them or none.
   */
  createMcpToolFilters(
    body: { _name: string; _description?: string; _userType: string; _criteria: JsonObject; _namespaces?: string[] }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _userType: string;
      _namespaces: string[];
      _criteria: JsonObject;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Create MCP tools.
   *
   * Stores tools, each of which calls a function of a script: all of them or none.
   */
  createMcpTools(
    body: {
      _name: string;
      _title?: string;
      _description: string;
      _schema?: JsonObject | 'auto';
      _outputSchema?: JsonObject | 'auto';
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      };
      _tags?: string[];
      _script: { _userType: string; _scriptName: string; _version?: number | 'tip'; _versionId?: string };
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
      _namespaces?: string[];
    }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _title?: string;
      _description: string;
      _namespaces: string[];
      _type: 'system_mcp_tool' | 'user_mcp_tool';
      _toolConfig: { _serviceName: string } | null;
      _schema: JsonObject;
      _schemaSource?: 'given' | 'auto';
      _outputSchema?: JsonObject;
      _outputSchemaSource?: 'given' | 'auto';
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      };
      _tags?: string[];
      _tagsSource?: 'given' | 'auto';
      _script: { _userType: string; _scriptName: string; _version?: number; _versionId?: string } | null;
      _broken: { reason: string } | null;
      _warnings?: { path: string; message: string }[];
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string } | null;
    }[];
  }>;
  /**
   * Create OpenAPI services.
   *
   * Makes tools of the operations of APIs that OpenAPI documents describe: all services or none.
   */
  createOpenApiServices(
    body: {
      _name: string;
      _description?: string;
      _document: JsonObject | string;
      _baseUrl?: string;
      _secretName?: string;
      _auth?: { in: 'header' | 'query' | 'cookie'; name: string; scheme?: string };
      _moreSecrets?: {
        _secretName: string;
        _auth: { in: 'header' | 'query' | 'cookie'; name: string; scheme?: string };
      }[];
      _operations?: string[];
      _namespaces?: string[];
    }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _namespaces: string[];
      _title: string;
      _apiVersion: string;
      _openapi: string;
      _documentBytes: number;
      _baseUrl: string;
      _secretName?: string;
      _auth?: { in: string; name: string; scheme?: string };
      _moreSecrets?: { _secretName: string; _auth: { in: string; name: string; scheme?: string } }[];
      _operations?: string[];
      _toolCount: number;
      _problemCount: number;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
      _tools: { _name: string; _operation: string }[];
      _problems: { _operation: string; _code: string; _message: string }[];
    }[];
  }>;
  /**
   * Delete an MCP tool.
   *
   * Deletes a tool; the script that it calls stays. Heeds `ifMatch` of `ctx`.
   */
  deleteMcpTool(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Delete an MCP tool filter.
   *
   * Deletes a saved filter; MCP URLs that name it answer with an error from then on. Heeds `ifMatch` of `ctx`.
   */
  deleteMcpToolFilter(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Delete an OpenAPI service.
   *
   * Deletes a service and with it its tools. Heeds `ifMatch` of `ctx`.
   */
  deleteOpenApiService(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Preview what an MCP URL exposes.
   *
   * Takes the query of an MCP URL and lists the tools that it exposes, by name, and then those that it leaves out, each with the reason. Use it to find out why a tool is not there: name the tool in query, for _name is what the URL says.
   */
  getExposedMcpTools(
    criteria: {
      filter?: string;
      _serviceName?: string | string[];
      _name?: string | string[];
      _type?: string | string[];
      _tags?: string | string[];
      readOnly?: boolean;
      mode?: 'list' | 'search';
      query?: string;
      _exposed?: boolean;
    },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _name: string;
      _type: 'system_mcp_tool' | 'user_mcp_tool';
      _serviceName?: string;
      _exposed: boolean;
      _reason?: string;
    }[];
    _exposedTotal: number;
  }>;
  /**
   * Get an MCP tool.
   *
   * Answers with one tool, by its id: its schemas, the function that it calls, its limits and tags. Use it to see how a tool is defined; getMcpTools finds tools by name.
   */
  getMcpTool(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _title?: string;
    _description: string;
    _namespaces: string[];
    _type: 'system_mcp_tool' | 'user_mcp_tool';
    _toolConfig: { _serviceName: string } | null;
    _schema: JsonObject;
    _schemaSource?: 'given' | 'auto';
    _outputSchema?: JsonObject;
    _outputSchemaSource?: 'given' | 'auto';
    _annotations?: {
      title?: string;
      readOnlyHint?: boolean;
      destructiveHint?: boolean;
      idempotentHint?: boolean;
      openWorldHint?: boolean;
    };
    _tags?: string[];
    _tagsSource?: 'given' | 'auto';
    _script: { _userType: string; _scriptName: string; _version?: number; _versionId?: string } | null;
    _broken: { reason: string } | null;
    _warnings?: { path: string; message: string }[];
    _limits?: {
      cpuMs?: number;
      wallMs?: number;
      memoryBytes?: number;
      resultBytes?: number;
      consoleBytes?: number;
      hostCalls?: number;
      pendingHostCalls?: number;
    };
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string } | null;
  }>;
  /**
   * Get an MCP tool filter.
   *
   * Answers with one saved filter, by its id, with its criteria. getMcpToolFilters lists the ids; getExposedMcpTools says what a filter exposes.
   */
  getMcpToolFilter(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _criteria: JsonObject;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * List MCP tool filters.
   *
   * Lists the saved filters of the namespace with their criteria. A filter decides which tools an MCP URL exposes. Use it to find the filter of a _userType; getExposedMcpTools says what one exposes.
   */
  getMcpToolFilters(
    criteria: { _userType?: string },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _userType: string;
      _namespaces: string[];
      _criteria: JsonObject;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * List MCP tools.
   *
   * Lists the tools of the namespace and the system tools, with their schemas, by name: more of them than this MCP URL may expose. Use it to see how tools are defined and which script each calls. Narrow it with query, _type or _tags.
   */
  getMcpTools(
    criteria: {
      filter?: string;
      _name?: string;
      _type?: 'system_mcp_tool' | 'user_mcp_tool';
      _serviceName?: string;
      _tags?: string | string[];
      '_script._userType'?: string;
      '_script._scriptName'?: string;
      _broken?: boolean;
      query?: string;
    },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _title?: string;
      _description: string;
      _namespaces: string[];
      _type: 'system_mcp_tool' | 'user_mcp_tool';
      _toolConfig: { _serviceName: string } | null;
      _schema: JsonObject;
      _schemaSource?: 'given' | 'auto';
      _outputSchema?: JsonObject;
      _outputSchemaSource?: 'given' | 'auto';
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      };
      _tags?: string[];
      _tagsSource?: 'given' | 'auto';
      _script: { _userType: string; _scriptName: string; _version?: number; _versionId?: string } | null;
      _broken: { reason: string } | null;
      _warnings?: { path: string; message: string }[];
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string } | null;
    }[];
  }>;
  /**
   * Get an OpenAPI service.
   *
   * Answers with one API, its tools, and the operations that could not become tools with the reasons. Use it to find out why an operation is no tool; getOpenApiServices lists the ids.
   */
  getOpenApiService(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _namespaces: string[];
    _title: string;
    _apiVersion: string;
    _openapi: string;
    _documentBytes: number;
    _baseUrl: string;
    _secretName?: string;
    _auth?: { in: string; name: string; scheme?: string };
    _moreSecrets?: { _secretName: string; _auth: { in: string; name: string; scheme?: string } }[];
    _operations?: string[];
    _toolCount: number;
    _problemCount: number;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    _tools: { _name: string; _operation: string }[];
    _problems: { _operation: string; _code: string; _message: string }[];
  }>;
  /**
   * List OpenAPI services.
   *
   * Lists the APIs whose operations are tools of the namespace: where each is, and how many tools it has. Its tools are named <operation>_<_name>. Use it to see which APIs of others there are.
   */
  getOpenApiServices(
    criteria: { _name?: string },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _namespaces: string[];
      _title: string;
      _apiVersion: string;
      _openapi: string;
      _documentBytes: number;
      _baseUrl: string;
      _secretName?: string;
      _auth?: { in: string; name: string; scheme?: string };
      _moreSecrets?: { _secretName: string; _auth: { in: string; name: string; scheme?: string } }[];
      _operations?: string[];
      _toolCount: number;
      _problemCount: number;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Change fields of an MCP tool.
   *
   * Changes the fields that are given and leaves the others. Heeds `ifMatch` of `ctx`.
   */
  patchMcpTool(
    id: string,
    body: {
      _name?: string;
      _title?: string | null;
      _description?: string;
      _schema?: JsonObject | 'auto';
      _outputSchema?: JsonObject | 'auto' | null;
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      } | null;
      _tags?: string[] | null;
      _script?: { _userType: string; _scriptName: string; _version?: number | 'tip'; _versionId?: string };
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      } | null;
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _title?: string;
    _description: string;
    _namespaces: string[];
    _type: 'system_mcp_tool' | 'user_mcp_tool';
    _toolConfig: { _serviceName: string } | null;
    _schema: JsonObject;
    _schemaSource?: 'given' | 'auto';
    _outputSchema?: JsonObject;
    _outputSchemaSource?: 'given' | 'auto';
    _annotations?: {
      title?: string;
      readOnlyHint?: boolean;
      destructiveHint?: boolean;
      idempotentHint?: boolean;
      openWorldHint?: boolean;
    };
    _tags?: string[];
    _tagsSource?: 'given' | 'auto';
    _script: { _userType: string; _scriptName: string; _version?: number; _versionId?: string } | null;
    _broken: { reason: string } | null;
    _warnings?: { path: string; message: string }[];
    _limits?: {
      cpuMs?: number;
      wallMs?: number;
      memoryBytes?: number;
      resultBytes?: number;
      consoleBytes?: number;
      hostCalls?: number;
      pendingHostCalls?: number;
    };
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string } | null;
  }>;
  /**
   * Change fields of an MCP tool filter.
   *
   * Changes the fields that are given and leaves the others. Heeds `ifMatch` of `ctx`.
   */
  patchMcpToolFilter(
    id: string,
    body: { _name?: string; _description?: string; _userType?: string; _criteria?: JsonObject },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _criteria: JsonObject;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Change fields of an OpenAPI service.
   *
   * Changes the fields that are given and leaves the others; the stored document is read again. Heeds `ifMatch` of `ctx`.
   */
  patchOpenApiService(
    id: string,
    body: {
      _name?: string;
      _description?: string;
      _document?: JsonObject | string;
      _baseUrl?: string | null;
      _secretName?: string | null;
      _auth?: { in: 'header' | 'query' | 'cookie'; name: string; scheme?: string } | null;
      _moreSecrets?:
        { _secretName: string; _auth: { in: 'header' | 'query' | 'cookie'; name: string; scheme?: string } }[] | null;
      _operations?: string[] | null;
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _namespaces: string[];
    _title: string;
    _apiVersion: string;
    _openapi: string;
    _documentBytes: number;
    _baseUrl: string;
    _secretName?: string;
    _auth?: { in: string; name: string; scheme?: string };
    _moreSecrets?: { _secretName: string; _auth: { in: string; name: string; scheme?: string } }[];
    _operations?: string[];
    _toolCount: number;
    _problemCount: number;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    _tools: { _name: string; _operation: string }[];
    _problems: { _operation: string; _code: string; _message: string }[];
  }>;
  /**
   * Try a tool before it is saved.
   *
   * Checks a definition as its creation would and calls it once; nothing is stored.
   */
  tryMcpTool(
    body: {
      tool: {
        _name: string;
        _title?: string;
        _description: string;
        _schema?: JsonObject | 'auto';
        _outputSchema?: JsonObject | 'auto';
        _annotations?: {
          title?: string;
          readOnlyHint?: boolean;
          destructiveHint?: boolean;
          idempotentHint?: boolean;
          openWorldHint?: boolean;
        };
        _tags?: string[];
        _script: { _userType: string; _scriptName: string; _version?: number | 'tip'; _versionId?: string };
        _limits?: {
          cpuMs?: number;
          wallMs?: number;
          memoryBytes?: number;
          resultBytes?: number;
          consoleBytes?: number;
          hostCalls?: number;
          pendingHostCalls?: number;
        };
        _namespaces?: string[];
      };
      arguments?: JsonObject;
    },
    ctx: PlatformContext,
  ): Promise<{
    content: ({ type: string } & JsonObject)[];
    structuredContent?: JsonObject;
    isError: boolean;
    _warnings?: { path: string; message: string }[];
    run?: {
      runId: string;
      version: number;
      cpuMs: number;
      wallMs: number;
      hostCalls: number;
      console: { level: string; text: string }[];
      consoleTruncated: boolean;
      phases: { queuedMs: number; preparedMs: number; ranMs: number; answeredMs: number };
      limits: {
        cpuMs: number;
        wallMs: number;
        memoryBytes: number;
        resultBytes: number;
        consoleBytes: number;
        hostCalls: number;
        pendingHostCalls: number;
      };
    };
  }>;
  /**
   * Replace an MCP tool.
   *
   * Replaces the definition of a tool; MCP clients see it with their next list. Heeds `ifMatch` of `ctx`.
   */
  updateMcpTool(
    id: string,
    body: {
      _name: string;
      _title?: string;
      _description: string;
      _schema?: JsonObject | 'auto';
      _outputSchema?: JsonObject | 'auto';
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      };
      _tags?: string[];
      _script: { _userType: string; _scriptName: string; _version?: number | 'tip'; _versionId?: string };
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _title?: string;
    _description: string;
    _namespaces: string[];
    _type: 'system_mcp_tool' | 'user_mcp_tool';
    _toolConfig: { _serviceName: string } | null;
    _schema: JsonObject;
    _schemaSource?: 'given' | 'auto';
    _outputSchema?: JsonObject;
    _outputSchemaSource?: 'given' | 'auto';
    _annotations?: {
      title?: string;
      readOnlyHint?: boolean;
      destructiveHint?: boolean;
      idempotentHint?: boolean;
      openWorldHint?: boolean;
    };
    _tags?: string[];
    _tagsSource?: 'given' | 'auto';
    _script: { _userType: string; _scriptName: string; _version?: number; _versionId?: string } | null;
    _broken: { reason: string } | null;
    _warnings?: { path: string; message: string }[];
    _limits?: {
      cpuMs?: number;
      wallMs?: number;
      memoryBytes?: number;
      resultBytes?: number;
      consoleBytes?: number;
      hostCalls?: number;
      pendingHostCalls?: number;
    };
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string } | null;
  }>;
  /**
   * Replace an MCP tool filter.
   *
   * Replaces a saved filter; MCP URLs that name it follow at once. Heeds `ifMatch` of `ctx`.
   */
  updateMcpToolFilter(
    id: string,
    body: { _name: string; _description?: string; _userType: string; _criteria: JsonObject },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _criteria: JsonObject;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Replace an OpenAPI service.
   *
   * Replaces a service; its tools are those of the new document at once. Heeds `ifMatch` of `ctx`.
   */
  updateOpenApiService(
    id: string,
    body: {
      _name: string;
      _description?: string;
      _document: JsonObject | string;
      _baseUrl?: string;
      _secretName?: string;
      _auth?: { in: 'header' | 'query' | 'cookie'; name: string; scheme?: string };
      _moreSecrets?: {
        _secretName: string;
        _auth: { in: 'header' | 'query' | 'cookie'; name: string; scheme?: string };
      }[];
      _operations?: string[];
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _namespaces: string[];
    _title: string;
    _apiVersion: string;
    _openapi: string;
    _documentBytes: number;
    _baseUrl: string;
    _secretName?: string;
    _auth?: { in: string; name: string; scheme?: string };
    _moreSecrets?: { _secretName: string; _auth: { in: string; name: string; scheme?: string } }[];
    _operations?: string[];
    _toolCount: number;
    _problemCount: number;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    _tools: { _name: string; _operation: string }[];
    _problems: { _operation: string; _code: string; _message: string }[];
  }>;
}

export interface IafFileSvc {
  /**
   * Create files.
   *
   * Stores what is said of files; their contents are put one by one.
   */
  createFiles(
    body: { _name: string; _description?: string; _namespaces?: string[]; _tags?: string[] }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description?: string;
      _namespaces: string[];
      _tags: string[];
      _status: 'EMPTY' | 'AVAILABLE';
      _tipId: string | null;
      _tipVersion: number;
      _fileVersion: {
        _id: string;
        _fileId: string;
        _isTip: boolean;
        _version: number;
        _contentType: string;
        _size: number;
        _sha256: string;
        _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
      } | null;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Delete a file.
   *
   * Deletes a file with all its versions. Heeds `ifMatch` of `ctx`.
   */
  deleteFile(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Get a file.
   *
   * Answers with what is known of one file: name, tags, and size and type of its newest version. Use it when you have the _id; getFiles finds files by anything else. The content is behind the URL that getFileUrl gives.
   */
  getFile(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description?: string;
    _namespaces: string[];
    _tags: string[];
    _status: 'EMPTY' | 'AVAILABLE';
    _tipId: string | null;
    _tipVersion: number;
    _fileVersion: {
      _id: string;
      _fileId: string;
      _isTip: boolean;
      _version: number;
      _contentType: string;
      _size: number;
      _sha256: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    } | null;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Get a URL of a file.
   *
   * Answers with a URL that downloads the newest content of one file without a token until it expires. Use it when the content itself is wanted. Hand the URL only to whom the content is meant for, and ask for no longer than it is needed.
   */
  getFileUrl(
    id: string,
    ctx: PlatformContext,
    options?: { _expiresInMs?: number },
  ): Promise<{ _url: string; _expiresAt: string }>;
  /**
   * Get a URL of a version of a file.
   *
   * Answers with a URL that downloads one version of the content of a file without a token until it expires. Use it for an older content; getFileVersions lists the numbers, getFileUrl is for the newest. Hand the URL only to whom the content is meant for.
   */
  getFileVersionUrl(
    id: string,
    version: number,
    ctx: PlatformContext,
    options?: { _expiresInMs?: number },
  ): Promise<{ _url: string; _expiresAt: string }>;
  /**
   * List the versions of a file.
   *
   * Lists the versions of one file with sizes, types and hashes, the newest first. Use it to see how a file changed, or for the number of a version that getFileVersionUrl takes.
   */
  getFileVersions(
    id: string,
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _fileId: string;
      _isTip: boolean;
      _version: number;
      _contentType: string;
      _size: number;
      _sha256: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * List files.
   *
   * Lists the files of the namespace with name, tags, size and type of the newest version; not their contents, for which getFileUrl takes the _id of a file. Use it to find files: narrow it with query, e.g. {"_tags": "survey"}, order it with sort, and take only the fields you need with project.
   */
  getFiles<Project extends JsonObject | undefined = undefined>(
    criteria: { query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: Project;
      sort?: JsonObject;
      _after?: string;
      _offset?: number;
      _pageSize?: number;
    },
  ): Promise<
    Projected<
      {
        _offset: number;
        _pageSize: number;
        _total: number;
        _list: {
          _id: string;
          _irn: string;
          _name: string;
          _description?: string;
          _namespaces: string[];
          _tags: string[];
          _status: 'EMPTY' | 'AVAILABLE';
          _tipId: string | null;
          _tipVersion: number;
          _fileVersion: {
            _id: string;
            _fileId: string;
            _isTip: boolean;
            _version: number;
            _contentType: string;
            _size: number;
            _sha256: string;
            _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
          } | null;
          _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
        }[];
      },
      Project
    >
  >;
}

export interface IafItemSvc {
  /**
   * Cancel a run.
   *
   * Asks for the end of a run in flight; its record says RunCancelled once it has ended.
   */
  cancelRun(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _status: 'queued' | 'running' | 'succeeded' | 'failed';
    _principal: { id: string; kind: string };
    _tool: { _id: string; _name: string } | null;
    _script: { _userType: string; _scriptName: string; _versionId: string; _version: number };
    _inputDigest: string;
    _inputBytes: number;
    _error: {
      code:
        | 'ScriptFailed'
        | 'ScriptSyntaxError'
        | 'FunctionNotFound'
        | 'CpuLimitExceeded'
        | 'WallLimitExceeded'
        | 'MemoryLimitExceeded'
        | 'ResultTooLarge'
        | 'ResultNotSerializable'
        | 'HostCallLimitExceeded'
        | 'SandboxCrashed'
        | 'RunCancelled'
        | 'WorkerLost'
        | 'NotStarted'
        | 'ScriptUnavailable'
        | 'ApiCallFailed';
      name: string;
      message: string;
      functionName?: string;
      script?: string;
      line?: number;
      column?: number;
    } | null;
    _resultBytes: number | null;
    _phases: { queuedMs: number; preparedMs: number; ranMs: number; answeredMs: number };
    _cpuMs: number;
    _wallMs: number;
    _peakMemoryBytes: number;
    _hostCalls: number;
    _console: { level: 'debug' | 'log' | 'info' | 'warn' | 'error'; text: string }[];
    _consoleTruncated: boolean;
    _queuedAt: string;
    _startedAt: string | null;
    _finishedAt: string | null;
    _irn: string;
    _namespaces: string[];
    _progress?: JsonValue;
    _result?: JsonValue;
    _expiresAt: string;
  }>;
  /**
   * Add a version to a named user item.
   *
   * Adds a version, which becomes the newest; earlier versions stay as they are.
   */
  createNamedUserItemVersion(
    id: string,
    body: { _userData: JsonValue },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _shortName?: string;
    _description: string;
    _namespaces: string[];
    _userType: string;
    _itemClass:
      | 'Script'
      | 'NamedUserCollection'
      | 'NamedFileCollection'
      | 'NamedTelemetryCollection'
      | 'NamedCompositeItem'
      | 'UserConfig';
    _limits?: {
      cpuMs?: number;
      wallMs?: number;
      memoryBytes?: number;
      resultBytes?: number;
      consoleBytes?: number;
      hostCalls?: number;
      pendingHostCalls?: number;
    };
    _tipId: string;
    _tipVersion: number;
    _versions: {
      _id: string;
      _userItemDbId: string;
      _isTip: boolean;
      _version: number;
      _userData: JsonValue;
      _language?: 'javascript' | 'typescript';
      _javascript?: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Create named user items.
   *
   * Stores items (scripts, collections, configurations) with their first versions: all of them or none.
   */
  createNamedUserItems(
    body: {
      _name: string;
      _shortName?: string;
      _description?: string;
      _namespaces?: string[];
      _userType: string;
      _itemClass:
        | 'Script'
        | 'NamedUserCollection'
        | 'NamedFileCollection'
        | 'NamedTelemetryCollection'
        | 'NamedCompositeItem'
        | 'UserConfig';
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
      _version?: { _userData: JsonValue };
    }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _shortName?: string;
      _description: string;
      _namespaces: string[];
      _userType: string;
      _itemClass:
        | 'Script'
        | 'NamedUserCollection'
        | 'NamedFileCollection'
        | 'NamedTelemetryCollection'
        | 'NamedCompositeItem'
        | 'UserConfig';
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
      _tipId: string;
      _tipVersion: number;
      _versions: {
        _id: string;
        _userItemDbId: string;
        _isTip: boolean;
        _version: number;
        _userData: JsonValue;
        _language?: 'javascript' | 'typescript';
        _javascript?: string;
        _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
      }[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Add related items to a collection.
   *
   * Stores records in a collection: all of them or none.
   */
  createRelatedItems(
    id: string,
    body: JsonObject[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: ({
      _id: string;
      _irn: string;
      _collectionId: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    } & JsonObject)[];
  }>;
  /**
   * Delete a named user item.
   *
   * Deletes an item with all its versions and, of a collection, all its related items. Heeds `ifMatch` of `ctx`.
   */
  deleteNamedUserItem(id: string, ctx: PlatformContext): Promise<null>;
  /**
   * Delete a related item.
   *
   * Deletes one record of a collection. Heeds `ifMatch` of `ctx`.
   */
  deleteRelatedItem(id: string, relatedId: string, ctx: PlatformContext): Promise<null>;
  /**
   * Get a named user item.
   *
   * Answers with one item and its newest version, with its data: of a script the source, of a collection its description. Use it when you have the _id; getNamedUserItems finds items by anything else. The records of a collection are behind getRelatedItems.
   */
  getNamedUserItem(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _shortName?: string;
    _description: string;
    _namespaces: string[];
    _userType: string;
    _itemClass:
      | 'Script'
      | 'NamedUserCollection'
      | 'NamedFileCollection'
      | 'NamedTelemetryCollection'
      | 'NamedCompositeItem'
      | 'UserConfig';
    _limits?: {
      cpuMs?: number;
      wallMs?: number;
      memoryBytes?: number;
      resultBytes?: number;
      consoleBytes?: number;
      hostCalls?: number;
      pendingHostCalls?: number;
    };
    _tipId: string;
    _tipVersion: number;
    _versions: {
      _id: string;
      _userItemDbId: string;
      _isTip: boolean;
      _version: number;
      _userData: JsonValue;
      _language?: 'javascript' | 'typescript';
      _javascript?: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Get a version of a named user item.
   *
   * Answers with one version and its data, e.g. the source of a script, by the id of the version. A version never changes. Use it for one version that you know; getNamedUserItemVersions lists them.
   */
  getNamedUserItemVersion(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _userItemDbId: string;
    _isTip: boolean;
    _version: number;
    _userData: JsonValue;
    _language?: 'javascript' | 'typescript';
    _javascript?: string;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * List the versions of a named user item.
   *
   * Lists the versions of one item with their data, the newest first. Use it to see how an item changed; with _pageSize 1 it answers with the newest alone.
   */
  getNamedUserItemVersions(
    id: string,
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _userItemDbId: string;
      _isTip: boolean;
      _version: number;
      _userData: JsonValue;
      _language?: 'javascript' | 'typescript';
      _javascript?: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * List named user items.
   *
   * Lists the items of the namespace: scripts, collections, configurations, each with its newest version. Use it to find an item by name, _userType or _itemClass. Narrow it with query, e.g. {"_itemClass": "NamedUserCollection"}, and leave out what is large with project, e.g. {"_versions": 0}.
   */
  getNamedUserItems<Project extends JsonObject | undefined = undefined>(
    criteria: { query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: Project;
      sort?: JsonObject;
      _after?: string;
      _offset?: number;
      _pageSize?: number;
    },
  ): Promise<
    Projected<
      {
        _offset: number;
        _pageSize: number;
        _total: number;
        _list: {
          _id: string;
          _irn: string;
          _name: string;
          _shortName?: string;
          _description: string;
          _namespaces: string[];
          _userType: string;
          _itemClass:
            | 'Script'
            | 'NamedUserCollection'
            | 'NamedFileCollection'
            | 'NamedTelemetryCollection'
            | 'NamedCompositeItem'
            | 'UserConfig';
          _limits?: {
            cpuMs?: number;
            wallMs?: number;
            memoryBytes?: number;
            resultBytes?: number;
            consoleBytes?: number;
            hostCalls?: number;
            pendingHostCalls?: number;
          };
          _tipId: string;
          _tipVersion: number;
          _versions: {
            _id: string;
            _userItemDbId: string;
            _isTip: boolean;
            _version: number;
            _userData: JsonValue;
            _language?: 'javascript' | 'typescript';
            _javascript?: string;
            _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
          }[];
          _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
        }[];
      },
      Project
    >
  >;
  /**
   * Get the settings of a namespace.
   *
   * Answers with what is decided for the whole namespace: the hosts that its scripts may fetch from. Use it to see why a fetch is refused.
   */
  getNamespaceSettings(ctx: PlatformContext): Promise<{
    _namespace: string;
    _fetchHosts: string[];
    _metadata?: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Get a related item.
   *
   * Answers with one record of a collection, whole. Use it when you have the _id of the record; getRelatedItems and searchRelatedItems find records.
   */
  getRelatedItem(
    id: string,
    relatedId: string,
    ctx: PlatformContext,
  ): Promise<
    {
      _id: string;
      _irn: string;
      _collectionId: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    } & JsonObject
  >;
  /**
   * List the related items of a collection.
   *
   * Lists the records of one collection, by the id of the collection. Use it to read data that was stored as records. Narrow it with query on any field, e.g. {"height": {"$gt": 10}}, order it with sort, and take only the fields you need with project; searchRelatedItems looks for words.
   */
  getRelatedItems<Project extends JsonObject | undefined = undefined>(
    id: string,
    criteria: { query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: Project;
      sort?: JsonObject;
      _after?: string;
      _offset?: number;
      _pageSize?: number;
    },
  ): Promise<
    Projected<
      {
        _offset: number;
        _pageSize: number;
        _total: number;
        _list: ({
          _id: string;
          _irn: string;
          _collectionId: string;
          _namespaces: string[];
          _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
        } & JsonObject)[];
      },
      Project
    >
  >;
  /**
   * Get a run.
   *
   * Answers with one run: its error with line and column, what it printed, what it used, and its result when that was kept. Use it after getRuns, or with the id that a call gave in _meta["toolrack/runId"].
   */
  getRun(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _status: 'queued' | 'running' | 'succeeded' | 'failed';
    _principal: { id: string; kind: string };
    _tool: { _id: string; _name: string } | null;
    _script: { _userType: string; _scriptName: string; _versionId: string; _version: number };
    _inputDigest: string;
    _inputBytes: number;
    _error: {
      code:
        | 'ScriptFailed'
        | 'ScriptSyntaxError'
        | 'FunctionNotFound'
        | 'CpuLimitExceeded'
        | 'WallLimitExceeded'
        | 'MemoryLimitExceeded'
        | 'ResultTooLarge'
        | 'ResultNotSerializable'
        | 'HostCallLimitExceeded'
        | 'SandboxCrashed'
        | 'RunCancelled'
        | 'WorkerLost'
        | 'NotStarted'
        | 'ScriptUnavailable'
        | 'ApiCallFailed';
      name: string;
      message: string;
      functionName?: string;
      script?: string;
      line?: number;
      column?: number;
    } | null;
    _resultBytes: number | null;
    _phases: { queuedMs: number; preparedMs: number; ranMs: number; answeredMs: number };
    _cpuMs: number;
    _wallMs: number;
    _peakMemoryBytes: number;
    _hostCalls: number;
    _console: { level: 'debug' | 'log' | 'info' | 'warn' | 'error'; text: string }[];
    _consoleTruncated: boolean;
    _queuedAt: string;
    _startedAt: string | null;
    _finishedAt: string | null;
    _irn: string;
    _namespaces: string[];
    _progress?: JsonValue;
    _result?: JsonValue;
    _expiresAt: string;
  }>;
  /**
   * List runs.
   *
   * Lists the runs of scripts, newest first: who ran what, what became of it and what it cost. Use it to find out why a tool failed or is slow: narrow it with _status "failed", with _toolName, or to a time with _from and _to. What a run printed is in getRun.
   */
  getRuns(
    criteria: {
      _status?: 'queued' | 'running' | 'succeeded' | 'failed';
      _toolName?: string;
      _userType?: string;
      _scriptName?: string;
      _principalId?: string;
      _errorCode?:
        | 'ScriptFailed'
        | 'ScriptSyntaxError'
        | 'FunctionNotFound'
        | 'CpuLimitExceeded'
        | 'WallLimitExceeded'
        | 'MemoryLimitExceeded'
        | 'ResultTooLarge'
        | 'ResultNotSerializable'
        | 'HostCallLimitExceeded'
        | 'SandboxCrashed'
        | 'RunCancelled'
        | 'WorkerLost'
        | 'NotStarted'
        | 'ScriptUnavailable'
        | 'ApiCallFailed';
      _from?: string;
      _to?: string;
    },
    ctx: PlatformContext,
    options?: { _after?: string; _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _status: 'queued' | 'running' | 'succeeded' | 'failed';
      _principal: { id: string; kind: string };
      _tool: { _id: string; _name: string } | null;
      _script: { _userType: string; _scriptName: string; _versionId: string; _version: number };
      _inputDigest: string;
      _inputBytes: number;
      _error: {
        code:
          | 'ScriptFailed'
          | 'ScriptSyntaxError'
          | 'FunctionNotFound'
          | 'CpuLimitExceeded'
          | 'WallLimitExceeded'
          | 'MemoryLimitExceeded'
          | 'ResultTooLarge'
          | 'ResultNotSerializable'
          | 'HostCallLimitExceeded'
          | 'SandboxCrashed'
          | 'RunCancelled'
          | 'WorkerLost'
          | 'NotStarted'
          | 'ScriptUnavailable'
          | 'ApiCallFailed';
        name: string;
        message: string;
        functionName?: string;
        script?: string;
        line?: number;
        column?: number;
      } | null;
      _resultBytes: number | null;
      _phases: { queuedMs: number; preparedMs: number; ranMs: number; answeredMs: number };
      _cpuMs: number;
      _wallMs: number;
      _peakMemoryBytes: number;
      _hostCalls: number;
      _consoleTruncated: boolean;
      _queuedAt: string;
      _startedAt: string | null;
      _finishedAt: string | null;
      _irn: string;
      _namespaces: string[];
      _progress?: JsonValue;
      _expiresAt: string;
    }[];
  }>;
  /**
   * List the functions of scripts.
   *
   * Lists the functions that the scripts of the namespace declare in their newest versions, or in the versions that are asked for, with parameters and the schemas found in types and JSDoc. Use it to see what a tool could call; narrow it with _userType and _name.
   */
  getScriptFunctions(
    criteria: { _userType?: string; _name?: string; _version?: number; _versionId?: string | string[] },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      name: string;
      parameters: string[];
      async: boolean;
      title?: string;
      description?: string;
      category?: string;
      tags: string[];
      inputSchema?: JsonObject;
      outputSchema?: JsonObject;
      line: number;
      _itemId: string;
      _userType: string;
      _versionId: string;
      _version: number;
      _namespaces: string[];
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
    }[];
  }>;
  /**
   * Get a secret.
   *
   * Answers with one secret, by its id: its name and hosts, never its value. getSecrets lists the ids.
   */
  getSecret(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _namespaces: string[];
    _hosts: string[];
    _fingerprint: string;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * List secrets.
   *
   * Lists the secrets that scripts of the namespace may use in a fetch, and for which hosts, by name; no values. Use it to see which name a script must give, or why a fetch is refused.
   */
  getSecrets(
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _namespaces: string[];
      _hosts: string[];
      _fingerprint: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Change fields of a named user item.
   *
   * Changes the fields that are given; data that differs from the newest version becomes a new version. Heeds `ifMatch` of `ctx`.
   */
  patchNamedUserItem(
    id: string,
    body: {
      _name?: string;
      _shortName?: string;
      _description?: string;
      _userType?: string;
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      } | null;
      _version?: { _userData: JsonValue };
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _shortName?: string;
    _description: string;
    _namespaces: string[];
    _userType: string;
    _itemClass:
      | 'Script'
      | 'NamedUserCollection'
      | 'NamedFileCollection'
      | 'NamedTelemetryCollection'
      | 'NamedCompositeItem'
      | 'UserConfig';
    _limits?: {
      cpuMs?: number;
      wallMs?: number;
      memoryBytes?: number;
      resultBytes?: number;
      consoleBytes?: number;
      hostCalls?: number;
      pendingHostCalls?: number;
    };
    _tipId: string;
    _tipVersion: number;
    _versions: {
      _id: string;
      _userItemDbId: string;
      _isTip: boolean;
      _version: number;
      _userData: JsonValue;
      _language?: 'javascript' | 'typescript';
      _javascript?: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Change fields of a related item.
   *
   * Changes the fields of one record that are given and leaves the others. Heeds `ifMatch` of `ctx`.
   */
  patchRelatedItem(
    id: string,
    relatedId: string,
    body: JsonObject,
    ctx: PlatformContext,
  ): Promise<
    {
      _id: string;
      _irn: string;
      _collectionId: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    } & JsonObject
  >;
  /**
   * Search the related items of a collection.
   *
   * Finds the records of one collection, by the id of the collection, whose texts hold all words of searchText, in any field and in any case. Use it when you know words and not the field; narrow it further with query, and take only the fields you need with project.
   */
  searchRelatedItems<Project extends JsonObject | undefined = undefined>(
    id: string,
    criteria: { searchText: string; query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: Project;
      sort?: JsonObject;
      _after?: string;
      _offset?: number;
      _pageSize?: number;
    },
  ): Promise<
    Projected<
      {
        _offset: number;
        _pageSize: number;
        _total: number;
        _list: ({
          _id: string;
          _irn: string;
          _collectionId: string;
          _namespaces: string[];
          _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
        } & JsonObject)[];
      },
      Project
    >
  >;
  /**
   * Replace a named user item.
   *
   * Replaces what an item says of itself; data that differs from the newest version becomes a new version. Heeds `ifMatch` of `ctx`.
   */
  updateNamedUserItem(
    id: string,
    body: {
      _name: string;
      _shortName?: string;
      _description?: string;
      _userType: string;
      _limits?: {
        cpuMs?: number;
        wallMs?: number;
        memoryBytes?: number;
        resultBytes?: number;
        consoleBytes?: number;
        hostCalls?: number;
        pendingHostCalls?: number;
      };
      _version?: { _userData: JsonValue };
    },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _shortName?: string;
    _description: string;
    _namespaces: string[];
    _userType: string;
    _itemClass:
      | 'Script'
      | 'NamedUserCollection'
      | 'NamedFileCollection'
      | 'NamedTelemetryCollection'
      | 'NamedCompositeItem'
      | 'UserConfig';
    _limits?: {
      cpuMs?: number;
      wallMs?: number;
      memoryBytes?: number;
      resultBytes?: number;
      consoleBytes?: number;
      hostCalls?: number;
      pendingHostCalls?: number;
    };
    _tipId: string;
    _tipVersion: number;
    _versions: {
      _id: string;
      _userItemDbId: string;
      _isTip: boolean;
      _version: number;
      _userData: JsonValue;
      _language?: 'javascript' | 'typescript';
      _javascript?: string;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * Replace a related item.
   *
   * Replaces the fields of one record of a collection. Heeds `ifMatch` of `ctx`.
   */
  updateRelatedItem(
    id: string,
    relatedId: string,
    body: JsonObject,
    ctx: PlatformContext,
  ): Promise<
    {
      _id: string;
      _irn: string;
      _collectionId: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    } & JsonObject
  >;
}

export interface IafNotification {
  /**
   * Send messages to a notification group.
   *
   * Stores messages, which are then posted to every member of the group: all of them or none.
   */
  createMessages(
    id: string,
    body: { _subject: string; _body?: string; _data?: JsonObject }[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _groupId: string;
      _namespaces: string[];
      _subject: string;
      _body: string;
      _data: JsonObject | null;
      _counts: { _pending: number; _delivered: number; _failed: number };
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
      _expiresAt: string;
    }[];
  }>;
  /**
   * Get a notification group.
   *
   * Answers with one group that messages can be sent to, by its id. getGroups lists the ids; getGroupMembers says where its messages go.
   */
  getGroup(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * List the members of a notification group.
   *
   * Lists where the messages of one group are posted to, by the id of the group; no secrets. Use it to see who hears of what is sent to a group.
   */
  getGroupMembers(
    id: string,
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _groupId: string;
      _name: string;
      _webhookUrl: string;
      _namespaces: string[];
      _previousSecretUntil: string | null;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * List notification groups.
   *
   * Lists the groups of the namespace that messages can be sent to, by name. Use it to find whom to notify; narrow it with _userType.
   */
  getGroups(
    criteria: { _userType?: string },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _userType: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Get a message to a notification group.
   *
   * Answers with one message, by its id, and what became of it at each member of the group. Use it to find out why a message did not arrive; getMessages lists the ids.
   */
  getMessage(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _groupId: string;
    _namespaces: string[];
    _subject: string;
    _body: string;
    _data: JsonObject | null;
    _counts: { _pending: number; _delivered: number; _failed: number };
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    _expiresAt: string;
    _deliveries: {
      _memberId: string;
      _memberName: string;
      _status: 'pending' | 'delivered' | 'failed';
      _attempts: number;
      _lastAttemptAt: string | null;
      _nextAttemptAt: string | null;
      _httpStatus: number | null;
      _error: string | null;
    }[];
  }>;
  /**
   * List the messages to a notification group.
   *
   * Lists the messages to one group, by the id of the group, the newest first, with how many members have got them. Use it to see what was sent, and whether it arrived; getMessage says more of one.
   */
  getMessages(
    id: string,
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _groupId: string;
      _namespaces: string[];
      _subject: string;
      _body: string;
      _data: JsonObject | null;
      _counts: { _pending: number; _delivered: number; _failed: number };
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
      _expiresAt: string;
    }[];
  }>;
}

export interface IafPassSvc {
  /**
   * Get the current user.
   *
   * Answers with who calls: the id, the kind of principal, its namespaces and its user groups. Use it to learn on whose behalf you act; checkAccess says what that allows.
   */
  getCurrentUser(ctx: PlatformContext): Promise<{
    _id: string;
    _kind: 'admin' | 'service' | 'run' | 'user';
    _namespaces: string[] | null;
    _needsGrants: boolean;
    _userGroups: { _id: string; _name: string; _namespaces: string[] }[];
  }>;
  /**
   * Get a user group.
   *
   * Answers with one user group, by its id, with the ids of its members. getUserGroups lists the ids.
   */
  getUserGroup(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _members: string[];
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * List user groups.
   *
   * Lists the user groups of the namespace with the ids of their members, by name. Use it to see who belongs together; grants may name a group.
   */
  getUserGroups(
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _name: string;
      _description: string;
      _members: string[];
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * List workspaces.
   *
   * Lists the namespaces that the caller may read and that hold something, by name. Use it to learn where else there is data; each tool works in the namespace of its URL.
   */
  getWorkspaces(
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{ _offset: number; _pageSize: number; _total: number; _list: { _name: string }[] }>;
}

export interface IafPermission {
  /**
   * Check access.
   *
   * Answers with which actions the caller may do with a resource, and which grant or rule allows each. Use it before you try something that may be refused, or to explain why it was; the _irn of a thing is its resource name.
   */
  checkAccess(
    criteria: { _resource: string; _actions?: string | string[] },
    ctx: PlatformContext,
  ): Promise<{
    _resource: string;
    _list: {
      _action: 'READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN';
      _granted: boolean;
      _by?: 'principal' | 'creator' | 'grant';
      _grantId?: string;
      _namespace?: string;
    }[];
  }>;
  /**
   * Get what may be done with files.
   *
   * Answers with what the caller may do with files of the namespace: with all of them, with its own, and with those on which it has grants. Use it to learn what there is to work with; for one of them, checkAccess is shorter.
   */
  getFilePermissions(
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _resource: string;
    _onAll: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[];
    _onOwn: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[];
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: { _resource: string; _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[] }[];
  }>;
  /**
   * Get a grant.
   *
   * Answers with one grant, by its id: who may do what with which resource. getGrants lists the ids, and checkAccess names those that apply.
   */
  getGrant(
    id: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _resource: string;
    _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
    _grantee: { _userId?: string; _userGroupId?: string };
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /**
   * List grants.
   *
   * Lists the grants of the namespace that you may see, by resource: who may do what with it. Use it to see who else has a resource, with _resource, or what somebody was granted, with _userId or _userGroupId; checkAccess says what you may do yourself.
   */
  getGrants(
    criteria: { _resource?: string; _userId?: string; _userGroupId?: string },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _resource: string;
      _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN' | '*')[];
      _grantee: { _userId?: string; _userGroupId?: string };
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /**
   * Get what may be done with graphics.
   *
   * Answers with what the caller may do with graphics of the namespace: with all of them, with its own, and with those on which it has grants. Use it to learn what there is to work with; for one of them, checkAccess is shorter.
   */
  getGraphicsPermissions(
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _resource: string;
    _onAll: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[];
    _onOwn: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[];
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: { _resource: string; _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[] }[];
  }>;
  /**
   * Get what may be done with items.
   *
   * Answers with what the caller may do with items of the namespace: with all of them, with its own, and with those on which it has grants. Use it to learn what there is to work with; for one of them, checkAccess is shorter.
   */
  getItemPermissions(
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{
    _resource: string;
    _onAll: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[];
    _onOwn: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[];
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: { _resource: string; _actions: ('READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'SHARE' | 'RUN' | 'ASSIGN')[] }[];
  }>;
}

export interface IafUsageMetrics {
  /**
   * Count files.
   *
   * Answers with how many files the namespace has, now and at the end of each day (UTC) from _from to _to. Use it to see how many files there are, or how the number grew; getUsage has all counts.
   */
  getFileCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /**
   * Count versions of files.
   *
   * Answers with how many versions of files the namespace has, now and at the end of each day (UTC) from _from to _to. Use it to see how much files change; getUsage has all counts.
   */
  getFileVersionCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /**
   * Count named user items.
   *
   * Answers with how many named user items the namespace has (scripts, collections, configurations), now and at the end of each day (UTC) from _from to _to. getUsage has all counts.
   */
  getItemCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /**
   * Count versions of named user items.
   *
   * Answers with how many versions of named user items the namespace has, now and at the end of each day (UTC) from _from to _to. Use it to see how much items change; getUsage has all counts.
   */
  getItemVersionCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /**
   * Count runs.
   *
   * Answers with how many runs of scripts were asked for in the namespace from the day _from to the day _to (UTC), in all and on each day. Use it to see how much tools are used; getRuns lists the runs themselves.
   */
  getRunCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /**
   * Get the bytes of file contents.
   *
   * Answers with how many bytes the contents of all versions of files of the namespace have, now and at the end of each day (UTC) from _from to _to. Use it to see what takes room, and how it grew.
   */
  getStorageBytes(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _bytes: number; _days: { _date: string; _bytes: number | null }[] }[];
  }>;
  /**
   * Get the usage of a namespace.
   *
   * Answers with all counts of the namespace at once: files and items with their versions and bytes of file contents, now and at the end of each day (UTC) from _from to _to, and runs in those days. Use it for an overview; for one count over many days, the tool of that count answers with less.
   */
  getUsage(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: {
      _namespace: string;
      _fileCount: number;
      _fileVersionCount: number;
      _itemCount: number;
      _itemVersionCount: number;
      _storageBytes: number;
      _runCount: number;
      _days: {
        _date: string;
        _fileCount: number | null;
        _fileVersionCount: number | null;
        _itemCount: number | null;
        _itemVersionCount: number | null;
        _storageBytes: number | null;
        _runCount: number;
      }[];
    }[];
  }>;
}

export interface PlatformApi {
  IafAISvc: IafAISvc;
  IafFileSvc: IafFileSvc;
  IafItemSvc: IafItemSvc;
  IafNotification: IafNotification;
  IafPassSvc: IafPassSvc;
  IafPermission: IafPermission;
  IafUsageMetrics: IafUsageMetrics;
}
