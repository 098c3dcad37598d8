export { endWritesWithTheirSockets } from './ended-writes.js';
