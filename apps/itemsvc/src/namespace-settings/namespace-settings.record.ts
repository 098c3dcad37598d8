import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';

/** The settings of a namespace as they are stored. */
export interface NamespaceSettingsRecord {
  /** The namespace. */
  _id: string;
  _namespaces: string[];
  _fetchHosts: string[];
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const NAMESPACE_SETTINGS_MODEL = 'NamespaceSettings';
export const namespaceSettingsMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _fetchHosts: { type: [String], ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'namespacesettings', versionKey: false, minimize: false },
).index({ _namespaces: 1 });
