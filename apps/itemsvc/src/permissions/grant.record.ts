import { Schema } from 'mongoose';
import { GRANT_COLLECTION, type GranteeKey } from '#libs/access';
import type { Grant, Grantee, Metadata } from '#libs/contracts';

/** A grant as it is stored. `RightsDirectory` of libs/access reads it as well. */
export interface GrantRecord {
  _id: string;
  _resource: string;
  _actions: Grant['_actions'];
  _grantee: Grantee;
  /** The grantee as one text, by which rights are found. */
  _granteeKey: GranteeKey;
  /** Who made the thing that it is about, for whom the grant is there as well; null when it is about no single one. */
  _resourceCreatedById: string | null;
  _namespaces: string[];
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const GRANT_MODEL = 'Grant';
export const grantMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _resource: { type: String, ...required },
    _actions: { type: [String], ...required },
    _grantee: { type: Schema.Types.Mixed, ...required },
    _granteeKey: { type: String, ...required },
    _resourceCreatedById: { type: String, default: null },
    _namespaces: { type: [String], ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: GRANT_COLLECTION, versionKey: false, minimize: false },
)
  .index({ _granteeKey: 1, _namespaces: 1 })
  .index({ _namespaces: 1, _resource: 1 });
