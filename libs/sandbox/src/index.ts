export { SandboxPool, type SandboxPoolOptions, type SandboxStats } from './sandbox-pool.js';
export type { HostCall, Sandbox, SandboxRun, ScriptVersion } from './sandbox.types.js';
