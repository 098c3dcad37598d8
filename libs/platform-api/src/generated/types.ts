// Generated from the services by `npm run generate`.

import type { JsonObject, JsonValue } from '#libs/contracts';
import type { PlatformContext } from '../platform-context.js';

export interface IafAISvc {
  /** Try a stored tool. */
  callMcpTool(
    id: string,
    body: { arguments?: Record<string, JsonValue> },
    ctx: PlatformContext,
  ): Promise<{
    content: { type: string }[];
    structuredContent?: Record<string, JsonValue>;
    isError: boolean;
    run?: {
      runId: string;
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
  /** Create MCP tool filters. */
  createMcpToolFilters(
    body: {
      _name: string;
      _description?: string;
      _userType: string;
      _criteria: Record<string, JsonValue>;
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
      _userType: string;
      _namespaces: string[];
      _criteria: Record<string, JsonValue>;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /** Create MCP tools. */
  createMcpTools(
    body: {
      _name: string;
      _title?: string;
      _description: string;
      _schema?: Record<string, JsonValue> | 'auto';
      _outputSchema?: Record<string, JsonValue> | 'auto';
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      };
      _tags?: string[];
      _script: { _userType: string; _scriptName: string };
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
      _schema: Record<string, JsonValue>;
      _schemaSource?: 'given' | 'auto';
      _outputSchema?: Record<string, JsonValue>;
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
      _script: { _userType: string; _scriptName: string } | null;
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
  /** Delete an MCP tool. */
  deleteMcpTool(id: string, ctx: PlatformContext): Promise<null>;
  /** Delete an MCP tool filter. */
  deleteMcpToolFilter(id: string, ctx: PlatformContext): Promise<null>;
  /** Preview what an MCP URL exposes. */
  getExposedMcpTools(
    criteria: {
      filter?: string;
      _serviceName?: string | string[];
      _name?: string | string[];
      _type?: string | string[];
      _tags?: string | string[];
      readOnly?: 'true' | 'false';
    },
    ctx: PlatformContext,
  ): Promise<{
    exposed: { _name: string; _type: 'system_mcp_tool' | 'user_mcp_tool'; _serviceName?: string }[];
    leftOut: { _name: string; _type: 'system_mcp_tool' | 'user_mcp_tool'; _serviceName?: string; reason: string }[];
    exposedTotal: number;
    leftOutTotal: number;
  }>;
  /** Get an MCP tool. */
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
    _schema: Record<string, JsonValue>;
    _schemaSource?: 'given' | 'auto';
    _outputSchema?: Record<string, JsonValue>;
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
    _script: { _userType: string; _scriptName: string } | null;
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
  /** Get an MCP tool filter. */
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
    _criteria: Record<string, JsonValue>;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /** List MCP tool filters. */
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
      _criteria: Record<string, JsonValue>;
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /** List MCP tools. */
  getMcpTools(
    criteria: {
      filter?: string;
      _name?: string;
      _type?: 'system_mcp_tool' | 'user_mcp_tool';
      _serviceName?: string;
      _tags?: string | string[];
      '_script._userType'?: string;
      '_script._scriptName'?: string;
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
      _schema: Record<string, JsonValue>;
      _schemaSource?: 'given' | 'auto';
      _outputSchema?: Record<string, JsonValue>;
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
      _script: { _userType: string; _scriptName: string } | null;
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
  /** Change fields of an MCP tool. */
  patchMcpTool(
    id: string,
    body: {
      _name?: string;
      _title?: string | null;
      _description?: string;
      _schema?: Record<string, JsonValue> | 'auto';
      _outputSchema?: Record<string, JsonValue> | 'auto' | null;
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      } | null;
      _tags?: string[] | null;
      _script?: { _userType: string; _scriptName: string };
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
    _schema: Record<string, JsonValue>;
    _schemaSource?: 'given' | 'auto';
    _outputSchema?: Record<string, JsonValue>;
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
    _script: { _userType: string; _scriptName: string } | null;
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
  /** Change fields of an MCP tool filter. */
  patchMcpToolFilter(
    id: string,
    body: { _name?: string; _description?: string; _userType?: string; _criteria?: Record<string, JsonValue> },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _criteria: Record<string, JsonValue>;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /** Try a tool before it is saved. */
  tryMcpTool(
    body: {
      tool: {
        _name: string;
        _title?: string;
        _description: string;
        _schema?: Record<string, JsonValue> | 'auto';
        _outputSchema?: Record<string, JsonValue> | 'auto';
        _annotations?: {
          title?: string;
          readOnlyHint?: boolean;
          destructiveHint?: boolean;
          idempotentHint?: boolean;
          openWorldHint?: boolean;
        };
        _tags?: string[];
        _script: { _userType: string; _scriptName: string };
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
      arguments?: Record<string, JsonValue>;
    },
    ctx: PlatformContext,
  ): Promise<{
    content: { type: string }[];
    structuredContent?: Record<string, JsonValue>;
    isError: boolean;
    run?: {
      runId: string;
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
  /** Replace an MCP tool. */
  updateMcpTool(
    id: string,
    body: {
      _name: string;
      _title?: string;
      _description: string;
      _schema?: Record<string, JsonValue> | 'auto';
      _outputSchema?: Record<string, JsonValue> | 'auto';
      _annotations?: {
        title?: string;
        readOnlyHint?: boolean;
        destructiveHint?: boolean;
        idempotentHint?: boolean;
        openWorldHint?: boolean;
      };
      _tags?: string[];
      _script: { _userType: string; _scriptName: string };
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
    _schema: Record<string, JsonValue>;
    _schemaSource?: 'given' | 'auto';
    _outputSchema?: Record<string, JsonValue>;
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
    _script: { _userType: string; _scriptName: string } | null;
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
  /** Replace an MCP tool filter. */
  updateMcpToolFilter(
    id: string,
    body: { _name: string; _description?: string; _userType: string; _criteria: Record<string, JsonValue> },
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _name: string;
    _description: string;
    _userType: string;
    _namespaces: string[];
    _criteria: Record<string, JsonValue>;
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
}

export interface IafFileSvc {
  /** Create files. */
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
  /** Delete a file. */
  deleteFile(id: string, ctx: PlatformContext): Promise<null>;
  /** Get a file. */
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
  /** Get a URL of a file. */
  getFileUrl(
    id: string,
    ctx: PlatformContext,
    options?: { _expiresInMs?: number },
  ): Promise<{ _url: string; _expiresAt: string }>;
  /** Get a URL of a version of a file. */
  getFileVersionUrl(
    id: string,
    version: number,
    ctx: PlatformContext,
    options?: { _expiresInMs?: number },
  ): Promise<{ _url: string; _expiresAt: string }>;
  /** List the versions of a file. */
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
  /** List files. */
  getFiles(
    criteria: { query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: JsonObject;
      sort?: JsonObject;
      _offset?: number;
      _pageSize?: number;
    },
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
}

export interface IafItemSvc {
  /** Cancel a run. */
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
        | 'ScriptUnavailable';
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
  /** Add a version to a named user item. */
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
  /** Create named user items. */
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
  /** Add related items to a collection. */
  createRelatedItems(
    id: string,
    body: Record<string, JsonValue>[],
    ctx: PlatformContext,
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _collectionId: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /** Delete a named user item. */
  deleteNamedUserItem(id: string, ctx: PlatformContext): Promise<null>;
  /** Delete a related item. */
  deleteRelatedItem(id: string, relatedId: string, ctx: PlatformContext): Promise<null>;
  /** Get a named user item. */
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
  /** Get a version of a named user item. */
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
  /** List the versions of a named user item. */
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
  /** List named user items. */
  getNamedUserItems(
    criteria: { query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: JsonObject;
      sort?: JsonObject;
      _offset?: number;
      _pageSize?: number;
    },
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
  /** Get the settings of a namespace. */
  getNamespaceSettings(ctx: PlatformContext): Promise<{
    _namespace: string;
    _fetchHosts: string[];
    _metadata?: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /** Get a related item. */
  getRelatedItem(
    id: string,
    relatedId: string,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _collectionId: string;
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /** List the related items of a collection. */
  getRelatedItems(
    id: string,
    criteria: { query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: JsonObject;
      sort?: JsonObject;
      _offset?: number;
      _pageSize?: number;
    },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _collectionId: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /** Get a run. */
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
        | 'ScriptUnavailable';
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
  /** List runs. */
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
        | 'ScriptUnavailable';
      _from?: string;
      _to?: string;
    },
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
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
          | 'ScriptUnavailable';
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
  /** List the functions of scripts. */
  getScriptFunctions(
    criteria: { _userType?: string; _name?: string },
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
      inputSchema?: Record<string, JsonValue>;
      outputSchema?: Record<string, JsonValue>;
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
  /** Get a secret. */
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
  /** List secrets. */
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
  /** Change fields of a named user item. */
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
  /** Change fields of a related item. */
  patchRelatedItem(
    id: string,
    relatedId: string,
    body: Record<string, JsonValue>,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _collectionId: string;
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
  /** Search the related items of a collection. */
  searchRelatedItems(
    id: string,
    criteria: { searchText?: string; query?: JsonObject },
    ctx: PlatformContext,
    options?: {
      page?: { _offset?: number; _pageSize?: number };
      project?: JsonObject;
      sort?: JsonObject;
      _offset?: number;
      _pageSize?: number;
    },
  ): Promise<{
    _offset: number;
    _pageSize: number;
    _total: number;
    _list: {
      _id: string;
      _irn: string;
      _collectionId: string;
      _namespaces: string[];
      _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
    }[];
  }>;
  /** Replace a named user item. */
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
  /** Replace a related item. */
  updateRelatedItem(
    id: string,
    relatedId: string,
    body: Record<string, JsonValue>,
    ctx: PlatformContext,
  ): Promise<{
    _id: string;
    _irn: string;
    _collectionId: string;
    _namespaces: string[];
    _metadata: { _createdAt: string; _createdById: string; _updatedAt: string; _updatedById: string };
  }>;
}

export interface IafPassSvc {
  /** Get the current user. */
  getCurrentUser(ctx: PlatformContext): Promise<{
    _id: string;
    _kind: 'admin' | 'service' | 'run' | 'user';
    _namespaces: string[] | null;
    _needsGrants: boolean;
    _userGroups: { _id: string; _name: string; _namespaces: string[] }[];
  }>;
  /** Get a user group. */
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
  /** List user groups. */
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
  /** List workspaces. */
  getWorkspaces(
    ctx: PlatformContext,
    options?: { _offset?: number; _pageSize?: number },
  ): Promise<{ _offset: number; _pageSize: number; _total: number; _list: { _name: string }[] }>;
}

export interface IafPermission {
  /** Check access. */
  checkAccess(
    criteria: { _resource?: string; _actions?: string | string[] },
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
  /** Get what may be done with files. */
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
  /** Get a grant. */
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
  /** List grants. */
  getGrants(
    criteria: { _resource?: string },
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
  /** Get what may be done with graphics. */
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
  /** Get what may be done with items. */
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
  /** Count files. */
  getFileCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /** Count versions of files. */
  getFileVersionCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /** Count named user items. */
  getItemCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /** Count versions of named user items. */
  getItemVersionCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /** Count runs. */
  getRunCount(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _count: number; _days: { _date: string; _count: number | null }[] }[];
  }>;
  /** Get the bytes of file contents. */
  getStorageBytes(
    criteria: { _from?: string; _to?: string },
    ctx: PlatformContext,
  ): Promise<{
    _from: string;
    _to: string;
    _list: { _namespace: string; _bytes: number; _days: { _date: string; _bytes: number | null }[] }[];
  }>;
  /** Get the usage of a namespace. */
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
  IafPassSvc: IafPassSvc;
  IafPermission: IafPermission;
  IafUsageMetrics: IafUsageMetrics;
}
