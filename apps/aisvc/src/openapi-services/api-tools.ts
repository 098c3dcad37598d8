/** The tools of the services of a namespace, as its catalog holds them. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { ToolDescriptor } from '#libs/mcp';
import { type ApiOperation, apiOperationSchema } from '#libs/openapi-import';
import { CatalogTool } from '../catalog/catalog-tool.js';
import type { ApiServiceRecord } from './api-service.record.js';
import { ApiServicesRepository } from './api-services.repository.js';

/** Tools are made for this long before others get their turn. */
const TURN_MS = 20;
/** Of all services, in all namespaces; what a catalog holds stays with it. */
const CACHED_TOOLS = 20_000;
/** What the operations of a service may unpack to. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

const unpack = promisify(gunzip);
const operationsSchema = z.array(apiOperationSchema);

/** What MCP clients are told of a request by its method (RFC 9110, 9.2); what a method may do counts as done. */
function annotationsOf(method: ApiOperation['method']): NonNullable<ToolDescriptor['annotations']> {
  const reads = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  return {
    readOnlyHint: reads,
    destructiveHint: !reads,
    idempotentHint: reads || method === 'PUT' || method === 'DELETE',
    openWorldHint: true,
  };
}

function apiTool(service: ApiServiceRecord, operation: ApiOperation): CatalogTool {
  const { toolName, title, description, inputSchema, method, tags } = operation;
  const descriptor: ToolDescriptor = {
    name: toolName,
    ...(title === undefined ? {} : { title }),
    description,
    inputSchema,
    annotations: annotationsOf(method),
  };
  return new CatalogTool(descriptor, { kind: 'api', service, operation }, { tags });
}

@Injectable()
export class ApiTools {
  readonly #services: ApiServicesRepository;
  /** By service and revision. */
  readonly #made = new LRUCache<string, CatalogTool[]>({
    maxSize: CACHED_TOOLS,
    sizeCalculation: (tools) => Math.max(1, tools.length),
  });

  constructor(services: ApiServicesRepository) {
    this.#services = services;
  }

  /** The same tools as before, for services that are the same. */
  async ofNamespace(namespace: string): Promise<CatalogTool[]> {
    const tools: CatalogTool[] = [];
    for (const service of await this.#services.ofNamespace(namespace)) tools.push(...(await this.#toolsOf(service)));
    return tools;
  }

  async #toolsOf(service: ApiServiceRecord): Promise<CatalogTool[]> {
    const key = `${service._id} ${service._revision}`;
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const packed = await this.#services.packedOperations(service._id, service._revision);
    // It was changed meanwhile, which the change feed tells.
    if (packed === undefined) return [];
    const text = (await unpack(packed, { maxOutputLength: MAX_UNPACKED_BYTES })).toString();
    const tools: CatalogTool[] = [];
    let turnStarted = performance.now();
    for (const operation of operationsSchema.parse(JSON.parse(text))) {
      tools.push(apiTool(service, operation));
      if (performance.now() - turnStarted < TURN_MS) continue;
      await nextTurn();
      turnStarted = performance.now();
    }
    this.#made.set(key, tools);
    return tools;
  }
}
