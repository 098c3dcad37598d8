import { Schema } from 'mongoose';
import type { ApiServiceProblem, Metadata } from '#libs/contracts';
import type { ApiAuth } from '#libs/openapi-import';

/** A secret that requests bear beside the first. */
export interface MoreSecret {
  _secretName: string;
  _auth: ApiAuth;
}

/** What the user said of a service beside its document; the rest is the document's. */
export interface GivenByUser {
  baseUrl?: string | undefined;
  auth?: ApiAuth | undefined;
  operations?: string[] | undefined;
}

/** A service as it is listed: without its document and the operations. */
export interface ApiServiceRecord {
  _id: string;
  _name: string;
  _description: string;
  _namespaces: string[];
  _title: string;
  _apiVersion: string;
  _openapi: string;
  _documentBytes: number;
  _baseUrl: string;
  _secretName?: string | undefined;
  _auth?: ApiAuth | undefined;
  _moreSecrets?: MoreSecret[] | undefined;
  _given: GivenByUser;
  /** Names of its tools, in the order of `_operationKeys`. */
  _toolNames: string[];
  _operationKeys: string[];
  _problems: ApiServiceProblem[];
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

/** A service as it is stored. */
export interface StoredApiService extends ApiServiceRecord {
  /** The text of the document, compressed. */
  _packedDocument: Uint8Array;
  /** Its operations as tools, as JSON, compressed. */
  _packedOperations: Uint8Array;
}

const required = { required: true } as const;

export const API_SERVICE_MODEL = 'OpenApiService';
export const apiServiceMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _description: String,
    _namespaces: { type: [String], ...required },
    _title: String,
    _apiVersion: String,
    _openapi: { type: String, ...required },
    _documentBytes: { type: Number, ...required },
    _baseUrl: { type: String, ...required },
    _secretName: String,
    _auth: Schema.Types.Mixed,
    _moreSecrets: Schema.Types.Mixed,
    _given: { type: Schema.Types.Mixed, ...required },
    _toolNames: { type: [String], ...required },
    _operationKeys: { type: [String], ...required },
    _problems: { type: Schema.Types.Mixed, ...required },
    _packedDocument: { type: Buffer, ...required },
    _packedOperations: { type: Buffer, ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'openapiservices', versionKey: false, minimize: false },
).index({ _namespaces: 1, _name: 1 }, { unique: true });
