import { ANSWER_TOO_LARGE, PlatformApiError } from './platform-api-error.js';

/**
 * The text of an answer, read no further than to its limit; what sends it is ended then.
 *
 * @throws PlatformApiError `AnswerTooLarge`
 */
export async function readAnswer(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes = Infinity,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      const detail = `The answer is larger than ${maxBytes} bytes.`;
      throw new PlatformApiError({ status: 413, code: ANSWER_TOO_LARGE, detail });
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString();
}
