import { z } from 'zod';
import { descriptionSchema, metadataSchema, namespacesSchema } from './common.js';
import { fetchRequestSchema } from './fetch.js';
import { jsonObjectSchema } from './json.js';
import { secretNameSchema } from './secrets.js';
import { toolNameSchema } from './tools.js';

/** Ends the names of the tools, so it holds none of the signs between their parts. */
export const API_SERVICE_NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;
const MAX_OPERATIONS = 1_000;
const MAX_MORE_SECRETS = 4;

const HEADER_OR_PARAMETER = /^[\x21-\x7e]{1,200}$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
const apiAuthFieldSchema = z
  .strictObject({
    in: z.enum(['header', 'query', 'cookie']),
    name: z.string().regex(HEADER_OR_PARAMETER, 'must be 1 to 200 printable characters without spaces'),
    scheme: z
      .string()
      .regex(TOKEN, 'must be one word, e.g. "Bearer"')
      .optional()
      .describe('Word before the value in a header; "Basic" encodes a value that is "name:password"'),
  })
  .refine(({ in: place, name }) => place === 'query' || TOKEN.test(name), {
    path: ['name'],
    message: 'must be the name of a header or a cookie',
  })
  .refine(({ in: place, scheme }) => place === 'header' || scheme === undefined, {
    path: ['scheme'],
    message: 'is for headers only',
  })
  .describe('How the secret is sent; when left out, what the document says');

const documentSchema = z.custom<string | z.infer<typeof jsonObjectSchema>>(
  (value) => typeof value === 'string' || jsonObjectSchema.safeParse(value).success,
  'must be an OpenAPI document: an object, or a text in JSON or YAML',
);

const fields = {
  _name: z
    .string()
    .regex(API_SERVICE_NAME, 'must be 1 to 40 letters or digits, with a letter first')
    .describe('Ends the names of its tools: <operation>_<_name>'),
  _description: descriptionSchema.default(''),
  _document: documentSchema
    .meta({ type: ['object', 'string'] })
    .describe('OpenAPI document, 3.0 or 3.1: an object, or a text in JSON or YAML'),
  _baseUrl: z
    .string()
    .max(2_000, 'must have at most 2,000 characters')
    .optional()
    .describe('Where the API is; when left out, the first server of the document'),
  _secretName: secretNameSchema.optional().describe('Secret of the namespace that requests bear'),
  _auth: apiAuthFieldSchema.optional(),
  _moreSecrets: z
    .array(z.strictObject({ _secretName: secretNameSchema, _auth: apiAuthFieldSchema }))
    .min(1, 'must name at least one secret')
    .max(MAX_MORE_SECRETS, `must have at most ${MAX_MORE_SECRETS} elements`)
    .optional()
    .describe('Secrets that the same requests bear beside the first, for an API that wants several at once'),
  _operations: z
    .array(z.string().min(1, 'must not be empty').max(2_100))
    .min(1, 'must name at least one operation')
    .max(MAX_OPERATIONS, `must have at most ${MAX_OPERATIONS} elements`)
    .optional()
    .describe('Ids of operations, e.g. "GET /pets", or "*" for all; when left out, those that read'),
};

const authNeedsSecret = (
  { _auth, _secretName, _moreSecrets }: { _auth?: unknown; _secretName?: unknown; _moreSecrets?: unknown },
  context: z.RefinementCtx,
): void => {
  if (_secretName !== undefined || (_auth === undefined && _moreSecrets === undefined)) return;
  const field = _auth === undefined ? '_moreSecrets' : '_auth';
  const message = `is required with ${field}: it is what is sent${_auth === undefined ? ' first' : ''}`;
  context.addIssue({ code: 'custom', path: ['_secretName'], message });
};

export const newApiServiceSchema = z
  .strictObject({ ...fields, _namespaces: namespacesSchema.optional() })
  .superRefine(authNeedsSecret);
export type NewApiService = z.infer<typeof newApiServiceSchema>;
export const newApiServicesSchema = z
  .array(newApiServiceSchema, 'must be an array of services')
  .min(1, 'must not be empty')
  .max(20, 'must have at most 20 elements');

export const replaceApiServiceSchema = z.strictObject(fields).superRefine(authNeedsSecret);
export type ReplaceApiService = z.infer<typeof replaceApiServiceSchema>;
/** PATCH: what is left out stays; null takes away what a service can be without. */
export const patchApiServiceSchema = z
  .strictObject({
    ...fields,
    _description: descriptionSchema,
    _baseUrl: fields._baseUrl.nullable(),
    _secretName: fields._secretName.nullable(),
    _auth: fields._auth.nullable(),
    _moreSecrets: fields._moreSecrets.nullable(),
    _operations: fields._operations.nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchApiService = z.infer<typeof patchApiServiceSchema>;

const shownAuthSchema = z.object({ in: z.string(), name: z.string(), scheme: z.string().optional() });

/** An operation that was wanted and is no tool. */
export const apiServiceProblemSchema = z.object({
  _operation: z.string().describe('e.g. "GET /pets"'),
  _code: z.string(),
  _message: z.string().describe('Why it is no tool'),
});
export type ApiServiceProblem = z.infer<typeof apiServiceProblemSchema>;

/** A service in a list. */
export const apiServiceSummarySchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: aisvc:openapi-service:<id>'),
  _name: z.string(),
  _description: z.string(),
  _namespaces: z.array(z.string()),
  _title: z.string().describe('Title of the document'),
  _apiVersion: z.string().describe('Version of the API that the document names'),
  _openapi: z.string().describe('Version of OpenAPI'),
  _documentBytes: z.int(),
  _baseUrl: z.string().describe('Where requests go, unless the document has an operation elsewhere'),
  _secretName: z.string().optional(),
  _auth: shownAuthSchema.optional().describe('How the secret is sent'),
  _moreSecrets: z
    .array(z.object({ _secretName: z.string(), _auth: shownAuthSchema }))
    .optional()
    .describe('What requests bear beside it'),
  _operations: z.array(z.string()).optional().describe('Operations that were named; absent for all that read'),
  _toolCount: z.int(),
  _problemCount: z.int().describe('Operations that were wanted and are no tools'),
  _metadata: metadataSchema,
});
export type ApiServiceSummary = z.infer<typeof apiServiceSummarySchema>;

export const apiServiceSchema = apiServiceSummarySchema.extend({
  _tools: z.array(z.object({ _name: toolNameSchema, _operation: z.string() })),
  _problems: z.array(apiServiceProblemSchema),
});
export type ApiService = z.infer<typeof apiServiceSchema>;

/** In the place of the version of a script: the run is one request to somebody's API. */
export const API_CALL_VERSION = 'openapi-operation';

/** The input of such a run. The values of the secrets are filled in where the request is sent. */
export const apiCallSchema = z.strictObject({
  operation: z.string().describe('e.g. "GET /pets/{petId}"'),
  request: fetchRequestSchema,
  secrets: z.array(
    z.strictObject({
      secretName: secretNameSchema,
      in: z.enum(['header', 'query', 'cookie']),
      name: z.string(),
      scheme: z.string().optional(),
    }),
  ),
});
export type ApiCall = z.infer<typeof apiCallSchema>;
