/** The embedded store cannot start, or has ended by a fault. The message says what to do where something can be done. */
export class EmbeddedMongoError extends Error {
  override readonly name = 'EmbeddedMongoError';
}
