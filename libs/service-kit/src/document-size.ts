import { mongo } from 'mongoose';
import { ToolrackError } from '#libs/errors';

/** What MongoDB takes as one document. JSON grows when it becomes one: each element of an array bears its number. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/**
 * Bytes of a document as it will be stored.
 *
 * @param path of the value that the document is made of, e.g. `[3]`
 * @throws ToolrackError `PayloadTooLarge` when the store would not take it
 */
export function requireStorable(document: object, path: string): number {
  const bytes = mongo.BSON.calculateObjectSize(document);
  if (bytes <= MAX_DOCUMENT_BYTES) return bytes;
  const message = `takes ${bytes} bytes in the store; at most ${MAX_DOCUMENT_BYTES} are possible`;
  throw new ToolrackError('PayloadTooLarge', `${path}: ${message}`, { errors: [{ path, message }] });
}
