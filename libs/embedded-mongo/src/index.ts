export { type EmbeddedMongo, type EmbeddedMongoOptions, startEmbeddedMongo } from './embedded-mongo.js';
export { EmbeddedMongoError } from './embedded-mongo-error.js';
