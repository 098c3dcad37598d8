import { Schema } from 'mongoose';
import type { Metadata, NarrowedLimits, SchemaOrAuto, ToolAnnotations, ToolScript } from '#libs/contracts';

/** A user's tool as it is stored. */
export interface ToolRecord {
  _id: string;
  _name: string;
  _title?: string | undefined;
  _description: string;
  _namespaces: string[];
  /** `auto`: what the function says of itself now. */
  _schema: SchemaOrAuto;
  _outputSchema?: SchemaOrAuto | undefined;
  _annotations?: ToolAnnotations | undefined;
  /** When they are left out, those of the function. */
  _tags?: string[] | undefined;
  _script: ToolScript;
  _limits?: NarrowedLimits | undefined;
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const TOOL_MODEL = 'McpTool';
export const toolMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _title: String,
    _description: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _schema: { type: Schema.Types.Mixed, ...required },
    _outputSchema: Schema.Types.Mixed,
    _annotations: Schema.Types.Mixed,
    _tags: { type: [String], default: undefined },
    _script: { type: Schema.Types.Mixed, ...required },
    _limits: Schema.Types.Mixed,
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'mcptools', versionKey: false, minimize: false },
).index({ _namespaces: 1, _name: 1 }, { unique: true });
