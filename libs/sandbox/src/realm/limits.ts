/** Limits of the run, as far as the realm keeps them. Before the run begins nothing may be asked of the host. */
export interface RealmLimits {
  hostCalls: number;
  pendingHostCalls: number;
  argumentChars: number;
  resultChars: number;
  consoleChars: number;
}

/** What the top level of a script may print before the limit of the run is known. */
export const EARLY_CONSOLE_CHARS = 1024 * 1024;

export let limits: RealmLimits = {
  hostCalls: 0,
  pendingHostCalls: 0,
  argumentChars: 0,
  resultChars: 0,
  consoleChars: EARLY_CONSOLE_CHARS,
};

export function setLimits(next: RealmLimits): void {
  limits = next;
}
