import type { Readable } from 'node:stream';
import { z } from 'zod';
import { MAX_RUN_UPDATES, type RecordedRuns, type RunUpdate, runUpdateSchema } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { validationError } from '#libs/service-kit';

/** Above what a sender puts into one request, in bytes: one run as large as may be. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_REFUSALS_TOLD = 10;

const arraySchema = z.array(z.unknown()).max(MAX_RUN_UPDATES);

/** What is wrong with the updates that are left out. Of many, the first tell enough. */
export class Refusals {
  readonly #reasons: string[] = [];
  #total = 0;

  add(reason: string): void {
    this.#total += 1;
    if (this.#reasons.length < MAX_REFUSALS_TOLD) this.#reasons.push(reason);
  }

  told(): Pick<RecordedRuns, '_refused' | '_refusedTotal'> {
    return { _refused: this.#reasons, _refusedTotal: this.#total };
  }
}

export interface ReadUpdates {
  updates: RunUpdate[];
  refusals: Refusals;
}

/**
 * The updates in a request's body. They come from our own processes, and may be larger than what others may send. One
 * that is not valid takes no other with it.
 *
 * @throws ToolrackError `PayloadTooLarge`, `MalformedJson`, `ValidationFailed`
 */
export async function readUpdates(body: Readable): Promise<ReadUpdates> {
  const given = arraySchema.safeParse(parse(await readText(body)));
  if (!given.success) throw validationError(given.error.issues);
  const updates: RunUpdate[] = [];
  const refusals = new Refusals();
  for (const one of given.data) {
    const update = runUpdateSchema.safeParse(one);
    if (update.success) updates.push(update.data);
    else refusals.add(validationError(update.error.issues).message);
  }
  return { updates, refusals };
}

async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new ToolrackError('PayloadTooLarge', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ToolrackError('MalformedJson', 'The body is not JSON.');
  }
}
