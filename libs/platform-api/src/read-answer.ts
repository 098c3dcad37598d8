import { ANSWER_TOO_LARGE, PlatformApiError } from './platform-api-error.js';

export interface AnswerLimits {
  /** Bytes of the answer's body that are read; any number when left out. */
  maxBytes?: number;
  /** Told the bytes of each part of the answer before it is kept; what it throws ends the answer. */
  take?: (bytes: number) => void;
}

/**
 * The text of an answer, read no further than to its limit; what sends it is ended then.
 *
 * @throws PlatformApiError `AnswerTooLarge`; whatever `take` throws
 */
export async function readAnswer(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { maxBytes = Infinity, take }: AnswerLimits,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      const detail = `The answer is larger than ${maxBytes} bytes.`;
      throw new PlatformApiError({ status: 413, code: ANSWER_TOO_LARGE, detail });
    }
    take?.(chunk.length);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString();
}
