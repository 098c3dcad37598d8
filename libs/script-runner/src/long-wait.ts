/** A run that has waited so long for its turn is told of while it waits, in milliseconds. */
export const LONG_WAIT_MS = 250;
