import { z } from 'zod';
import { metadataSchema, namespacesSchema } from './common.js';
import { userIdSchema } from './pass.js';

export const ACTIONS = ['READ', 'CREATE', 'EDIT', 'DELETE', 'SHARE', 'RUN', 'ASSIGN'] as const;
export const actionSchema = z.enum(ACTIONS, `must be one of ${ACTIONS.join(', ')}`);
export type Action = z.infer<typeof actionSchema>;

/** What grants may name: the first two parts of a resource's name. */
export const RESOURCE_TYPES = [
  'itemsvc:nameduseritem',
  'itemsvc:namespacesettings',
  'filesvc:file',
  'aisvc:mcp-tool',
  'aisvc:mcp-tool-filter',
  'aisvc:openapi-service',
  'passportsvc:usergroup',
  'notificationsvc:group',
  // Kept by another product; grants on them are kept and asked for here.
  'graphicssvc:graphic',
] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** Stands for every service, type or id. */
export const ANY = '*';
const ID = /^[A-Za-z0-9_.@-]{1,200}$/;

const isType = (text: string): text is ResourceType => RESOURCE_TYPES.some((type) => type === text);

/** A resource name in its parts; `type` is `service:type`, or `service:*`, or `*:*`. */
export interface ResourceName {
  type: string;
  id: string;
}

/** Splits a name that was checked. */
export function resourceName(text: string): ResourceName {
  const [service = '', type = '', ...id] = text.split(':');
  return { type: `${service}:${type}`, id: id.join(':') };
}

/** @returns what is wrong with a resource name, or undefined */
export function resourceNameProblem(text: string): string | undefined {
  const parts = text.split(':');
  const [service = '', type = '', id = ''] = parts;
  if (parts.length !== 3) return 'must be a resource name, <service>:<type>:<id>, e.g. filesvc:file:*';
  if (service === ANY && (type !== ANY || id !== ANY)) return `must be "*:*:*" when its service is "*"`;
  if (type === ANY && id !== ANY) return `must have the id "*" when its type is "*"`;
  if (id !== ANY && !ID.test(id)) return 'must end with an id or "*"';
  if (service === ANY) return undefined;
  const isKnown =
    type === ANY ? RESOURCE_TYPES.some((one) => one.startsWith(`${service}:`)) : isType(`${service}:${type}`);
  return isKnown ? undefined : `"${service}:${type}" is no type of resource; there are ${RESOURCE_TYPES.join(', ')}`;
}

export const resourceNameSchema = z
  .string()
  .superRefine((text, context) => {
    const message = resourceNameProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .describe('Resource name service:type:id, e.g. filesvc:file:<id>; "*" for each id, each type and id, or everything');

const granteeSchema = z
  .strictObject({
    _userId: userIdSchema.optional(),
    _userGroupId: z.string().min(1).max(200).optional().describe('Id of a user group of the same namespaces'),
  })
  .refine(
    ({ _userId, _userGroupId }) => (_userId === undefined) !== (_userGroupId === undefined),
    'must have either _userId or _userGroupId',
  )
  .describe('Who may: a user, or the members of a group');
export type Grantee = z.infer<typeof granteeSchema>;

export const grantedActionSchema = z.enum([...ACTIONS, ANY], `must be one of ${ACTIONS.join(', ')}, or "*" for all`);

const fields = {
  _resource: resourceNameSchema,
  _actions: z
    .array(grantedActionSchema)
    .min(1, 'must name at least one action')
    .max(ACTIONS.length)
    .refine((actions) => new Set(actions).size === actions.length, 'must not name an action twice')
    .describe('What may be done; "*" for everything'),
  _grantee: granteeSchema,
};

export const newGrantSchema = z.strictObject({ ...fields, _namespaces: namespacesSchema.optional() });
export type NewGrant = z.infer<typeof newGrantSchema>;
export const newGrantsSchema = z
  .array(newGrantSchema, 'must be an array of grants')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');
export const replaceGrantSchema = z.strictObject(fields);
export type ReplaceGrant = z.infer<typeof replaceGrantSchema>;
export const patchGrantSchema = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchGrant = z.infer<typeof patchGrantSchema>;

export const grantSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: permissionsvc:grant:<id>'),
  _resource: z.string(),
  _actions: z.array(grantedActionSchema),
  _grantee: z.object({ _userId: z.string().optional(), _userGroupId: z.string().optional() }),
  _namespaces: z.array(z.string()),
  _metadata: metadataSchema,
});
export type Grant = z.infer<typeof grantSchema>;

/** Why something may be done. */
const reasonSchema = z
  .enum(['principal', 'creator', 'grant'])
  .describe('principal: it needs no grants; creator: whoever made a thing may do everything with it');

export const accessAnswerSchema = z.object({
  _resource: z.string(),
  _list: z
    .array(
      z.object({
        _action: actionSchema,
        _granted: z.boolean(),
        _by: reasonSchema.optional(),
        _grantId: z.string().optional().describe('The grant that allows it'),
        _namespace: z.string().optional().describe('The namespace in which it may be done'),
      }),
    )
    .describe('The actions that were asked for'),
});
export type AccessAnswer = z.infer<typeof accessAnswerSchema>;

const actionsSchema = z.array(actionSchema);
export const typePermissionsSchema = z.object({
  _resource: z.string().describe('All resources of the type: <service>:<type>:*'),
  _onAll: actionsSchema.describe('What you may do with each of them, those of others and those to come'),
  _onOwn: actionsSchema.describe('What you may do with those that you made'),
  _offset: z.int(),
  _pageSize: z.int(),
  _total: z.int(),
  _list: z
    .array(z.object({ _resource: z.string(), _actions: actionsSchema }))
    .describe('Resources on which you have grants of their own, and what you may do with them in all'),
});
export type TypePermissions = z.infer<typeof typePermissionsSchema>;
