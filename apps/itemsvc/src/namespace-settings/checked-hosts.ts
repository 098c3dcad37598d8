import type { FieldProblem } from '#libs/errors';
import { checkHosts, type PrivateHosts } from '#libs/guarded-fetch';

/** Hosts as they are stored; what is wrong with one goes to `problems`, with its path. */
export function checkedHosts(
  entries: readonly string[],
  privateHosts: PrivateHosts,
  { path, problems }: { path: string; problems: FieldProblem[] },
): string[] {
  const checked = checkHosts(entries, privateHosts);
  for (const { index, problem } of checked.problems) problems.push({ path: `${path}[${index}]`, message: problem });
  return checked.hosts;
}
