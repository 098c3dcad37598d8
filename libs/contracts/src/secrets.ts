import { z } from 'zod';
import { descriptionSchema, metadataSchema } from './common.js';
import { hostsSchema } from './namespace-settings.js';

/** What a script writes where the value is to be: `{{secrets.NAME}}`. */
export const secretNameSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'must be 1 to 64 capital letters, digits or "_", with a letter first')
  .describe('Name in the namespace, e.g. CRM_TOKEN');

/** Long enough that its traces in a response are no chance; what a header can hold. */
const secretValueSchema = z
  .string()
  .min(8, 'must have at least 8 characters')
  .max(8_000, 'must have at most 8,000 characters')
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII characters, without spaces at its ends')
  .describe('What is sent in its place; no answer ever holds it');

const secretHostsSchema = hostsSchema
  .min(1, 'must name at least one host')
  .describe(
    'Hosts that it may be sent to, over https: "api.example.com", "*.example.com", each with ":port" for one that is not the default',
  );

export const newSecretSchema = z.strictObject({
  _name: secretNameSchema,
  _value: secretValueSchema,
  _hosts: secretHostsSchema,
  _description: descriptionSchema.default(''),
});
export type NewSecret = z.infer<typeof newSecretSchema>;
export const newSecretsSchema = z
  .array(newSecretSchema, 'must be an array of secrets')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');

export const replaceSecretSchema = newSecretSchema;
export type ReplaceSecret = z.infer<typeof replaceSecretSchema>;
export const patchSecretSchema = z
  .strictObject({ ...newSecretSchema.shape, _description: descriptionSchema })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchSecret = z.infer<typeof patchSecretSchema>;

export const secretSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: itemsvc:secret:<id>'),
  _name: z.string(),
  _description: z.string(),
  _namespaces: z.array(z.string()).describe('The one namespace that holds it'),
  _hosts: z.array(z.string()),
  _fingerprint: z.string().describe('Changes with the value, and tells nothing else of it'),
  _metadata: metadataSchema,
});
export type Secret = z.infer<typeof secretSchema>;

/** What a service asks for next to a dial. */
export const resolveSecretsSchema = z.strictObject({
  _names: z.array(secretNameSchema).min(1, 'must not be empty').max(20, 'must have at most 20 elements'),
  _origin: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe('Origin that the values are to be sent to'),
});
export type ResolveSecrets = z.infer<typeof resolveSecretsSchema>;

export const resolvedSecretsSchema = z.object({
  _list: z.array(z.object({ _name: z.string(), _value: z.string() })),
});
export type ResolvedSecrets = z.infer<typeof resolvedSecretsSchema>;
