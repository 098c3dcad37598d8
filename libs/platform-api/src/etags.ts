import type { JsonValue } from '#libs/contracts';

const etags = new WeakMap<object, string>();

/** Keeps the ETag of an answer beside it, so that answers are what REST answers, and nothing else. */
export function rememberETag(answer: JsonValue, etag: string | undefined): JsonValue {
  if (etag !== undefined && typeof answer === 'object' && answer !== null) etags.set(answer, etag);
  return answer;
}

/**
 * The ETag that an answer came with: of one thing, as it was then. Handed on as `ifMatch` of `ctx`, a change is made only
 * while the thing is as it was.
 *
 * @param answer the very object that a method answered with
 * @throws TypeError when there is none: a change that nothing holds back is not what its caller meant
 */
export function etagOf(answer: object): string {
  const etag = etags.get(answer);
  if (etag === undefined) throw new TypeError('etagOf takes the very answer of a method that answers with one thing.');
  return etag;
}
