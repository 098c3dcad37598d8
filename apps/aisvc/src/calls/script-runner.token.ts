/** Injection token of the `ScriptRunner` that the process was given: inline, or through the queue. */
export const SCRIPT_RUNNER = Symbol('ScriptRunner');
