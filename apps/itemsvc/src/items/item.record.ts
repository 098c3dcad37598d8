import { Schema } from 'mongoose';
import type { ItemClass, JsonValue, Metadata, NarrowedLimits, ScriptFunction, ScriptLanguage } from '#libs/contracts';

/** An item as it is stored: everything but its versions. */
export interface ItemRecord {
  _id: string;
  _name: string;
  _shortName?: string | undefined;
  _description: string;
  _namespaces: string[];
  _userType: string;
  _itemClass: ItemClass;
  /** Of a script: what its runs may use. */
  _limits?: NarrowedLimits | undefined;
  _tipId: string;
  _tipVersion: number;
  /** Bytes of the newest version in the store. */
  _tipBytes: number;
  /** Counts changes; the ETag. */
  _revision: number;
  /** Counts unfinished versions that were cleared away: who began before that cannot finish. */
  _fence: number;
  /** Functions that the tip of a script declares. */
  _functions: ScriptFunction[];
  /**
   * `<namespace>/<userType>/<function>` for each function of a script; unique, so that no two scripts of a namespace
   * and type declare the same function, whoever stores them at the same time.
   */
  _functionKeys?: string[] | undefined;
  _metadata: Metadata;
}

/** A version as it is stored; never changed. */
export interface ItemVersionRecord {
  _id: string;
  _userItemDbId: string;
  _namespaces: string[];
  _version: number;
  _userData: JsonValue;
  /** Of a script: what it is written in, and, of TypeScript, what runs. Decided when the version is stored. */
  _language?: ScriptLanguage | undefined;
  _javascript?: string | undefined;
  /** Functions that the version of a script declares. */
  _functions?: ScriptFunction[] | undefined;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const ITEM_MODEL = 'NamedUserItem';
export const itemMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _shortName: String,
    _description: String,
    _namespaces: { type: [String], ...required },
    _userType: { type: String, ...required },
    _itemClass: { type: String, ...required },
    _limits: Schema.Types.Mixed,
    _tipId: { type: String, ...required },
    _tipVersion: { type: Number, ...required },
    _tipBytes: { type: Number, ...required },
    _revision: { type: Number, ...required },
    _fence: { type: Number, ...required },
    _functions: { type: Schema.Types.Mixed, ...required },
    _functionKeys: { type: [String], default: undefined },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'nameduseritems', versionKey: false, minimize: false },
)
  .index({ _namespaces: 1, _userType: 1 })
  .index({ _functionKeys: 1 }, { unique: true, sparse: true });

export const ITEM_VERSION_MODEL = 'NamedUserItemVersion';
export const itemVersionMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _userItemDbId: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _version: { type: Number, ...required },
    _userData: { type: Schema.Types.Mixed, default: null },
    _language: String,
    _javascript: String,
    _functions: Schema.Types.Mixed,
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'nameduseritemversions', versionKey: false, minimize: false },
).index({ _userItemDbId: 1, _version: 1 }, { unique: true });
