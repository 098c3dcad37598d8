/**
 * URLs that open one version of a file's content without a token, until they expire. What a URL opens is signed with
 * it, so nothing is stored of it; who may be given one is for its maker to decide.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#libs/clock';
import { ToolrackError } from '#libs/errors';

/** What a URL opens, and until when. */
export interface OpenedContent {
  fileId: string;
  version: number;
  /** Milliseconds since the epoch, by the clock that the processes have in common. */
  expires: number;
}

const KEY_BYTES = 32;
const PURPOSE = 'toolrack content urls 1';

export class ContentUrls {
  readonly #key: Buffer;
  readonly #clock: Clock;

  /** @param serviceKey the same in all processes that answer to the URLs */
  constructor(serviceKey: string, clock: Clock) {
    this.#key = Buffer.from(hkdfSync('sha256', serviceKey, '', PURPOSE, KEY_BYTES));
    this.#clock = clock;
  }

  /** When a URL that is made now expires. */
  expiryIn(ms: number): number {
    return Math.floor(this.#clock.now()) + ms;
  }

  /** As base64url. */
  signature(opened: OpenedContent): string {
    return this.#mac(opened).toString('base64url');
  }

  /** @throws ToolrackError `Forbidden`, which tells nothing of the file */
  requireOpen(opened: OpenedContent, signature: string): void {
    // As texts: many decode to the same bytes, and one alone is what was given out.
    const [given, right] = [Buffer.from(signature), Buffer.from(this.signature(opened))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw new ToolrackError(
        'Forbidden',
        'The signature does not fit the URL: something in it was changed, or its key is no longer in use. Ask for a new URL.',
      );
    }
    if (this.#clock.now() >= opened.expires) {
      const since = new Date(opened.expires).toISOString();
      throw new ToolrackError('Forbidden', `The URL expired at ${since}. Ask for a new one.`);
    }
  }

  #mac({ fileId, version, expires }: OpenedContent): Buffer {
    return createHmac('sha256', this.#key).update(`${fileId}\0${version}\0${expires}`).digest();
  }
}
