import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { actingWithin, type Principal, requireNamespace, RunTokens } from '#libs/access';
import { steadyNow } from '#libs/clock';
import type { RunConfig } from '#libs/config';
import type { JsonObject, JsonValue, RunOutcome } from '#libs/contracts';
import { errorResult, toCallResult, type ToolResult } from '#libs/mcp';
import {
  ANSWER_TOO_LARGE,
  callPlatform,
  PlatformApiError,
  type PlatformOperation,
  type PlatformTransport,
} from '#libs/platform-api';
import type { ScriptRunner } from '#libs/script-runner';
import { PLATFORM_TRANSPORT, RUN_CONFIG } from '#libs/service-kit';
import { type FieldProblem, ToolrackError } from '#libs/errors';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { ScriptDirectory } from '../scripts/script-directory.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { SCRIPT_RUNNER } from './script-runner.token.js';

export interface ToolCallRequest {
  tool: CatalogTool;
  /** The tool is a definition that is not stored: its runs are recorded without one. */
  unsaved?: boolean;
  namespace: string;
  principal: Principal;
  arguments: JsonObject;
  signal?: AbortSignal | undefined;
  onProgress?: ((args: JsonValue[]) => void) | undefined;
}

/** What a client gets, and the run behind it when there was one. */
export interface ToolCallAnswer {
  result: ToolResult;
  run?: { runId: string; outcome: RunOutcome };
}

/** The time that the way back to the caller may take, beyond the run's own. */
const ANSWER_MARGIN_MS = 500;
/** Parameters that make the answer of a system tool smaller. */
const NARROWING = ['_pageSize', 'query', 'project'];

/**
 * Calls a tool that the catalog has found for the caller: checks the arguments, then makes the platform API call or
 * the run. Whatever a script or a service says is wrong becomes a result that a model can act on; faults of ours are
 * thrown.
 */
@Injectable()
export class ToolCaller {
  readonly #scripts: ScriptDirectory;
  readonly #tokens: RunTokens;
  readonly #transport: PlatformTransport;
  readonly #runner: ScriptRunner;
  readonly #config: RunConfig;

  constructor(
    scripts: ScriptDirectory,
    tokens: RunTokens,
    @Inject(PLATFORM_TRANSPORT) transport: PlatformTransport,
    @Inject(SCRIPT_RUNNER) runner: ScriptRunner,
    @Inject(RUN_CONFIG) config: RunConfig,
  ) {
    this.#scripts = scripts;
    this.#tokens = tokens;
    this.#transport = transport;
    this.#runner = runner;
    this.#config = config;
  }

  /** @throws ToolrackError `NamespaceNotFound` when the namespace is not the principal's, whoever looked the tool up */
  async call(request: ToolCallRequest): Promise<ToolCallAnswer> {
    requireNamespace(request.principal, request.namespace);
    const check = request.tool.validator.validate(request.arguments);
    if (!check.ok) return { result: this.#failure(argumentsMessage(check.problems)) };
    const { action } = request.tool;
    return action.kind === 'system'
      ? { result: await this.#callSystemTool(action.operation, request, check.value) }
      : this.#run(action.record, request, check.value);
  }

  async #callSystemTool(
    operation: PlatformOperation,
    { principal, namespace, signal }: ToolCallRequest,
    values: JsonObject,
  ): Promise<ToolResult> {
    const { wallMs, resultBytes, answerBytes } = this.#config;
    const token = await this.#tokens.issue(actingWithin(principal, namespace), { ttlMs: wallMs });
    const deadline = AbortSignal.timeout(wallMs);
    try {
      const value = await callPlatform(
        { operation, values, namespaces: [namespace] },
        {
          transport: this.#transport,
          token,
          signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
          maxBytes: resultBytes,
        },
      );
      return toCallResult(value, { maxTextBytes: answerBytes });
    } catch (error) {
      if (signal?.aborted === true) return this.#failure('The caller cancelled the call.');
      if (deadline.aborted) return this.#failure(`The call was not answered within ${wallMs} ms. Ask for less.`);
      if (!(error instanceof PlatformApiError)) throw error;
      if (error.code === ANSWER_TOO_LARGE) return this.#failure(`${error.message}${narrowingHint(operation)}`);
      if (error.status < 500) return this.#failure(error.message);
      throw error;
    }
  }

  async #run(
    { _id, _script, _name }: ToolRecord,
    { namespace, principal, signal, onProgress, unsaved = false }: ToolCallRequest,
    input: JsonObject,
  ): Promise<ToolCallAnswer> {
    // A run that starts runs, each of which starts more, would fill every worker; functions of one script call each other.
    if (principal.kind === 'run') {
      throw new ToolrackError('Forbidden', 'A script cannot call tools that run scripts; call the function itself.');
    }
    const declared = await this.#scripts.find(namespace, _script);
    if (declared === undefined) {
      const message = `The tool "${_name}" is broken: no script of type "${_script._userType}" declares the function "${_script._scriptName}" any more.`;
      return { result: this.#failure(message) };
    }
    const runId = randomUUID();
    const limits = runLimits(this.#config);
    const outcome = await this.#runner.run({
      runId,
      namespace,
      versionId: declared._versionId,
      functionName: _script._scriptName,
      input,
      principal,
      limits,
      deadline: steadyNow() + limits.wallMs + ANSWER_MARGIN_MS,
      origin: {
        tool: unsaved ? null : { _id, _name },
        userType: _script._userType,
        version: declared._version,
        queuedAt: new Date().toISOString(),
        allottedMs: limits.wallMs + ANSWER_MARGIN_MS,
        keepResultAboveBytes: this.#config.answerBytes,
      },
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return { result: this.#resultOf(outcome), run: { runId, outcome } };
  }

  #resultOf(outcome: RunOutcome): ToolResult {
    if (outcome.status === 'succeeded') {
      return toCallResult(outcome.result, { maxTextBytes: this.#config.answerBytes });
    }
    const { code, name, message, functionName, line, column } = outcome.error;
    const what = code === 'ScriptFailed' ? name : code;
    const where =
      line === undefined
        ? ''
        : ` (line ${line}${column === undefined ? '' : `, column ${column}`}${functionName === undefined ? '' : `, in ${functionName}`})`;
    return this.#failure(`${what}: ${message}${where}`);
  }

  #failure(message: string): ToolResult {
    return errorResult(message, { maxTextBytes: this.#config.answerBytes });
  }
}

function narrowingHint({ parameters }: PlatformOperation): string {
  const narrowing = NARROWING.filter((name) => parameters.some((parameter) => parameter.name === name));
  return narrowing.length === 0 ? '' : ` Ask for less: use ${narrowing.join(' or ')}.`;
}

function argumentsMessage(problems: readonly FieldProblem[]): string {
  const lines = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return `The arguments do not fit the tool's schema.\n${lines.join('\n')}`;
}

function runLimits(config: RunConfig): Parameters<ScriptRunner['run']>[0]['limits'] {
  const { cpuMs, wallMs, memoryBytes, resultBytes, consoleBytes, hostCalls, pendingHostCalls } = config;
  return { cpuMs, wallMs, memoryBytes, resultBytes, consoleBytes, hostCalls, pendingHostCalls };
}
