import { Inject, Injectable } from '@nestjs/common';
import { actingWithin, type Principal, requireNamespace, RunTokens } from '#libs/access';
import type { RunConfig } from '#libs/config';
import {
  effectiveLimits,
  type JsonObject,
  type JsonValue,
  type RunError,
  type RunLimits,
  type RunOutcome,
} from '#libs/contracts';
import { errorResult, toCallResult, type ToolResult } from '#libs/mcp';
import {
  ANSWER_TOO_LARGE,
  callPlatform,
  PlatformApiError,
  type PlatformOperation,
  type PlatformTransport,
} from '#libs/platform-api';
import { PLATFORM_TRANSPORT, RUN_CONFIG } from '#libs/service-kit';
import { type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import { ArgumentRefused } from '#libs/openapi-import';
import type { CatalogTool, ToolAction } from '../catalog/catalog-tool.js';
import { apiRun } from '../openapi-services/api-run.js';
import { ScriptDirectory } from '../scripts/script-directory.js';
import { isMissing, toldTo } from '../scripts/script-functions.js';
import { withLimitSource } from './limit-source.js';
import { narrowingHint, systemResult } from './system-result.js';
import { type ToolRun, ToolRuns } from './tool-runs.service.js';

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
  run?: { runId: string; version: number; outcome: RunOutcome; limits: RunLimits };
}

/** What a call of such a tool runs. */
type RunAction = Exclude<ToolAction, { kind: 'system' }>;

/** How a run ended, as far as its caller is told. */
export type RunEnd =
  | { readonly status: 'succeeded'; readonly result: JsonValue }
  | { readonly status: 'failed'; readonly error: RunError };

