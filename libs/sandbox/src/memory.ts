import { readFileSync } from 'node:fs';

/** isolated-vm takes whole megabytes, 8 at least. */
export function isolateMegabytes(memoryBytes: number): number {
  return Math.max(8, Math.ceil(memoryBytes / (1024 * 1024)));
}

/** Resident set of another process, where the system tells (Linux); undefined elsewhere and for a process that ended. */
export function residentBytes(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
