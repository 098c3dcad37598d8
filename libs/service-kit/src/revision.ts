import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ToolrackError, validationFailed } from '#libs/errors';
import type { Lookup } from './namespaces.js';

/** A stored thing together with the number of its revision, which the answer carries as its `ETag`. */
export class WithRevision<T> {
  constructor(
    readonly body: T,
    readonly revision: number,
  ) {}
}

/** Answers `WithRevision` with the body, and the revision as `ETag`. */
@Injectable()
export class ETagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((value: unknown) => {
        if (!(value instanceof WithRevision)) return value;
        void context.switchToHttp().getResponse<FastifyReply>().header('etag', `"${value.revision}"`);
        const body: unknown = value.body;
        return body;
      }),
    );
  }
}

/**
 * The revision that an `If-Match` header names; undefined when any will do. A gateway that compresses answers makes
 * our tags weak (`W/"3"`); the number says as much as before.
 *
 * @throws ToolrackError `ValidationFailed` for anything else than one entity tag that we gave
 */
export function expectedRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const digits = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (digits === undefined) {
    throw validationFailed([{ path: 'If-Match', message: 'must be the ETag of an earlier answer, or *' }]);
  }
  return Number(digits);
}

const IF_MATCH_HEADER = {
  name: 'If-Match',
  required: false,
  description: 'ETag of an earlier answer: it must be as it was then, or the answer is a 412',
  schema: { type: 'string' },
} as const;

/** The revision that a request's `If-Match` names, as `expectedRevision` reads it: `@IfMatch() revision?: number`. */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    expectedRevision(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
  [
    (target, method, _index) => {
      if (method === undefined) return;
      const descriptor = Object.getOwnPropertyDescriptor(target, method);
      if (descriptor !== undefined) ApiHeader(IF_MATCH_HEADER)(target, method, descriptor);
    },
  ],
);

/** Which stored thing a change means, and which revision of it; any when that is left out. */
export interface Target extends Lookup {
  revision?: number | undefined;
}

/** @throws ToolrackError `PreconditionFailed` when a change means another revision of the thing than the present one */
export function requireRevision({ _revision }: { _revision: number }, { revision }: Pick<Target, 'revision'>): void {
  if (revision !== undefined && revision !== _revision) throw revisionConflict();
}

/** Somebody else changed the thing since the caller read it. */
export function revisionConflict(): ToolrackError {
  return new ToolrackError(
    'PreconditionFailed',
    'It was changed since you read it: read it again and repeat your change on what stands there now.',
  );
}
