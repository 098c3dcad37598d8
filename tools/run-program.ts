import { spawnSync, type StdioOptions } from 'node:child_process';

/** Where the output of a program goes: `quiet` shows only what it says of errors. */
export type Output = 'shown' | 'quiet';

/** Runs a program to its end, found as npm scripts find theirs. Returns its exit code; 1 when it could not be run. */
export function run(program: string, args: readonly string[], output: Output = 'shown'): number {
  const stdio: StdioOptions = output === 'shown' ? 'inherit' : ['ignore', 'ignore', 'inherit'];
  const { status, error } = spawnSync(program, args, { stdio, shell: process.platform === 'win32' });
  if (error !== undefined) console.error(`${program}: ${error.message}`);
  return status ?? 1;
}
