import { runLimitVariable } from '#libs/config';
import { type NarrowedLimits, RUN_LIMIT_NAMES, type RunLimits } from '#libs/contracts';
import type { FieldProblem } from '#libs/errors';

/**
 * What is wrong with limits that are given with a tool or a script: they may narrow what the operator allows, and no
 * more. Those that are stored hold on when the operator allows less later; the smaller one counts then.
 *
 * @param path of the limits in the request
 */
export function limitProblems(
  limits: NarrowedLimits | null | undefined,
  operator: RunLimits,
  path: string,
): FieldProblem[] {
  return RUN_LIMIT_NAMES.flatMap((name) => {
    const given = limits?.[name];
    const most = operator[name];
    if (given === undefined || given <= most) return [];
    const message = `must be at most ${most}, which the operator allows (${runLimitVariable(name)}), and is ${given}`;
    return [{ path: `${path}.${name}`, message }];
  });
}
