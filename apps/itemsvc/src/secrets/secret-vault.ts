/**
 * Encrypts and decrypts the values of secrets (AES-256-GCM). A value is bound to the place where it is stored, so that
 * one that is copied to another secret or namespace opens nowhere. Where the keys come from is the caller's business.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { ToolrackError } from '#libs/errors';

/** A value as it is stored; bytes as base64. */
export interface SealedValue {
  /** Which key opens it. */
  keyId: string;
  iv: string;
  tag: string;
  data: string;
}

/** What a value belongs to. */
export interface SecretPlace {
  namespace: string;
  id: string;
}

export interface SecretKeys {
  /** Text of 32 characters or more; undefined where no secrets can be kept. */
  key: string | undefined;
  /** The key before it, for what is not encrypted anew yet. */
  previousKey: string | undefined;
}

interface DerivedKey {
  id: string;
  encryption: Buffer;
  fingerprint: Buffer;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 6;
const FINGERPRINT_CHARS = 12;

function derivedKey(text: string): DerivedKey {
  const derive = (purpose: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', text, '', `toolrack secrets 1 ${purpose}`, bytes));
  return {
    id: derive('key id', KEY_ID_BYTES).toString('hex'),
    encryption: derive('encryption', KEY_BYTES),
    fingerprint: derive('fingerprint', KEY_BYTES),
  };
}

const bindingOf = ({ namespace, id }: SecretPlace): Buffer => Buffer.from(`${namespace}\0${id}`);

export class SecretVault {
  readonly #current: DerivedKey | undefined;
  readonly #byId = new Map<string, DerivedKey>();

  constructor({ key, previousKey }: SecretKeys) {
    this.#current = key === undefined ? undefined : derivedKey(key);
    const previous = previousKey === undefined ? undefined : derivedKey(previousKey);
    for (const known of [previous, this.#current]) if (known !== undefined) this.#byId.set(known.id, known);
  }

  /** Undefined when nothing can be sealed. */
  get currentKeyId(): string | undefined {
    return this.#current?.id;
  }

  /** @throws ToolrackError `Unavailable` when there is no key */
  seal(value: string, place: SecretPlace): SealedValue {
    const { id, encryption } = this.#sealingKey();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, encryption, iv, { authTagLength: TAG_BYTES }).setAAD(bindingOf(place));
    const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    const text = (bytes: Buffer): string => bytes.toString('base64');
    return { keyId: id, iv: text(iv), tag: text(cipher.getAuthTag()), data: text(data) };
  }

  /** @throws ToolrackError `Unavailable` when the key is not there, or the value is not what was sealed */
  open({ keyId, iv, tag, data }: SealedValue, place: SecretPlace): string {
    const key = this.#byId.get(keyId);
    if (key === undefined) {
      const detail = `The key ${keyId} that encrypted the secret is not there: set SECRETS_KEY or SECRETS_KEY_PREVIOUS to it.`;
      throw new ToolrackError('Unavailable', detail);
    }
    const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
    try {
      const decipher = createDecipheriv(CIPHER, key.encryption, bytes(iv), { authTagLength: TAG_BYTES })
        .setAAD(bindingOf(place))
        .setAuthTag(bytes(tag));
      return Buffer.concat([decipher.update(bytes(data)), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new ToolrackError('Unavailable', 'The secret cannot be decrypted: store its value anew.', { cause: error });
    }
  }

  /** Tells values of one secret apart, and nothing else of them. @throws ToolrackError `Unavailable` without a key */
  fingerprint(value: string, place: SecretPlace): string {
    const hmac = createHmac('sha256', this.#sealingKey().fingerprint)
      .update(bindingOf(place))
      .update('\0')
      .update(value);
    return hmac.digest('hex').slice(0, FINGERPRINT_CHARS);
  }

  #sealingKey(): DerivedKey {
    if (this.#current !== undefined) return this.#current;
    const detail = 'Secrets cannot be stored: the item service has no key for them. Its operator sets SECRETS_KEY.';
    throw new ToolrackError('Unavailable', detail);
  }
}
