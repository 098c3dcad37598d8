/** A field after a PATCH: what is left out stays, null takes it away. */
export function patched<T>(given: T | null | undefined, current: T | undefined): T | undefined {
  return given === undefined ? current : (given ?? undefined);
}
