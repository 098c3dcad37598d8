export { RedisServer, type RedisServerOptions } from './redis-server.js';
