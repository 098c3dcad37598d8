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
import { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';

const PUBLIC = 'toolrack:public';
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

/** The principal of the request, as the guard found it. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (principal === undefined) throw new Error('CurrentPrincipal on a route that the access guard does not protect.');
  return principal;
});

/** Every route needs a token, unless it is marked `@Public()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #reflector: Reflector;
  readonly #authenticator: Authenticator;

  constructor(reflector: Reflector, authenticator: Authenticator) {
    this.#reflector = reflector;
    this.#authenticator = authenticator;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.#reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [context.getHandler(), context.getClass()])) {
      return true;
    }
    await identify(context.switchToHttp().getRequest<FastifyRequest>(), this.#authenticator);
    return true;
  }
}
