import { z } from 'zod';
import { isJsonValue, type JsonObject, type JsonValue } from './json-value.js';

export const jsonValueSchema: z.ZodType<JsonValue> = z.custom<JsonValue>(isJsonValue);
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), jsonValueSchema);
