/** Last argument of every method: the namespaces in which it works. Other fields are the caller's own and not sent. */
export interface PlatformContext {
  readonly _namespaces?: readonly string[];
}
