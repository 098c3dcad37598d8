import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ToolrackError, validationFailed } from '#libs/errors';

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

/** Somebody else changed the thing since the caller read it. */
export function revisionConflict(): ToolrackError {
  return new ToolrackError(
    'PreconditionFailed',
    'It was changed since you read it: read it again and repeat your change on what stands there now.',
  );
}
