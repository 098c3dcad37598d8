export { BEARER_TOKEN } from './bearer-token.js';
export {
  AccessConfig,
  CONFIG_CLASSES,
  FetchConfig,
  HttpConfig,
  NotificationConfig,
  RunConfig,
  runLimitVariable,
  SecretsConfig,
  ServicesConfig,
  StoreConfig,
  TelemetryConfig,
  UsageConfig,
} from './configs.js';
export { commaSeparated, ConfigError, defineConfig, type Environment, variable, wholeNumber } from './define-config.js';
export { envExample } from './env-example.js';
