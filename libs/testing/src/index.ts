export { freePort } from './free-port.js';
export { type BreakoutScript, HOSTILE_BREAKOUTS } from './hostile-breakouts.js';
export { HOSTILE_BODIES, HOSTILE_LIMITS, HOSTILE_SOURCES, type HostileScript } from './hostile-scripts.js';
export { RedisServer, type RedisServerOptions } from './redis-server.js';
