/** Signatures of webhooks as the Standard Webhooks specification (1.0.0) has them. */
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export interface SignedWebhook {
  /** The same in all attempts, so that a receiver can tell what it has had. */
  id: string;
  /** Seconds since the epoch: when the attempt is made. */
  timestamp: number;
  body: string;
}

/** "Symmetric": 24 to 64 random bytes, as base64 with a prefix. */
export const newSigningSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/** The value of `webhook-signature`: for each secret one of scheme v1, HMAC-SHA256 of id, timestamp and body. */
export function webhookSignature(secrets: readonly string[], { id, timestamp, body }: SignedWebhook): string {
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return signatures.join(' ');
}
