import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An access token when it is made: the text that its owner is shown once, and what is kept of it. */
export interface NewAccessToken {
  id: string;
  token: string;
  digest: string;
}

const FORM = /^atk-([0-9a-f]{20}):([A-Za-z0-9_-]{43})$/;
const ID_BYTES = 10;
const SECRET_BYTES = 32;

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A new token, `atk-<id>:<secret>`. The secret has 256 bits of chance, so that its SHA-256 needs neither salt nor time. */
export function newAccessToken(): NewAccessToken {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, token: `atk-${id}:${secret}`, digest: digestOf(secret) };
}

/** The parts of a token; undefined for anything else. */
export function readAccessToken(token: string): { id: string; digest: string } | undefined {
  const [, id, secret] = FORM.exec(token) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, digest: digestOf(secret) };
}

/** Whether two digests are equal, in a time that does not tell where they differ. */
export function sameDigest(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
