import { Schema } from 'mongoose';
import { ACCESS_TOKEN_COLLECTION } from '#libs/access';
import type { Metadata } from '#libs/contracts';

/** An access token as it is stored: of its secret only the digest. `AccessTokens` of libs/access reads it as well. */
export interface AccessTokenRecord {
  _id: string;
  _name: string;
  _userId: string;
  _namespaces: string[];
  /** SHA-256 of the secret, in hexadecimal digits. */
  _digest: string;
  _expiresAt: Date | null;
  _lastUsedAt: Date | null;
  _metadata: Metadata;
}

const required = { required: true } as const;
/** How long a token is shown when its time is over, in seconds. */
const SHOWN_AFTER_EXPIRY_SECONDS = 30 * 24 * 3_600;

export const ACCESS_TOKEN_MODEL = 'AccessToken';
export const accessTokenMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _userId: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _digest: { type: String, ...required },
    _expiresAt: { type: Date, default: null },
    _lastUsedAt: { type: Date, default: null },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: ACCESS_TOKEN_COLLECTION, versionKey: false, minimize: false },
)
  .index({ _userId: 1, _name: 1 })
  .index({ _expiresAt: 1 }, { expireAfterSeconds: SHOWN_AFTER_EXPIRY_SECONDS });
