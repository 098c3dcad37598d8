import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, type SecretsConfig } from '#libs/config';
import { keepText, readIfThere } from './kept-text.js';

const MIN_LENGTH = 32;

/**
 * The keys of the secrets: those of the environment, else the one that the data folder keeps, else a new one, which is
 * kept there for the owner alone.
 *
 * @throws ConfigError when the file holds no key
 */
export async function localSecretKeys(
  dataDir: string,
  { key, previousKey }: Pick<SecretsConfig, 'key' | 'previousKey'>,
): Promise<{ key: string; previousKey: string | undefined }> {
  if (key !== undefined) return { key, previousKey };
  const path = join(dataDir, 'secrets-key');
  const kept = await readIfThere(path);
  if (kept === undefined) {
    const made = randomBytes(32).toString('base64url');
    await keepText(path, made);
    return { key: made, previousKey };
  }
  if (kept.length < MIN_LENGTH) {
    throw new ConfigError(
      `${path} holds no key of ${MIN_LENGTH} characters or more: the secrets need the one that was there.`,
    );
  }
  return { key: kept, previousKey };
}
