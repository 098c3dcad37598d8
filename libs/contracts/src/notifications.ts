import { z } from 'zod';
import { descriptionSchema, displayNameSchema, metadataSchema, namespacesSchema, userTypeSchema } from './common.js';
import { jsonObjectSchema } from './json.js';

/** Members that one group has at most: each message goes to all of them. */
export const MAX_GROUP_MEMBERS = 50;
const MAX_URL_CHARS = 2_000;
const MAX_BODY_CHARS = 20_000;
const MAX_DATA_BYTES = 64 * 1024;

const groupFields = {
  _name: displayNameSchema,
  _description: descriptionSchema,
  _userType: userTypeSchema.describe('Type that the user gives; unique among the groups of the namespace'),
};
export const newNotificationGroupSchema = z.strictObject({
  ...groupFields,
  _description: descriptionSchema.default(''),
  _namespaces: namespacesSchema.max(1, 'must name one namespace').optional(),
});
export type NewNotificationGroup = z.infer<typeof newNotificationGroupSchema>;
export const newNotificationGroupsSchema = z
  .array(newNotificationGroupSchema, 'must be an array of groups')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');

export const replaceNotificationGroupSchema = z.strictObject({
  ...groupFields,
  _description: descriptionSchema.default(''),
});
export type ReplaceNotificationGroup = z.infer<typeof replaceNotificationGroupSchema>;
export const patchNotificationGroupSchema = z
  .strictObject(groupFields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchNotificationGroup = z.infer<typeof patchNotificationGroupSchema>;

export const notificationGroupSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: notificationsvc:group:<id>'),
  ...groupFields,
  _namespaces: z.array(z.string()).describe('The one namespace that holds it'),
  _metadata: metadataSchema,
});
export type NotificationGroup = z.infer<typeof notificationGroupSchema>;

const memberFields = {
  _name: displayNameSchema.describe('Name in the group'),
  _webhookUrl: z
    .string()
    .max(MAX_URL_CHARS, `must have at most ${MAX_URL_CHARS} characters`)
    .describe('Where messages are posted to: https, at a host that the settings of the namespace list'),
};
export const newGroupMemberSchema = z.strictObject(memberFields);
export type NewGroupMember = z.infer<typeof newGroupMemberSchema>;
export const newGroupMembersSchema = z
  .array(newGroupMemberSchema, 'must be an array of members')
  .min(1, 'must not be empty')
  .max(MAX_GROUP_MEMBERS, `must have at most ${MAX_GROUP_MEMBERS} elements`);
export const patchGroupMemberSchema = newGroupMemberSchema
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchGroupMember = z.infer<typeof patchGroupMemberSchema>;

export const groupMemberSchema = z.object({
  _id: z.string(),
  _groupId: z.string(),
  ...memberFields,
  _namespaces: z.array(z.string()),
  _previousSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe('After a renewal of its secret: until then its webhooks are signed with the one before as well'),
  _metadata: metadataSchema,
});
export type GroupMember = z.infer<typeof groupMemberSchema>;

/** A member as the one answer tells of it that tells its secret too. */
export const groupMemberWithSecretSchema = groupMemberSchema.extend({
  _signingSecret: z.string().describe('whsec_…: what its webhooks are signed with; shown in this answer alone'),
});
export type GroupMemberWithSecret = z.infer<typeof groupMemberWithSecretSchema>;

export const newMessageSchema = z.strictObject({
  _subject: displayNameSchema,
  _body: z.string().max(MAX_BODY_CHARS, `must have at most ${MAX_BODY_CHARS} characters`).default(''),
  _data: jsonObjectSchema
    .refine((data) => Buffer.byteLength(JSON.stringify(data)) <= MAX_DATA_BYTES, {
      error: `must have at most ${MAX_DATA_BYTES} bytes of JSON`,
    })
    .optional()
    .describe('What programs read of the message'),
});
export type NewMessage = z.infer<typeof newMessageSchema>;
export const newMessagesSchema = z
  .array(newMessageSchema, 'must be an array of messages')
  .min(1, 'must not be empty')
  .max(20, 'must have at most 20 elements');

