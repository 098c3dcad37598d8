import { z } from 'zod';
import { displayNameSchema, metadataSchema, namespacesSchema } from './common.js';

const tagsSchema = z
  .array(z.string().min(1, 'must not be empty').max(100, 'must have at most 100 characters'))
  .max(50, 'must have at most 50 tags');

export const newFileSchema = z.strictObject({
  _name: displayNameSchema.describe('File name'),
  _description: z.string().max(10_000).optional(),
  _namespaces: namespacesSchema.optional(),
  _tags: tagsSchema.default([]),
});
export type NewFile = z.infer<typeof newFileSchema>;

export const newFilesSchema = z
  .array(newFileSchema, 'must be an array of file metadata')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');

export const fileVersionSchema = z.object({
  _id: z.string(),
  _fileId: z.string(),
  _isTip: z.boolean(),
  _version: z.int().describe('Number of the version, from 1'),
  _contentType: z.string(),
  _size: z.int().describe('Bytes'),
  _sha256: z.string().describe('SHA-256 of the content, in hex'),
  _metadata: metadataSchema,
});
export type FileVersion = z.infer<typeof fileVersionSchema>;

export const fileSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: filesvc:file:<id>'),
  _name: z.string(),
  _description: z.string().optional(),
  _namespaces: z.array(z.string()),
  _tags: z.array(z.string()),
  _status: z.enum(['EMPTY', 'AVAILABLE']).describe('EMPTY until the first content is stored'),
  _tipId: z.string().nullable().describe('Id of the newest version'),
  _tipVersion: z.int().describe('Number of the newest version; 0 when there is none'),
  _fileVersion: fileVersionSchema.nullable().describe('The newest version'),
  _metadata: metadataSchema,
});
export type File = z.infer<typeof fileSchema>;

export const DEFAULT_FILE_URL_MS = 5 * 60_000;
export const MAX_FILE_URL_MS = 24 * 60 * 60_000;

/** A URL that opens one content without a token. */
export const fileUrlSchema = z.object({
  _url: z.string().describe('Opens the content with GET and no token; begins at the root where no public URL is set'),
  _expiresAt: z.iso.datetime().describe('When it stops to open anything'),
});
export type FileUrl = z.infer<typeof fileUrlSchema>;
