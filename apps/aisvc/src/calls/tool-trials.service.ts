import { Injectable } from '@nestjs/common';
import { mayUseNamespace, type Principal } from '#libs/access';
import type { CallTool, StartedRun, ToolTrial, TryTool } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import type { Lookup } from '#libs/service-kit';
import { CatalogService } from '../catalog/catalog.service.js';
import { userTool } from '../catalog/user-tool.js';
import { ToolsService } from '../tools/tools.service.js';
import { type ToolCallAnswer, ToolCaller, type ToolCallRequest } from './tool-caller.service.js';

/** A request that ends when nobody waits for it any more. */
type WhileAwaited<T> = T & { signal: AbortSignal };

/** Tries tools over REST: what an MCP client would get, and what the run cost and printed beside it. */
@Injectable()
export class ToolTrialsService {
  readonly #tools: ToolsService;
  readonly #catalog: CatalogService;
  readonly #caller: ToolCaller;

  constructor(tools: ToolsService, catalog: CatalogService, caller: ToolCaller) {
    this.#tools = tools;
    this.#catalog = catalog;
    this.#caller = caller;
  }

  /** Tries a stored tool in the first of its namespaces where the principal may call it and that the request, if it does, names. */
  async call(principal: Principal, lookup: Lookup, { signal, ...body }: WhileAwaited<CallTool>): Promise<ToolTrial> {
    const call = await this.#storedCall(principal, lookup, body);
    return 'broken' in call ? brokenTrial(call.broken) : toTrial(await this.#caller.call({ ...call, signal }));
  }

  /** The same, without waiting for the run. @returns what a call would have answered when nothing is run */
  async start(principal: Principal, lookup: Lookup, body: CallTool): Promise<StartedRun | ToolTrial> {
    const call = await this.#storedCall(principal, lookup, body);
    if ('broken' in call) return brokenTrial(call.broken);
    const started = await this.#caller.start(call);
    if (!('runId' in started)) return toTrial(started);
    return { runId: started.runId, run: `/itemsvc/api/v1/runs/${started.runId}` };
  }

  /** @returns the request, or why no tool that is there can be called */
  async #storedCall(
    principal: Principal,
    lookup: Lookup,
    body: CallTool,
  ): Promise<ToolCallRequest | { broken: string }> {
    const found = await this.#tools.get(principal, lookup);
    const { _name, _namespaces, _broken } = 'body' in found ? found.body : found;
    for (const namespace of _namespaces) {
      if (!mayUseNamespace(principal, namespace) || lookup.nsfilter?.includes(namespace) === false) continue;
      const tool = await this.#catalog.callable(principal, namespace, _name);
      if (tool !== undefined) return { tool, namespace, principal, arguments: body.arguments };
    }
    if (_broken !== null) return { broken: `The tool "${_name}" is broken: ${_broken.reason}.` };
    throw new ToolrackError('NotFound', `The tool "${_name}" cannot be called there.`);
  }

  /** Tries a definition that is not saved. @throws ToolrackError as its creation would */
  async tryOut(principal: Principal, nsfilter: readonly string[], body: WhileAwaited<TryTool>): Promise<ToolTrial> {
    const { record, namespace, declared, warnings } = await this.#tools.unsaved(principal, nsfilter, body.tool);
    const request = {
      tool: userTool(record, declared),
      unsaved: true,
      namespace,
      principal,
      arguments: body.arguments,
      signal: body.signal,
    };
    return { ...toTrial(await this.#caller.call(request)), _warnings: warnings };
  }
}

const brokenTrial = (reason: string): ToolTrial => ({ content: [{ type: 'text', text: reason }], isError: true });

function toTrial({ result, run }: ToolCallAnswer): ToolTrial {
  return {
    content: result.content,
    ...(result.structuredContent === undefined ? {} : { structuredContent: result.structuredContent }),
    isError: result.isError === true,
    ...(run === undefined
      ? {}
      : {
          run: {
            runId: run.runId,
            version: run.version,
            cpuMs: run.outcome.report.cpuMs,
            wallMs: run.outcome.report.wallMs,
            hostCalls: run.outcome.report.hostCalls,
            console: run.outcome.report.console,
            consoleTruncated: run.outcome.report.consoleTruncated,
            phases: run.outcome.report.phases,
            limits: run.limits,
          },
        }),
  };
}
