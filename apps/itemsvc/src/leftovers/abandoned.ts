const ABANDONED_AFTER_MS = 1_000;

/**
 * True for an unfinished version that was written so long ago, or as the clock says so far ahead, that its writer has
 * probably ended. It may be wrong: who clears such a version away first makes sure that its writer cannot finish.
 */
export function isAbandoned(createdAt: string): boolean {
  return Math.abs(Date.now() - Date.parse(createdAt)) > ABANDONED_AFTER_MS;
}
