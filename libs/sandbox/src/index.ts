export type { HostCall, Sandbox, SandboxRun, ScriptVersion } from './sandbox.types.js';
