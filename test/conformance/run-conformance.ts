/**
 * Runs the official conformance suite of MCP against a server and reads its verdict. It asserts nothing itself. What a
 * server of tools does not have is in `baseline.yml`, and a scenario of it that passes counts as failed: the baseline
 * then holds too much.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAuthorizingProxy } from './authorizing-proxy.js';

export interface ConformanceRun {
  readonly url: string;
  /** Sent with every request, through a proxy: the suite has no option for it. */
  readonly headers?: Record<string, string>;
  readonly specVersion: '2025-06-18' | '2025-11-25' | '2026-07-28';
  /** One scenario alone; without it, all that belong to the revision, which those of extensions do not. */
  readonly scenario?: string;
}

/** The scenarios of tasks (2026-07-28, an extension) in which a task asks its client nothing. */
export const TASK_SCENARIOS = [
  'tasks-lifecycle',
  'tasks-capability-negotiation',
  'tasks-wire-fields',
  'tasks-request-state-removal',
  'tasks-request-headers',
  'tasks-dispatch-and-envelope',
] as const;

export interface ConformanceVerdict {
  /** True when every scenario did what the baseline says. */
  readonly passed: boolean;
  /** Scenarios, or single checks, that failed and are not in the baseline, or are in it and passed. */
  readonly failed: readonly string[];
  readonly output: string;
}

const CLI = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
);
const BASELINE = fileURLToPath(new URL('./baseline.yml', import.meta.url));

export async function runConformance({ url, headers, ...run }: ConformanceRun): Promise<ConformanceVerdict> {
  if (headers === undefined) return runSuite({ url, ...run });
  await using proxy = await startAuthorizingProxy(url, headers);
  return await runSuite({ url: proxy.url, ...run });
}

async function runSuite({ url, specVersion, scenario }: ConformanceRun): Promise<ConformanceVerdict> {
  const which = scenario === undefined ? ['--suite', 'all'] : ['--scenario', scenario, '--force'];
  const options = ['--url', url, ...which, '--spec-version', specVersion, '--expected-failures', BASELINE];
  const child = spawn(process.execPath, [CLI, 'server', ...options], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { passed: exitCode === 0, failed: unexpected(output), output };
}

/** The suite ends with what differs from the baseline, a line with nothing but a name each: ✗ failed, ✓ stale. */
function unexpected(output: string): string[] {
  return [...output.matchAll(/^ {2}[✗✓] (\S+)$/gmu)].map(([, name = '']) => name);
}
