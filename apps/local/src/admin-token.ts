import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BEARER_TOKEN, ConfigError } from '#libs/config';
import { keepText, readIfThere } from './kept-text.js';

const MIN_LENGTH = 16;

export interface LocalAdminToken {
  token: string;
  /** File that keeps it; undefined when it came from the environment. */
  path: string | undefined;
  /** True when it was made just now. */
  isNew: boolean;
}

/**
 * The admin token: that of the environment, else the one that the data folder keeps, else a new one, which is kept
 * there for the owner alone.
 *
 * @throws ConfigError when the file holds no token
 */
export async function localAdminToken(dataDir: string, fromEnvironment: string | undefined): Promise<LocalAdminToken> {
  if (fromEnvironment !== undefined) return { token: fromEnvironment, path: undefined, isNew: false };
  const path = join(dataDir, 'admin-token');
  const kept = await readIfThere(path);
  if (kept !== undefined) {
    if (kept.length < MIN_LENGTH || !BEARER_TOKEN.test(kept))
      throw new ConfigError(`${path} holds no admin token; delete it and a new one is made.`);
    return { token: kept, path, isNew: false };
  }
  const token = randomBytes(32).toString('base64url');
  await keepText(path, token);
  return { token, path, isNew: true };
}
