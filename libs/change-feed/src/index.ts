export { type Change, type ChangeFeed, type ChangeTopic, LocalChangeFeed } from './change-feed.js';
export { NamespaceCache } from './namespace-cache.js';
export { RedisChangeFeed } from './redis-change-feed.js';
