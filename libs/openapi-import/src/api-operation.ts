/** What an operation of somebody's API is as a tool, and all that it takes to call it. It is stored as JSON. */
import { z } from 'zod';
import { type JsonObject, jsonObjectSchema } from '#libs/contracts';

export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** How a value is written into its place (OpenAPI 3.1, 4.8.12, "Style Values"); `json`: as JSON text. */
export const PARAMETER_STYLES = [
  'matrix',
  'label',
  'simple',
  'form',
  'spaceDelimited',
  'pipeDelimited',
  'deepObject',
  'json',
] as const;
export type ParameterStyle = (typeof PARAMETER_STYLES)[number];

const writingSchema = z.object({
  /** Name in the request. */
  name: z.string(),
  style: z.enum(PARAMETER_STYLES),
  explode: z.boolean(),
  /** Characters that have a meaning in a URL stand as they are, as far as they cannot change what the URL means. */
  allowReserved: z.boolean().optional(),
});
/** One named value, as it is written. */
export type Writing = z.infer<typeof writingSchema>;

const apiParameterSchema = writingSchema.extend({
  /** Name among the tool's arguments. */
  argument: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
});
export type ApiParameter = z.infer<typeof apiParameterSchema>;

const bodyMemberSchema = z.object({ argument: z.string(), name: z.string() });
const apiBodySchema = z.object({
  contentType: z.string(),
  encoding: z.enum(['json', 'form', 'text']),
  /** The argument that is the whole body; else its members are arguments of their own. */
  argument: z.string().optional(),
  members: z.array(bodyMemberSchema),
  /** An empty object is sent when no member is given. */
  required: z.boolean(),
  /** How members of a form are written, where that is not as usual. */
  writings: z.array(writingSchema),
});
export type ApiBody = z.infer<typeof apiBodySchema>;

export const apiOperationSchema = z.object({
  /** `GET /pets/{petId}`: what the document knows it by. */
  key: z.string(),
  operationId: z.string().optional(),
  toolName: z.string(),
  method: z.enum(HTTP_METHODS),
  /** Template of the path, below the base URL. */
  path: z.string(),
  /** Where the document says that this operation is, when that is not the base URL. */
  baseUrl: z.string().optional(),
  title: z.string().optional(),
  description: z.string(),
  tags: z.array(z.string()),
  inputSchema: z.custom<JsonObject>((value) => jsonObjectSchema.safeParse(value).success),
  parameters: z.array(apiParameterSchema),
  body: apiBodySchema.optional(),
  /** False for an operation that the document opens to everybody. */
  secured: z.boolean(),
});
export type ApiOperation = z.infer<typeof apiOperationSchema>;

/** Why an operation is no tool. */
export const OPERATION_PROBLEM_CODES = [
  'MalformedOperation',
  'UnsupportedMethod',
  'UnsupportedParameter',
  'UnsupportedBody',
  'UnsupportedServer',
  'UnresolvedReference',
  'RemoteReference',
  'SchemaRefused',
] as const;
export type OperationProblemCode = (typeof OPERATION_PROBLEM_CODES)[number];

export interface OperationProblem {
  operation: string;
  code: OperationProblemCode;
  message: string;
}

/** Ends the import of one operation. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly code: OperationProblemCode;

  constructor(code: OperationProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Where and how the secret of a service is sent. */
export const apiAuthSchema = z.object({
  in: z.enum(['header', 'query', 'cookie']),
  name: z.string(),
  /** Word before the value, e.g. Bearer. */
  scheme: z.string().optional(),
});
export type ApiAuth = z.infer<typeof apiAuthSchema>;

/** What of a whole document keeps it from being imported, by the field of the request that it concerns. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}
