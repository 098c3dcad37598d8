import { hostPatternText, parseHostPattern } from './host-pattern.js';
import type { PrivateHosts } from './private-hosts.js';

export interface HostProblem {
  index: number;
  problem: string;
}

/**
 * Checks entries that somebody wants to allow, as a list of hosts is stored.
 *
 * @returns the entries in the one way in which they are written, each once, and what is wrong with the others
 */
export function checkHosts(
  entries: readonly string[],
  privateHosts: PrivateHosts,
): { hosts: string[]; problems: HostProblem[] } {
  const hosts = new Set<string>();
  const problems: HostProblem[] = [];
  for (const [index, entry] of entries.entries()) {
    const parsed = parseHostPattern(entry);
    const problem = parsed.ok ? privateHosts.problemOf(parsed.pattern) : parsed.problem;
    if (problem !== undefined) problems.push({ index, problem });
    else if (parsed.ok) hosts.add(hostPatternText(parsed.pattern));
  }
  return { hosts: [...hosts], problems };
}
