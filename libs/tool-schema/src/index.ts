export { type ArgumentCheck, type ArgumentValidator, compileToolSchema, MAX_CHECK_MS } from './argument-validator.js';
export { ArgumentValidators } from './argument-validators.js';
export { canonicalJson } from './canonical-json.js';
export { checkToolSchema } from './check-tool-schema.js';
export { MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH } from './json-limits.js';
