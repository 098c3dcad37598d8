import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EmbeddedMongoError } from './embedded-mongo-error.js';

/** The kernel's limit is 108 on Linux and 104 on macOS. */
const MAX_PATH_BYTES = 100;
const SOCKET = 'mongodb.sock';

/**
 * Where the socket of a data folder is: in the folder, or, when that path is too long, in a private folder below the
 * system's folder for temporary files, named by a hash of the path.
 *
 * @throws EmbeddedMongoError when somebody else owns the private folder
 */
export function socketPathFor(dataDir: string): string {
  const beside = join(resolve(dataDir), SOCKET);
  if (Buffer.byteLength(beside) <= MAX_PATH_BYTES) return beside;
  const folder = join(tmpdir(), `toolrack-${createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 24)}`);
  privateFolder(folder);
  return join(folder, SOCKET);
}

/** Makes a folder that only this user can enter, or narrows one of this user to that. */
export function privateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw new EmbeddedMongoError(`The folder ${folder} belongs to another user. Choose another data folder.`);
  }
  chmodSync(folder, 0o700);
}
