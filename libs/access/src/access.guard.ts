import {
  type CanActivate,
  createParamDecorator,
  type CustomDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ToolrackError } from '#libs/errors';
import { Authenticator } from './authenticator.js';
import { needsGrants, type Principal } from './principal.js';

const PUBLIC = 'toolrack:public';
const ASKS_GRANTS = 'toolrack:asks-grants';
const principals = new WeakMap<FastifyRequest, Principal>();

/** Finds out once for each request who sends it. @throws ToolrackError `Unauthenticated` */
export async function identify(request: FastifyRequest, authenticator: Authenticator): Promise<Principal> {
  const known = principals.get(request);
  if (known !== undefined) return known;
  const principal = await authenticator.authenticate(request.headers.authorization);
  principals.set(request, principal);
  return principal;
}

/** Marks a route that answers without a token. There are few: health only. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);

/**
 * Marks the routes of a controller, or one, behind which grants are asked for whatever is touched. All others are closed
 * to users and to runs on their behalf, so that what forgets to ask is locked and not open.
 */
export const AsksGrants = (): CustomDecorator => SetMetadata(ASKS_GRANTS, true);

/** The principal of the request, as the guard found it. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (principal === undefined) throw new Error('CurrentPrincipal on a route that the access guard does not protect.');
  return principal;
});

/** Every route needs a token, unless it is marked `@Public()`; and is for users when it is marked `@AsksGrants()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #reflector: Reflector;
  readonly #authenticator: Authenticator;

  constructor(reflector: Reflector, authenticator: Authenticator) {
    this.#reflector = reflector;
    this.#authenticator = authenticator;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.#isMarked(PUBLIC, context)) return true;
    const principal = await identify(context.switchToHttp().getRequest<FastifyRequest>(), this.#authenticator);
    if (needsGrants(principal) && !this.#isMarked(ASKS_GRANTS, context)) {
      throw new ToolrackError('Forbidden', 'This is not for users: there is no grant that allows it.');
    }
    return true;
  }

  #isMarked(mark: string, context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.#reflector.getAllAndOverride<boolean | undefined>(mark, targets) === true;
  }
}
