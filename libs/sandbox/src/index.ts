export { residentBytes } from './memory.js';
export { SandboxPool, type SandboxPoolOptions, type SandboxStats } from './sandbox-pool.js';
export type {
  FetchCall,
  HostCall,
  PlatformCall,
  Sandbox,
  SandboxRun,
  ScriptCall,
  ScriptSource,
  ScriptVersion,
} from './sandbox.types.js';
