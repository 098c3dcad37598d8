/** `ctx` of every method: the namespaces in which it works. Other fields are the caller's own and not sent. */
export interface PlatformContext {
  readonly _namespaces?: readonly string[];
  /**
   * An ETag (`etagOf` an answer): the call fails with `PreconditionFailed` when the thing has changed since. For methods
   * that replace, change or delete one thing.
   */
  readonly ifMatch?: string;
  /** Ends the call, which fails with its reason. Of programs: what a script calls ends with its run. */
  readonly signal?: AbortSignal | undefined;
}
