import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';
import type { SealedValue, SecretPlace } from './secret-vault.js';

/** A secret as it is stored. */
export interface SecretRecord {
  _id: string;
  _name: string;
  _description: string;
  /** Exactly one. */
  _namespaces: string[];
  _hosts: string[];
  _sealed: SealedValue;
  _fingerprint: string;
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const SECRET_MODEL = 'Secret';
export const secretMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _description: String,
    _namespaces: { type: [String], ...required },
    _hosts: { type: [String], ...required },
    _sealed: { type: Schema.Types.Mixed, ...required },
    _fingerprint: { type: String, ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'secrets', versionKey: false, minimize: false },
).index({ _namespaces: 1, _name: 1 }, { unique: true });

/** What the value of the secret is bound to. */
export function placeOf({ _id, _namespaces }: Pick<SecretRecord, '_id' | '_namespaces'>): SecretPlace {
  const [namespace] = _namespaces;
  if (namespace === undefined) throw new Error(`The secret ${_id} lies in no namespace.`);
  return { namespace, id: _id };
}