export const deliveryStatusSchema = z.enum(['pending', 'delivered', 'failed']);
export type DeliveryStatus = z.infer<typeof deliveryStatusSchema>;

export const deliverySchema = z.object({
  _memberId: z.string(),
  _memberName: z.string(),
  _status: deliveryStatusSchema,
  _attempts: z.int().describe('Attempts that were begun'),
  _lastAttemptAt: z.iso.datetime().nullable(),
  _nextAttemptAt: z.iso.datetime().nullable().describe('Of one that is pending: when it is tried again at the latest'),
  _httpStatus: z.int().nullable().describe('What the last attempt was answered with'),
  _error: z.string().nullable().describe('Why the last attempt did not deliver it'),
});
export type Delivery = z.infer<typeof deliverySchema>;

const messageFields = {
  _id: z.string(),
  _irn: z.string().describe('Resource name: notificationsvc:message:<id>'),
  _groupId: z.string(),
  _namespaces: z.array(z.string()),
  _subject: z.string(),
  _body: z.string(),
  _data: jsonObjectSchema.nullable(),
  _counts: z
    .object({ _pending: z.int(), _delivered: z.int(), _failed: z.int() })
    .describe('Members by what came of it'),
  _metadata: metadataSchema,
  _expiresAt: z.iso.datetime().describe('Until then it is kept'),
};
export const messageSchema = z.object(messageFields);
export type Message = z.infer<typeof messageSchema>;
export const messageWithDeliveriesSchema = z.object({ ...messageFields, _deliveries: z.array(deliverySchema) });
export type MessageWithDeliveries = z.infer<typeof messageWithDeliveriesSchema>;

/** To whom a delivery goes. */
const deliveryPlaceFields = { _namespace: z.string(), _groupId: z.string(), _memberId: z.string() };
export const deliveryPlaceSchema = z.object(deliveryPlaceFields);
export type DeliveryPlace = z.infer<typeof deliveryPlaceSchema>;

/** What a process that delivers asks for. */
export const takeDeliveriesSchema = z.strictObject({
  _limit: z.int().min(1).max(100),
  _underWay: z.array(deliveryPlaceSchema).max(1_000).describe('The attempts that it makes now'),
  _slowMembers: z
    .array(z.string())
    .max(1_000)
    .describe('Members that were slow to answer, or did not, when it tried last'),
});
export type TakeDeliveries = z.infer<typeof takeDeliveriesSchema>;

/** One attempt that whoever took it makes. */
export const takenDeliverySchema = z.object({
  _id: z.string(),
  _lease: z.string().describe('Names the attempt when its outcome is told'),
  ...deliveryPlaceFields,
  _hosts: z.array(z.string()).describe('What the namespace lists'),
  _url: z.string(),
  _headers: z.array(z.tuple([z.string(), z.string()])),
  _bodyText: z.string(),
  _timeoutMs: z.int(),
});
export type TakenDelivery = z.infer<typeof takenDeliverySchema>;
export const takenDeliveriesSchema = z.object({
  _list: z.array(takenDeliverySchema),
  _nextInMs: z.int().describe('When to ask again at the latest, in milliseconds'),
});
export type TakenDeliveries = z.infer<typeof takenDeliveriesSchema>;

/** What came of an attempt: an answer, an error, or neither when it was broken off. */
export const attemptOutcomeSchema = z.strictObject({
  _id: z.string(),
  _lease: z.string(),
  _httpStatus: z.int().optional(),
  _retryAfterMs: z.int().min(0).optional().describe('What the answer asks for'),
  _error: z
    .strictObject({ code: z.string().max(100), message: z.string().max(2_000) })
    .optional()
    .describe('Why there is no answer'),
});
export type AttemptOutcome = z.infer<typeof attemptOutcomeSchema>;
export const attemptOutcomesSchema = z.array(attemptOutcomeSchema).min(1).max(100);
