import { z } from 'zod';
import {
  descriptionSchema,
  displayNameSchema,
  metadataSchema,
  namespaceNameSchema,
  namespacesSchema,
} from './common.js';

/** Ids of principals that are no users; nothing that they stored may be taken for a user's own. */
const RESERVED_IDS = [
  'admin',
  'aisvc',
  'itemsvc',
  'local',
  'run-recorder',
  'scriptworker',
  'service',
  'system',
  'webhook-deliveries',
];

export const userIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/,
    'must be 1 to 100 letters, digits or ". _ @ -", with a letter or digit first',
  )
  .refine((id) => !RESERVED_IDS.includes(id.toLowerCase()), `must not be one of ${RESERVED_IDS.join(', ')}`)
  .describe('Id of a user, e.g. anna@example.com');

const MAX_TOKEN_NAMESPACES = 100;

export const newAccessTokenSchema = z.strictObject({
  _name: displayNameSchema.describe('What the token is for'),
  _userId: userIdSchema.describe('The user whose token it is'),
  _namespaces: z
    .array(namespaceNameSchema)
    .min(1, 'must name at least one namespace')
    .max(MAX_TOKEN_NAMESPACES, `must name at most ${MAX_TOKEN_NAMESPACES} namespaces`)
    .refine((names) => new Set(names).size === names.length, 'must not name a namespace twice')
    .describe('Namespaces that it opens; what may be done there is for grants to say'),
  _expiresAt: z.iso
    .datetime({ offset: true, error: 'must be a time like 2030-01-31T12:00:00Z' })
    .optional()
    .describe('When it ends; never when left out'),
});
export type NewAccessToken = z.infer<typeof newAccessTokenSchema>;
export const newAccessTokensSchema = z
  .array(newAccessTokenSchema, 'must be an array of access tokens')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');

export const accessTokenSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: passportsvc:accesstoken:<id>'),
  _name: z.string(),
  _userId: z.string(),
  _namespaces: z.array(z.string()),
  _expiresAt: z.iso.datetime().nullable(),
  _lastUsedAt: z.iso.datetime().nullable().describe('Late by five minutes at most'),
  _metadata: metadataSchema,
});
export type AccessToken = z.infer<typeof accessTokenSchema>;

export const createdAccessTokenSchema = accessTokenSchema.extend({
  _token: z.string().describe('The token, atk-<id>:<secret>; it is shown here and never again'),
});
export type CreatedAccessToken = z.infer<typeof createdAccessTokenSchema>;

const MAX_MEMBERS = 1_000;
const groupFields = {
  _name: displayNameSchema,
  _description: descriptionSchema.default(''),
  _members: z
    .array(userIdSchema)
    .max(MAX_MEMBERS, `must have at most ${MAX_MEMBERS} elements`)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name a user twice')
    .default([])
    .describe('Ids of users'),
};

export const newUserGroupSchema = z.strictObject({ ...groupFields, _namespaces: namespacesSchema.optional() });
export type NewUserGroup = z.infer<typeof newUserGroupSchema>;
export const newUserGroupsSchema = z
  .array(newUserGroupSchema, 'must be an array of user groups')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');
export const replaceUserGroupSchema = z.strictObject(groupFields);
export type ReplaceUserGroup = z.infer<typeof replaceUserGroupSchema>;
export const patchUserGroupSchema = z
  .strictObject({
    ...groupFields,
    _description: descriptionSchema,
    _members: groupFields._members.unwrap(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchUserGroup = z.infer<typeof patchUserGroupSchema>;

export const userGroupSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: passportsvc:usergroup:<id>'),
  _name: z.string(),
  _description: z.string(),
  _members: z.array(z.string()).describe('Ids of users'),
  _namespaces: z.array(z.string()),
  _metadata: metadataSchema,
});
export type UserGroup = z.infer<typeof userGroupSchema>;

export const currentUserSchema = z.object({
  _id: z.string(),
  _kind: z
    .enum(['admin', 'service', 'run', 'user'])
    .describe(
      'admin: may do everything; user: may do what grants allow; run: a script, or the call of a tool, on behalf of somebody',
    ),
  _namespaces: z.array(z.string()).nullable().describe('Namespaces that it may use; null for all'),
  _needsGrants: z.boolean().describe('Whether grants say what it may do; otherwise it may do everything there'),
  _userGroups: z
    .array(z.object({ _id: z.string(), _name: z.string(), _namespaces: z.array(z.string()) }))
    .describe('Groups of its namespaces that it is a member of'),
});
export type CurrentUser = z.infer<typeof currentUserSchema>;

export const workspaceSchema = z.object({
  _name: z.string().describe('The namespace, as nsfilter names it'),
});
export type Workspace = z.infer<typeof workspaceSchema>;
