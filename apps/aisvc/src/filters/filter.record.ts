import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';
import type { Criteria } from '#libs/criteria';

/** A saved filter as it is stored; its criteria were checked then. */
export interface FilterRecord {
  _id: string;
  _name: string;
  _description: string;
  _userType: string;
  _namespaces: string[];
  _criteria: Criteria;
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const FILTER_MODEL = 'McpToolFilter';
export const filterMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _description: String,
    _userType: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _criteria: { type: Schema.Types.Mixed, ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'mcptoolfilters', versionKey: false, minimize: false },
).index({ _namespaces: 1, _userType: 1 }, { unique: true });
