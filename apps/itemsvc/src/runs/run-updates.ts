import type { Readable } from 'node:stream';
import { z } from 'zod';
import { MAX_RUN_UPDATES, type RunUpdate, runUpdateSchema } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { validationError } from '#libs/service-kit';

/** Above what a sender puts into one request, in bytes: one run as large as may be. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_REFUSALS_TOLD = 10;

const arraySchema = z.array(z.unknown()).max(MAX_RUN_UPDATES);

export interface ReadUpdates {
  updates: RunUpdate[];
  /** What is wrong with those that are left out. */
  refused: string[];
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
  const refused: string[] = [];
  for (const one of given.data) {
    const update = runUpdateSchema.safeParse(one);
    if (update.success) updates.push(update.data);
    else if (refused.length < MAX_REFUSALS_TOLD) refused.push(validationError(update.error.issues).message);
  }
  return { updates, refused };
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
