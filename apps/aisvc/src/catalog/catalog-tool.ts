import type { JsonObject, ToolType } from '#libs/contracts';
import type { PlatformOperation } from '#libs/platform-api';
import {
  checkTool,
  encodeTool,
  type HeaderParameter,
  headerParameters,
  type ToolDescriptor,
  type ToolListForm,
  withTaskSupport,
} from '#libs/mcp';
import { type ArgumentValidator, ArgumentValidators } from '#libs/tool-schema';
import type { ApiAction } from '../openapi-services/api-action.js';
import type { ToolRecord } from '../tools/tool.record.js';
import type { ToolSchemas } from '../tools/tool-schemas.js';

/** Of all tools together. */
const VALIDATOR_BYTES = 64 * 1024 * 1024;
const validators = new ArgumentValidators(VALIDATOR_BYTES);

/** What a call of the tool does. */
export type ToolAction =
  { kind: 'system'; operation: PlatformOperation } | { kind: 'user'; record: ToolRecord } | ApiAction;

export interface CatalogToolOptions {
  /** Why the tool cannot be used, beside what is wrong with its descriptor. */
  broken?: string | undefined;
  /** None when they are left out. */
  tags?: readonly string[];
}

/** A tool as the catalog holds it: checked, and ready to be listed and called. */
export class CatalogTool {
  readonly _name: string;
  readonly _type: ToolType;
  readonly _serviceName: string | undefined;
  readonly action: ToolAction;
  readonly _tags: readonly string[];
  /** Whether its annotations say `readOnlyHint: true`. */
  readonly readOnly: boolean;
  readonly inputSchema: JsonObject;
  readonly outputSchema: JsonObject | undefined;
  /** Why the tool is not exposed, whatever a URL selects. */
  readonly problem: string | undefined;
  readonly headerParameters: readonly HeaderParameter[];
  readonly #descriptor: ToolDescriptor;
  #bytes: Buffer | undefined;

  constructor(descriptor: ToolDescriptor, action: ToolAction, { broken, tags = [] }: CatalogToolOptions = {}) {
    this._name = descriptor.name;
    this._type = action.kind === 'system' ? 'system_mcp_tool' : 'user_mcp_tool';
    this._serviceName = serviceNameOf(action);
    this._tags = tags;
    this.readOnly = descriptor.annotations?.readOnlyHint === true;
    this.action = action;
    this.inputSchema = descriptor.inputSchema;
    this.outputSchema = descriptor.outputSchema;
    this.#descriptor = descriptor;
    this.problem = broken ?? whyRefused(descriptor);
    this.headerParameters = headerParameters(descriptor.inputSchema).parameters;
  }

  /** Hints for clients, as they are listed. */
  get annotations(): NonNullable<ToolDescriptor['annotations']> {
    return this.#descriptor.annotations ?? {};
  }

  /** What clients are told of it. */
  get descriptor(): ToolDescriptor {
    return this.#descriptor;
  }

  /** The schemas that are in force. */
  get schemas(): ToolSchemas {
    return { input: this.inputSchema, output: this.outputSchema };
  }

  /**
   * The descriptor as `tools/list` sends it. What is a run may be called as a task.
   *
   * @param keep whether to have the bytes at hand for another list
   */
  bytesIn(form: ToolListForm, { keep }: { keep: boolean }): Buffer {
    const bytes = this.#bytes ?? encodeTool(this.#descriptor);
    if (keep) this.#bytes = bytes;
    return form === 'withTasks' && this.action.kind !== 'system' ? withTaskSupport(bytes) : bytes;
  }

  get validator(): ArgumentValidator {
    return validators.of(this.inputSchema);
  }
}

function serviceNameOf(action: ToolAction): string | undefined {
  switch (action.kind) {
    case 'system':
      return action.operation.service;
    case 'api':
      return action.service._name;
    case 'user':
      return undefined;
  }
}

/** What clients would object to: official ones reject a whole list for it. */
function whyRefused(descriptor: ToolDescriptor): string | undefined {
  const [problem] = checkTool(descriptor);
  return problem === undefined ? undefined : `MCP clients would refuse it: ${problem.path} ${problem.message}`;
}