/** In `_meta` of a result: the run that gave it (MCP, "_meta": a prefix of our own). */
const RUN_ID_KEY = 'toolrack/runId';

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
  readonly #runs: ToolRuns;
  readonly #config: RunConfig;

  constructor(
    scripts: ScriptDirectory,
    tokens: RunTokens,
    @Inject(PLATFORM_TRANSPORT) transport: PlatformTransport,
    runs: ToolRuns,
    @Inject(RUN_CONFIG) config: RunConfig,
  ) {
    this.#scripts = scripts;
    this.#tokens = tokens;
    this.#transport = transport;
    this.#runs = runs;
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
      : this.#run(action, request, check.value);
  }

  /**
   * Starts a run of a tool whose outcome goes into its record.
   *
   * @returns the id of the run; or the result that a call would have had at once, when nothing is run
   * @throws ToolrackError `NamespaceNotFound` as `call`, `ValidationFailed` for a tool that runs no script; as `ToolRuns.start`
   */
  async start(request: ToolCallRequest): Promise<{ runId: string } | ToolCallAnswer> {
    requireNamespace(request.principal, request.namespace);
    const { action, validator } = request.tool;
    if (action.kind === 'system') {
      throw validationFailed([{ path: 'async', message: 'is for tools that run scripts; call this one without it' }]);
    }
    const check = validator.validate(request.arguments);
    if (!check.ok) return { result: this.#failure(argumentsMessage(check.problems)) };
    const run = await this.#toolRun(action, request, check.value);
    return 'broken' in run ? { result: this.#failure(run.broken) } : { runId: await this.#runs.start(run) };
  }

  /**
   * Calls a tool that runs a script as `call` does, and leaves its run to itself when that takes longer than
   * `patienceMs`; 0 does so in any case.
   *
   * @returns the id of a run whose record is stored, or the result
   * @throws ToolrackError as `call`
   */
  async callOrLeave(request: ToolCallRequest, patienceMs: number): Promise<{ runId: string } | ToolCallAnswer> {
    if (patienceMs === 0) return this.start(request);
    const { action, validator } = request.tool;
    if (action.kind === 'system') return this.call(request);
    requireNamespace(request.principal, request.namespace);
    const check = validator.validate(request.arguments);
    if (!check.ok) return { result: this.#failure(argumentsMessage(check.problems)) };
    const run = await this.#toolRun(action, request, check.value);
    if ('broken' in run) return { result: this.#failure(run.broken) };
    const { runId, outcome } = await this.#runs.runOrLeave(run, patienceMs);
    return outcome === undefined ? { runId } : this.#answerOf(run, { runId, outcome });
  }

  /** What a call that ended so is answered with. */
  resultOf(runId: string, end: RunEnd): ToolResult {
    const result = this.#resultOf(end);
    return { ...result, _meta: { ...result._meta, [RUN_ID_KEY]: runId } };
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
      return systemResult({ operation, values }, value, answerBytes);
    } catch (error) {
      if (signal?.aborted === true) return this.#failure('The caller cancelled the call.');
      if (deadline.aborted) return this.#failure(`The call was not answered within ${wallMs} ms. Ask for less.`);
      if (!(error instanceof PlatformApiError)) throw error;
      if (error.code === ANSWER_TOO_LARGE) return this.#failure(`${error.message}${narrowingHint(operation)}`);
      if (error.status < 500) return this.#failure(error.message);
      throw error;
    }
  }

  async #run(action: RunAction, request: ToolCallRequest, input: JsonObject): Promise<ToolCallAnswer> {
    const run = await this.#toolRun(action, request, input);
    if ('broken' in run) return { result: this.#failure(run.broken) };
    const { runId, outcome } = await this.#runs.run(run);
    return this.#answerOf(run, { runId, outcome });
  }

  #answerOf(
    { limits, function: { _version: version } }: ToolRun,
    run: { runId: string; outcome: RunOutcome },
  ): ToolCallAnswer {
    const outcome = withLimitSource(run.outcome, limits);
    return { result: this.resultOf(run.runId, outcome), run: { ...run, version, outcome, limits: limits.limits } };
  }

  /** What is to be run for a tool, or why the tool is broken, or its arguments make no run. */
  async #toolRun(
    action: RunAction,
    { namespace, principal, signal, onProgress, unsaved = false }: ToolCallRequest,
    input: JsonObject,
  ): Promise<ToolRun | { broken: string }> {
    // A run that starts runs, each of which starts more, would fill every worker; functions of one script call each other.
    if (principal.kind === 'run') {
      throw new ToolrackError(
        'Forbidden',
        'A script cannot call tools that are runs; call the function itself, or fetch.',
      );
    }
    if (action.kind === 'api') {
      const limits = effectiveLimits(this.#config.limits, { script: undefined, tool: undefined });
      try {
        return { ...apiRun(action, input), namespace, principal, limits, signal };
      } catch (error) {
        if (error instanceof ArgumentRefused) return { broken: error.message };
        throw error;
      }
    }
    const { _id, _script, _name, _limits } = action.record;
    const declared = await this.#scripts.lookUp(namespace, _script);
    if (isMissing(declared)) {
      return { broken: `The tool "${_name}" is broken: ${toldTo(principal, declared.missing)}.` };
    }
    return {
      namespace,
      principal,
      tool: unsaved ? null : { _id, _name },
      function: declared,
      input,
      limits: effectiveLimits(this.#config.limits, { script: declared._limits, tool: _limits }),
      signal,
      onProgress,
    };
  }

  #resultOf(outcome: RunEnd): ToolResult {
    if (outcome.status === 'succeeded') {
      return toCallResult(outcome.result, { maxTextBytes: this.#config.answerBytes });
    }
    const { code, name, message } = outcome.error;
    const what = code === 'ScriptFailed' || code === 'ApiCallFailed' ? name : code;
    return this.#failure(`${what}: ${message}${placeOf(outcome.error)}`);
  }

  #failure(message: string): ToolResult {
    return errorResult(message, { maxTextBytes: this.#config.answerBytes });
  }
}

/** What a model is told of arguments that do not fit. */
export function argumentsMessage(problems: readonly FieldProblem[]): string {
  const lines = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return `The arguments do not fit the tool's schema.\n${lines.join('\n')}`;
}

/** ` (line 3, column 24, in answer)`, and of which script when it is not the tool's; empty when it is not known. */
function placeOf({ line, column, functionName, script }: RunError): string {
  if (line === undefined) return '';
  const place = [
    `line ${line}`,
    ...(column === undefined ? [] : [`column ${column}`]),
    ...(functionName === undefined ? [] : [`in ${functionName}`]),
    ...(script === undefined ? [] : [`of the script "${script}"`]),
  ];
  return ` (${place.join(', ')})`;
}
