import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';

/** A file as it is stored: what is said of it, not its content. */
export interface FileRecord {
  _id: string;
  _name: string;
  _description?: string | undefined;
  _namespaces: string[];
  _tags: string[];
  _tipId: string | null;
  _tipVersion: number;
  /** Of the contents of all versions; absent in files from before it was kept, until it is added. */
  _storedBytes?: number | undefined;
  /** Counts unfinished versions that were cleared away: who began before that cannot finish. */
  _fence: number;
  _metadata: Metadata;
}

/** One version of a file's content; never changed. */
export interface FileVersionRecord {
  _id: string;
  _fileId: string;
  _version: number;
  /** Id of the content in the content store. */
  _contentId: string;
  _contentType: string;
  _size: number;
  _sha256: string;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const FILE_MODEL = 'File';
export const fileMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _description: String,
    _namespaces: { type: [String], ...required },
    _tags: { type: [String], default: [] },
    _tipId: { type: String, default: null },
    _tipVersion: { type: Number, ...required },
    _storedBytes: Number,
    _fence: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'files', versionKey: false, minimize: false },
).index({ _namespaces: 1, _name: 1 });

export const FILE_VERSION_MODEL = 'FileVersion';
export const fileVersionMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _fileId: { type: String, ...required },
    _version: { type: Number, ...required },
    _contentId: { type: String, ...required },
    _contentType: { type: String, ...required },
    _size: { type: Number, ...required },
    _sha256: { type: String, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'fileversions', versionKey: false, minimize: false },
)
  .index({ _fileId: 1, _version: 1 }, { unique: true })
  .index({ _contentId: 1 });
