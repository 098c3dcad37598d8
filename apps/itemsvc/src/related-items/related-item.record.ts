import { Schema } from 'mongoose';
import type { JsonObject, JsonValue, Metadata } from '#libs/contracts';

/** A record of a collection as it is stored: the service's fields beside the user's own. */
export interface RelatedItemRecord {
  _id: string;
  _collectionId: string;
  _namespaces: string[];
  _revision: number;
  _metadata: Metadata;
  [field: string]: JsonValue | Metadata;
}

/** Fields that the service itself writes. */
export const SERVICE_FIELDS = ['_id', '_irn', '_collectionId', '_namespaces', '_revision', '_metadata'] as const;

/** The fields of a record that are the user's. */
export function ownFields(record: RelatedItemRecord): JsonObject {
  const { _id, _collectionId, _namespaces, _revision, _metadata, ...own } = record;
  return own;
}

const required = { required: true } as const;

export const RELATED_ITEM_MODEL = 'RelatedItem';
export const relatedItemMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _collectionId: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'relateditems', versionKey: false, minimize: false, strict: false },
).index({ _collectionId: 1, _id: 1 });
