import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

/**
 * One positional argument of the platform API method: `ctx`, the name of a path or query parameter, `body`, or an
 * object that gathers several parameters.
 */
export type PlatformArgument = string | { name: string; members: readonly string[] };

/** Last argument of a method that lists, by `pageParameters`. */
export const PAGE_OPTIONS = { name: 'options', members: ['_offset', '_pageSize'] } satisfies PlatformArgument;

/** What makes a controller's method a method of the platform API, and, when it reads and is for all, a system tool. */
export interface PlatformMethod {
  service: string;
  access: 'READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'RUN';
  /** In the order in which users call it, e.g. `[{ name: 'criteria', members: ['query'] }, 'ctx']`. */
  arguments: readonly PlatformArgument[];
  /**
   * Programs alone have the method when this says so, and neither scripts nor models: with what opens doors, such as grants
   * and tokens, a script of somebody else's would give away the rights of whoever calls it.
   */
  audience?: 'programs';
}

export interface OperationOptions {
  /** Operation id: the method's name in the platform API. */
  id: string;
  title: string;
  /** For a model as much as for a person: what it answers, and when to use it. */
  description: string;
  status?: number;
  response?: z.ZodType;
  platform?: PlatformMethod;
}

export const PLATFORM_EXTENSION = 'x-platform';

/** Everything that a route says about itself, in the OpenAPI document and through it in the platform API. */
export function Operation(options: OperationOptions): MethodDecorator {
  const status = options.status ?? 200;
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ operationId: options.id, summary: options.title, description: options.description }),
    ApiResponse({
      status,
      description: options.title,
      ...(options.response === undefined ? {} : { standardSchema: options.response }),
    }),
    ...(options.platform === undefined ? [] : [ApiExtension(PLATFORM_EXTENSION, options.platform)]),
  );
}
