export { connectRedisClock, RedisClock } from './redis-clock.js';
export { type Clock, steadyClock, steadyNow } from './steady-clock.js';
