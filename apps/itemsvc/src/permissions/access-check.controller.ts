import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type AccessAnswer,
  accessAnswerSchema,
  ACTIONS,
  actionSchema,
  resourceNameSchema,
  type ResourceType,
  type TypePermissions,
  typePermissionsSchema,
} from '#libs/contracts';
import {
  nsfilterSchema,
  Operation,
  type OperationOptions,
  PAGE_OPTIONS,
  pageParameters,
  rangeOf,
} from '#libs/service-kit';
import { namespaceOf, oneNamespaceSchema } from '../namespace-settings/one-namespace.js';
import { AccessCheck } from './access-check.service.js';

const SERVICE = 'IafPermission';
const checkQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _resource: resourceNameSchema.meta({ examples: ['filesvc:file:*'] }),
  _actions: z
    .union([z.string(), z.array(z.string())])
    .meta({ examples: [['READ', 'EDIT']] })
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .pipe(z.array(actionSchema).max(ACTIONS.length * 2))
    .optional()
    .describe(`Actions to ask about, of ${ACTIONS.join(', ')}; all when left out`),
});
type CheckQuery = z.infer<typeof checkQuerySchema>;
const typeQuerySchema = z.strictObject({ nsfilter: oneNamespaceSchema, ...pageParameters });
type TypeQuery = z.infer<typeof typeQuerySchema>;

const ofType = (id: string, what: string): OperationOptions => ({
  id,
  title: `Get what may be done with ${what}`,
  description: `Answers with what the caller may do with ${what} of the namespace: with all of them, with its own, and with those on which it has grants. Use it to learn what there is to work with; for one of them, checkAccess is shorter.`,
  response: typePermissionsSchema,
  platform: {
    service: SERVICE,
    access: 'READ',
    arguments: ['ctx', PAGE_OPTIONS],
  },
});

@ApiTags('Permissions')
@ApiBearerAuth()
@AsksGrants()
@Controller('permissionsvc/api/v1')
export class AccessCheckController {
  readonly #access: AccessCheck;

  constructor(access: AccessCheck) {
    this.#access = access;
  }

  @Get('access')
  @Operation({
    id: 'checkAccess',
    title: 'Check access',
    description:
      'Answers with which actions the caller may do with a resource, and which grant or rule allows each. Use it before you try something that may be refused, or to explain why it was; the _irn of a thing is its resource name.',
    response: accessAnswerSchema,
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [{ name: 'criteria', members: ['_resource', '_actions'] }, 'ctx'],
    },
  })
  check(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: checkQuerySchema }) { nsfilter, _resource, _actions }: CheckQuery,
  ): Promise<AccessAnswer> {
    return this.#access.check(principal, nsfilter, { _resource, actions: [...new Set(_actions ?? ACTIONS)] });
  }

  @Get('itempermissions')
  @Operation(ofType('getItemPermissions', 'items'))
  items(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: typeQuerySchema }) query: TypeQuery,
  ): Promise<TypePermissions> {
    return this.#ofType(principal, query, 'itemsvc:nameduseritem');
  }

  @Get('filepermissions')
  @Operation(ofType('getFilePermissions', 'files'))
  files(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: typeQuerySchema }) query: TypeQuery,
  ): Promise<TypePermissions> {
    return this.#ofType(principal, query, 'filesvc:file');
  }

  @Get('graphicspermissions')
  @Operation(ofType('getGraphicsPermissions', 'graphics'))
  graphics(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: typeQuerySchema }) query: TypeQuery,
  ): Promise<TypePermissions> {
    return this.#ofType(principal, query, 'graphicssvc:graphic');
  }

  #ofType(principal: Principal, { nsfilter, ...page }: TypeQuery, type: ResourceType): Promise<TypePermissions> {
    return this.#access.ofType(principal, namespaceOf({ nsfilter }), { ...rangeOf(page), type });
  }
}
