export { isJsonObject, type JsonObject, jsonObjectSchema, type JsonValue, jsonValueSchema } from './json.js';
export {
  type ConsoleLine,
  consoleLineSchema,
  DEFAULT_RUN_LIMITS,
  type RunError,
  type RunErrorCode,
  runErrorCodeSchema,
  runErrorSchema,
  type RunLimits,
  runLimitsSchema,
  type RunOutcome,
  runOutcomeSchema,
  type RunReport,
  runReportSchema,
} from './run.js';
